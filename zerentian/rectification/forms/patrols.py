"""The patrol sheet: several points in one go, each with its own checklist."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.evidence.forms import EvidenceField
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account
from zerentian.organization.rules.places import row_key
from zerentian.rectification.actions.patrols import Seen, checklist_of, items_of
from zerentian.rectification.models import Checklist, RiskPoint
from zerentian.rectification.models.risk_labels import RESULTS_OF_PATROLS
from zerentian.rectification.rules.patrols import PatrolResult


class SheetForm(forms.Form):
    """What holds for the whole round: the day, the hour, the weather."""

    patrolled_on = DayField(label=_("Patrolled on"))
    clock = forms.TimeField(
        label=_("At what time"),
        required=False,
        widget=forms.TimeInput({"type": "time"}),
        error_messages={"invalid": _("Write the time as 14:30, between 00:00 and 23:59.")},
    )
    weather = TextField(label=_("Weather"), max_length=60, required=False)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["patrolled_on"].initial = account.today
        self.fields["patrolled_on"].widget.attrs["max"] = account.today.isoformat()


def version_of(data: Any, point: RiskPoint, account: Account) -> Checklist | None:
    """Return the checklist that the page was made with, if it is one of the point's kind, else the one in force."""
    if asked := row_key(data.get(f"point-{point.pk}-checklist", "") if data else ""):
        rows = Checklist.objects.filter(kind=point.kind_id, since__lte=account.today, pk=asked)
        found: Checklist | None = rows.first()
        if found is not None:
            return found
    return checklist_of(point, account.today)


class SeenForm(forms.Form):
    """What was seen at one point, item by item; no answer is ticked beforehand.

    The names of the fields carry the checklist's version: an answer is never read as one to another version's item,
    neither from a page that was open when a new version came nor from a draft.
    """

    def __init__(self, data: Any, files: Any, *, point: RiskPoint, account: Account) -> None:
        self.point, self.checklist = point, version_of(data, point, account)
        self.version = self.checklist.pk if self.checklist else 0
        super().__init__(data, files, prefix=f"point-{point.pk}-{self.version}")
        self.items = list(items_of(self.checklist))
        for at, item in enumerate(self.items, 1):
            self.fields[f"answer-{at}"] = forms.ChoiceField(
                label=item, choices=RESULTS_OF_PATROLS, widget=forms.RadioSelect
            )
            self.fields[f"note-{at}"] = TextField(
                label=_("What is wrong, or why it was not seen"), max_length=500, required=False
            )
        self.fields["evidence"] = EvidenceField(label=_("Photos, if they help"))

    def clean(self) -> dict[str, Any]:
        """Ask for words where something is wrong or was not seen."""
        said: dict[str, Any] = super().clean() or {}
        for at in range(1, len(self.items) + 1):
            answer = said.get(f"answer-{at}")
            if answer and answer != PatrolResult.NORMAL and not said.get(f"note-{at}"):
                self.add_error(f"note-{at}", _("Say what is wrong, or why it was not seen."))
        return said

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """Return each item's answer and note as fields of the page."""
        return [(self[f"answer-{at}"], self[f"note-{at}"]) for at in range(1, len(self.items) + 1)]

    def seen(self) -> Seen:
        """Return what was seen."""
        said = self.cleaned_data
        answers = [(said[f"answer-{at}"], said.get(f"note-{at}", "")) for at in range(1, len(self.items) + 1)]
        return Seen(self.point, answers, self.checklist, said["evidence"])
