"""Forms for exporting concerns, and for the templates that replies go back in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.models.labels import REVEAL_PURPOSES, STATES
from zerentian.exchange.actions.cells import CELLS
from zerentian.exchange.forms.imports import COLUMN_LABELS, choices
from zerentian.exchange.models import ReplySheet
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Unit

CELL_LABELS: Mapping[str, str | Promise] = {
    **COLUMN_LABELS,
    "office_number": _("Number here"),
    "state": _("State"),
    "due": _("Answer due"),
    "decision": _("Decision"),
    "solved": _("Solved?"),
    "township": _("Township"),
    "dispatched_at": _("Dispatched at"),
    "accepted_at": _("Accepted by the office at"),
    "informed_on": _("Told that it is accepted on"),
    "extended_to": _("Extended to"),
    "rule_cited": _("Rule it rests on"),
    "told_on": _("Answer handed over on"),
    "in_time": _("In time?"),
    "closed_on": _("Closed on"),
}
# What these columns are called in the petition system's and hotlines' tables; the others are known to the import.
USUAL: Mapping[str, Sequence[str]] = {
    "township": ("属地乡镇", "所属乡镇", "乡镇"),
    "dispatched_at": ("转办时间", "派单时间", "交办时间", "转送时间", "转办日期"),
    "accepted_at": ("签收时间", "接单时间"),
    "informed_on": ("受理告知时间", "受理告知日期", "告知时间", "出具受理告知书时间"),
    "due": ("应办结日期", "办理期限", "答复期限", "限办时间", "办结期限"),
    "extended_to": ("延期至", "延期后期限"),
    "decision": ("处理意见", "意见类型", "办理意见"),
    "rule_cited": ("法律法规依据", "政策依据", "依据"),
    "told_on": ("送达时间", "送达日期"),
    "in_time": ("是否按期", "是否按期办结", "按期办结"),
    "closed_on": ("办结时间", "办结日期", "结案时间"),
    "solved": ("是否解决", "问题是否解决"),
}
FILLED = tuple(key for key in CELLS if key in CELL_LABELS)


class RangeForm(forms.Form):
    """Which concerns leave, and whether with contact data."""

    unit = forms.ChoiceField(label=_("Township"))
    source = TextField(label=_("Only from this source"), max_length=60, required=False)
    since = DayField(label=_("Received from"), required=False)
    until = DayField(label=_("Received up to"), required=False)
    purpose = forms.ChoiceField(
        label=_("Contact data"), choices=[("", _("Without")), *REVEAL_PURPOSES.items()], required=False
    )
    reason = TextField(
        label=_("Reason for contact data"),
        max_length=300,
        required=False,
        help_text=_("Each look is recorded, and the supervisor sees it."),
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices(self, units)


class ListForm(RangeForm):
    """A list of concerns as a spreadsheet."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", pgettext_lazy("state", "All")), *STATES.items()], required=False
    )
    form = forms.ChoiceField(label=_("File"), choices=[("xlsx", "xlsx"), ("csv", "csv")])


class RepliesForm(RangeForm):
    """Replies in a template that was kept, or in the hotline's own sheet of this batch."""

    template = forms.ModelChoiceField(ReplySheet.objects.none(), label=_("Template"))
    into = forms.FileField(
        label=_("The hotline's sheet of this batch"),
        required=False,
        help_text=_(
            "Rows are found by their number; only the reply's columns are filled. Empty: the template itself."
        ),
    )


class TemplateForm(forms.Form):
    """A new template: the file, and what it is called."""

    unit = forms.ChoiceField(label=_("Township"))
    name = TextField(label=_("Name"), max_length=60, help_text=_("Such as 县12345热线回复表."))
    file = forms.FileField(label=_("Template"), help_text=_("The .xlsx in which replies are wanted."))

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices(self, units)


def of_petitions(headings: Sequence[str]) -> bool:
    """Tell whether a table asks when somebody was told: the petition office's does, a hotline's does not."""
    return any(one in USUAL[key] for key in ("informed_on", "told_on") for one in headings)


def usual_columns(headings: Sequence[str], found: Mapping[str, str]) -> dict[str, str]:
    """Return the headings that are known by their usual names: key → heading; what the import knows is ``found``.

    A hotline calls the moment of the reply 办结时间; in the petition office's table, which asks when somebody was told
    of what, it is the day on which the matter was closed.
    """
    if found.get("replied_at") in USUAL["closed_on"] and of_petitions(headings):
        found = {key: heading for key, heading in found.items() if key != "replied_at"}
    taken = set(found.values())
    known = {
        key: next((one for name in names for one in headings if one == name and one not in taken), "")
        for key, names in USUAL.items()
    }
    return {**found, **{key: heading for key, heading in known.items() if heading}}


class FilledForm(forms.Form):
    """What goes into which column of a template."""

    unit = TextField(widget=forms.HiddenInput)
    digest = TextField(max_length=64, widget=forms.HiddenInput)
    name = TextField(label=_("Name"), max_length=60)

    def __init__(self, *args: Any, headings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", "—"), *((one, one) for one in headings)]
        for key in FILLED:
            self.fields[f"column_{key}"] = forms.ChoiceField(
                label=str(CELL_LABELS[key]), choices=offered, required=False
            )

    def columns(self) -> dict[str, str]:
        """Return what is filled: key → heading."""
        chosen = {key: self.cleaned_data.get(f"column_{key}", "") for key in FILLED}
        return {key: heading for key, heading in chosen.items() if heading}
