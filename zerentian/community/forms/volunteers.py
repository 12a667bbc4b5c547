"""Forms for volunteers: what is sought, and the certificate somebody asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.community.forms.activities import ActivityForm
from zerentian.community.forms.notices import words
from zerentian.community.rules.activities import Kind
from zerentian.community.rules.venues import DAY_MINUTES
from zerentian.community.rules.volunteers import Sought
from zerentian.organization.forms.texts import TextField

SOUGHT = ("task", "conditions", "risks", "dangerous", "insured_by")


class SeekForm(ActivityForm):
    """An activity for which volunteers are sought: the form of any activity, with what they are to know."""

    task = words(_("What volunteers do"), most=300, rows=2)
    conditions = TextField(
        label=_("What is asked of them"),
        max_length=300,
        required=False,
        help_text=_("Such as: grown up, can lift 10 kg. Empty: nothing."),
    )
    risks = TextField(
        label=_("Risks"),
        max_length=300,
        help_text=_("What may happen, truly and fully (志愿服务条例 art. 12); “none” where there is none."),
    )
    dangerous = forms.BooleanField(label=_("Somebody may come to harm"), required=False)
    insured_by = TextField(
        label=_("Insured with"),
        max_length=120,
        required=False,
        help_text=_("Needed where somebody may come to harm: they are insured beforehand (art. 17)."),
    )
    field_order = ("title", "task", "venue", "begins_at", "ends_at", "capacity", *SOUGHT[1:])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "weeks", "audience"):
            del self.fields[name]
        self.fields["venue"].label = _("Where they meet")
        self.fields["capacity"].label = _("How many are needed")
        self.fields["capacity"].required = True
        self.fields["capacity"].help_text = ""

    @property
    def said(self) -> dict[str, Any]:
        """Return what was said of the activity alone."""
        kept = {name: value for name, value in self.cleaned_data.items() if name not in SOUGHT}
        return kept | {"kind": Kind.SERVICE}

    @property
    def sought(self) -> Sought:
        """Return what volunteers are told."""
        return Sought(**{name: self.cleaned_data[name] for name in SOUGHT})


class CertificateForm(forms.Form):
    """For how long somebody served; given when they ask, and to nobody else."""

    minutes = forms.IntegerField(label=_("Served, in minutes"), min_value=1, max_value=DAY_MINUTES)
    asked = forms.BooleanField(
        label=_("The volunteer asked for it"),
        help_text=_(
            "Truly and free of charge (志愿服务条例 art. 19). Hours are kept for nobody who did not ask."
        ),
    )
