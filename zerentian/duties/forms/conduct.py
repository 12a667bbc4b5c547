"""Forms of the code of conduct: the next edition, and that it was read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.duties.forms.choices import PostChoice, UnitChoice, choose_among, sentences
from zerentian.duties.models import Conduct
from zerentian.duties.rules.conduct import MOST_SIGNS
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.rules.rights import Kind


class PublishForm(forms.Form):
    """The next edition; it begins with the one in force."""

    unit = UnitChoice(Unit.objects.none(), label=_("Township"))
    title = TextField(label=_("Title"), max_length=120)
    basis = TextField(label=_("On which basis"), max_length=200, required=False)
    text = sentences(
        _("The text"),
        rows=20,
        most=MOST_SIGNS,
        hint=_("Once published it is never changed: mend it in an edition."),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, "conduct.publish").filter(kind=Kind.TOWNSHIP)
        choose_among(self, "unit", units.prefetch_related("periods").order_by("code"))
        first = units.first()
        self.fields["unit"].initial = first
        last = Conduct.objects.newest().filter(unit=first).first() if first else None
        for name in ("title", "basis", "text"):
            self.fields[name].initial = getattr(last, name, "")


class ReadForm(forms.Form):
    """Which text was read, for which post."""

    digest = TextField(max_length=64, widget=forms.HiddenInput)
    post = PostChoice(Post.objects.none(), label=_("Post"))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "post", Post.objects.filter(pk__in=account.post_keys()))
