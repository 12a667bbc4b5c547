"""Forms on a draft: what whoever signs says of each part, submitting again, the office's setting."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.organization.actions.factors import has_factor
from zerentian.organization.forms.again import CodeField, PasswordField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account
from zerentian.reports.models import ASKED
from zerentian.reports.rules.signing import MOST_WORDS


def remark(label: Any, rows: int = 2) -> TextField:
    """Return the field for a comment."""
    return TextField(
        label=label, required=False, max_length=MOST_WORDS, widget=forms.Textarea({"rows": rows})
    )


class ReviewForm(forms.Form):
    """A comment on each part, and on the whole; the round that was read; the password, where it is signed off."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    password = PasswordField(
        required=False,
        help_text=_(
            "Only to sign off. It is compared and not kept; your name, post and the day stand on the paper."
        ),
    )
    code = CodeField(required=False)

    def __init__(self, *args: Any, parts: Sequence[str], account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_factor(account):
            del self.fields["code"]
        self.parts = {f"part-{place}": title for place, title in enumerate(parts)}
        for name, title in self.parts.items():
            self.fields[name] = remark(_("Comment on “%(part)s”") % {"part": title})
        self.fields["whole"] = remark(_("Comment on the whole"), rows=3)
        self.order_fields([*self.parts, "whole", "password", "code", "seen"])

    @property
    def comments(self) -> dict[str, str]:
        """Return what was said, by part; of the whole under an empty name."""
        said = {"": self.cleaned_data["whole"]}
        for name, title in self.parts.items():
            # Two parts may bear one heading: nothing that was written on either is lost.
            said[title] = "\n".join(filter(None, [said.get(title, ""), self.cleaned_data[name]]))
        return said


class AgainForm(forms.Form):
    """A word to whoever signs, with a draft submitted again."""

    words = TextField(
        label=_("What you changed"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The outline is taken as it is now, and every number is computed anew."),
    )


class SigningForm(forms.Form):
    """Whether reports are issued only once they are signed off."""

    asked = forms.ChoiceField(
        label=_("A report is issued only once it is signed off"),
        choices=list(ASKED.items()),
        widget=forms.RadioSelect,
        help_text=_("Whoever may sign a report off may issue it without another signature."),
    )
