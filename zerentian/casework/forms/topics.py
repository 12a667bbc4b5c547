"""The forms of topics: which messages, what it is called, where it stands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.casework.forms.concerns import set_choice
from zerentian.casework.models import Concern, Topic
from zerentian.casework.models.concerns import ConcernQuerySet
from zerentian.organization.forms.choices import SeveralChoice
from zerentian.organization.forms.texts import TextField


class ConcernsChoice(SeveralChoice):
    """A choice of several concerns by number and title."""

    def label_from_instance(self, obj: Concern) -> str:
        """Return number and title."""
        return str(obj)


class MembersForm(forms.Form):
    """Which messages, among those that may be chosen."""

    concerns = ConcernsChoice(
        Concern.objects.none(), label=_("Messages"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choosable: ConcernQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choice(self, "concerns", choosable)


class DescribeForm(forms.Form):
    """What a topic is called, where it is, where it stands in words for residents."""

    title = TextField(label=_("Title"), max_length=120)
    place = TextField(label=_("Place"), max_length=60, required=False)
    standing = TextField(
        label=_("Where it stands"),
        max_length=300,
        required=False,
        help_text=_("Everybody who brought one of its messages reads this on the page of the code."),
    )


class ConfirmForm(DescribeForm, MembersForm):
    """A topic to be confirmed: what it is and which messages."""


class SplitForm(MembersForm):
    """Which messages are split off, and what the new topic is called."""

    title = TextField(label=_("Title"), max_length=120)


class MergeForm(forms.Form):
    """The topic into which another is merged."""

    into = forms.ModelChoiceField(Topic.objects.none(), label=_("Into which"))

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choice(self, "into", Topic.objects.open().filter(unit=topic.unit).exclude(pk=topic.pk))


class CloseForm(forms.Form):
    """What came of it."""

    standing = TextField(
        label=_("What came of it"),
        max_length=300,
        help_text=_("Everybody who brought one of its messages reads this on the page of the code."),
    )
