"""Forms in which a form of another office is kept, and filled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.forms.deeds import UnitChoice
from zerentian.duties.forms.keeping import choose_among
from zerentian.exchange.actions.stacks import MOST_FILES
from zerentian.ledger.rules.periods import Period
from zerentian.organization.forms.days import period_written
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Unit


class FormFileForm(forms.Form):
    """A form that another office wants: its file, and what it is called."""

    unit = UnitChoice(Unit.objects.none(), label=_("For which unit"))
    name = TextField(
        label=_("What the form is called"),
        max_length=120,
        help_text=_("A name that is kept already gets the new file; its map goes on."),
    )
    asked_by = TextField(
        label=_("Who wants it"), max_length=80, help_text=_("The department, such as 县应急局.")
    )
    file = forms.FileField(
        label=_("The file as they sent it"),
        help_text=_(".xlsx, .xlsm, .xlsb, .xls, .et, .ods or .csv; up to 5 MB."),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, "form.fill").prefetch_related("periods").order_by("code")
        choose_among(self, "unit", units)


class SeveralFiles(forms.FileInput):
    """A choice of several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Return the files that were sent."""
        sent = files.getlist(name) if isinstance(files, MultiValueDict) else [files.get(name)]
        return [one for one in sent if one]


class SeveralField(forms.Field):
    """Several files, as they were sent."""

    widget = SeveralFiles(attrs={"accept": ".xlsx,.xlsm,.xlsb,.xls,.et,.ods,.csv"})

    def validate(self, value: Any) -> None:
        """Ask for at least one file, and for no more than are stacked at once."""
        super().validate(value)
        if len(value) > MOST_FILES:
            raise forms.ValidationError(_("At most %(most)d files at once.") % {"most": MOST_FILES})


class VillageFilesForm(forms.Form):
    """The villages' files that are stacked into one form."""

    tables = SeveralField(
        label=_("The villages' files"),
        help_text=_(
            "All of them at once, in the layout of the form: .xlsx, .xls, .et, .ods or .csv; up to 5 MB each."
        ),
    )


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A village's file that was sent and read: its digest, its name, whose it seems to be, what it would bring."""

    digest: str
    name: str
    village: Unit | None
    said: str


class FillForm(forms.Form):
    """For which period (and unit) a form is filled, and what is typed."""

    period = TextField(
        label=pgettext_lazy("form", "Period"),
        max_length=30,
        help_text=_("2026-03, 2026Q1, 2026H1, 2026 or 2026-03-01..2026-03-15"),
    )
    unit = UnitChoice(Unit.objects.none(), label=_("Of which unit"))
    # The newest filling when the page was opened: what others typed since is not overwritten unseen.
    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        account: Account,
        own: Unit,
        typed: Sequence[tuple[str, str, str]] = (),
        read: Sequence[ReadFile] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.read = read
        units = Unit.objects.under(own, account.today) & Unit.objects.allowed(account, "form.fill")
        choose_among(self, "unit", units.prefetch_related("periods").order_by("code"))
        self.fields["unit"].initial = own.pk
        self.keys: dict[str, str] = {}
        for place, (key, heading, before) in enumerate(typed):
            name = f"hand_{place}"
            self.keys[name] = key
            hint = _("Last time: %(before)s") % {"before": before} if before else ""
            self.fields[name] = TextField(
                label=f"{key.partition('!')[2]} {heading}".strip(),
                max_length=300,
                required=False,
                help_text=hint,
            )

        villages = Unit.objects.under(own, account.today).exclude(pk=own.pk)
        for place, one in enumerate(read):
            named, digest = f"village_{place}", f"digest_{place}"
            self.fields[named] = UnitChoice(
                Unit.objects.none(),
                label=_("Whose file is %(name)s?") % {"name": one.name},
                help_text=one.said,
            )
            choose_among(self, named, villages.prefetch_related("periods").order_by("code"))
            self.fields[named].initial = one.village.pk if one.village else None
            self.fields[digest] = TextField(max_length=64, widget=forms.HiddenInput, initial=one.digest)
            self.fields[f"name_{place}"] = TextField(
                max_length=200, widget=forms.HiddenInput, initial=one.name
            )
        if read:
            self.fields["again"] = forms.BooleanField(
                label=_("Yes, it is meant: stack them all the same"), required=False, widget=forms.HiddenInput
            )

    def ask_again(self) -> None:
        """Offer to say that what comes twice is meant."""
        self.fields["again"].widget = forms.CheckboxInput()

    def villages(self) -> list[tuple[str, str, Unit]]:
        """Return digest, name and village of the files that are stacked."""
        data = self.cleaned_data
        return [(one.digest, one.name, data[f"village_{place}"]) for place, one in enumerate(self.read)]

    def clean_period(self) -> Period:
        """Return the period that was written."""
        return period_written(self.cleaned_data["period"])

    def was_seen(self) -> int | None:
        """Return the newest filling that was known when the typing began; None where nothing is typed."""
        return self.cleaned_data["seen"] if self.keys else None

    def seen_by_now(self, newest: int) -> None:
        """Let the form, shown again, know of the newest filling: what was typed stays."""
        # Not by ``|``: that makes lists of what a QueryDict holds, and shows brackets around what was typed.
        self.data: Any = self.data.copy()
        self.data["seen"] = str(newest)

    def typed(self) -> dict[str, str]:
        """Return what was typed, by ``sheet!A1``."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}
