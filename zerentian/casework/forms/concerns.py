"""Forms for concerns: which ones to list, logging one for somebody, a patrol's several in one go."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.actions import Reachable, Said
from zerentian.casework.forms.questions import ChosenCategoryForm, map_point
from zerentian.casework.models import Category, Concern
from zerentian.casework.models.labels import CHANNELS, CONTACTED, URGENCIES
from zerentian.casework.rules.callbacks import Contacted
from zerentian.casework.rules.clocks import Urgency
from zerentian.casework.rules.concerns import Channel
from zerentian.duties.models import FunctionItem
from zerentian.evidence.forms import EvidenceField
from zerentian.ledger.rules.periods import LOCAL
from zerentian.organization.forms.days import MomentField
from zerentian.organization.forms.texts import TextField, never_kept
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind as UnitKind

# The residents' own form is not filled in by staff.
STAFF_CHANNELS = [(code, label) for code, label in CHANNELS.items() if code != Channel.FORM]


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of units by their present names."""

    def label_from_instance(self, obj: Unit) -> str:
        """Return the unit's name."""
        return obj.name


def set_choice(form: forms.Form, name: str, rows: Any) -> None:
    """Let a field choose among rows."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows


def townships_of(account: Account) -> list[Unit]:
    """Return the townships at which the account may log a concern."""
    units = Unit.objects.allowed(account, "desk.view").filter(kind=UnitKind.TOWNSHIP)
    return list(units.prefetch_related("periods"))


def villages_of(townships: list[Unit]) -> Any:
    """Return the villages and offices of some townships, for the place of a matter."""
    paths = [unit.path for unit in townships]
    return Unit.objects.reached(paths).filter(kind=UnitKind.VILLAGE).prefetch_related("periods")


class ConcernForm(ChosenCategoryForm):
    """A concern logged for a caller, a visitor or a letter: three fields are enough.

    It asks whatever the residents' own form asks, so that a person on the telephone is served no worse.
    """

    text = TextField(
        label=_("What is it about?"),
        help_text=_("In the person's own words; names and numbers belong into the contact below."),
        widget=forms.Textarea({"rows": 4, "autofocus": True}),
        max_length=8000,
    )
    category = forms.ModelChoiceField(Category.objects.none(), label=_("Category"))
    channel = forms.ChoiceField(label=_("How it came"), choices=STAFF_CHANNELS, initial=Channel.CALL)
    title = TextField(label=_("In one line"), required=False, max_length=200)
    place_unit = UnitChoice(Unit.objects.none(), label=_("Village"), required=False)
    place = TextField(label=_("Place in words"), required=False, max_length=200)
    map_point = TextField(
        label=_("Point on the map"),
        max_length=30,
        required=False,
        help_text=_("Not needed. Two numbers as a map gives them, such as 28.1234,112.5678."),
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    happened = TextField(
        label=_("Since when"), max_length=60, required=False, help_text=_("For example: since last week.")
    )
    urgency = forms.ChoiceField(label=_("Urgency"), choices=URGENCIES.items(), initial=Urgency.ORDINARY)
    received_at = MomentField(
        label=_("Received at (if not now)"),
        required=False,
    )
    evidence = EvidenceField(
        label=_("Photos or files"),
        help_text=_(
            "What the person brought or sent, a scan of the letter. Where a photo was taken is removed."
        ),
    )
    name = TextField(label=pgettext_lazy("person", "Name"), required=False, max_length=60)
    phone = TextField(label=_("Phone"), required=False, max_length=40)
    address = TextField(
        label=_("Address for letters"),
        required=False,
        max_length=200,
        help_text=_("Only if the person wants the answer by letter."),
    )
    confidential = forms.BooleanField(label=_("The person asks for confidentiality"), required=False)
    township = UnitChoice(Unit.objects.none(), label=_("Township"))
    page = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, account: Account, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        never_kept(self, "name", "phone", "address")
        self.now = now
        townships = townships_of(account)
        set_choice(self, "place_unit", villages_of(townships))
        set_choice(self, "township", Unit.objects.filter(pk__in=[unit.pk for unit in townships]))
        self.only = townships[0] if len(townships) == 1 else None
        if self.only:
            del self.fields["township"]
        self.choose_among(Category.objects.filter(unit__in=townships).in_use())

    @property
    def others(self) -> list[forms.BoundField]:
        """Return the fields that are shown after the text and the category with its questions."""
        return [field for field in self.own_fields if field.name not in ("text", "category")]

    def clean_map_point(self) -> str:
        """Return the point as two numbers; an empty one is none."""
        return map_point(self.cleaned_data["map_point"])

    def clean_received_at(self) -> datetime | None:
        """Refuse a moment that has not come; a time without zone is local."""
        moment: datetime | None = self.cleaned_data["received_at"]
        if moment and moment > self.now:
            raise forms.ValidationError(_("This moment has not come yet: give when it was received."))
        return moment.astimezone(LOCAL) if moment else None

    @property
    def unit(self) -> Unit:
        """Return the township that receives it."""
        chosen: Unit = self.only or self.cleaned_data["township"]
        return chosen

    @property
    def submission(self) -> UUID | None:
        """Return what makes a form that arrives twice one concern: page and text. Another text is another concern."""
        page: UUID | None = self.cleaned_data["page"]
        return uuid5(page, self.cleaned_data["text"]) if page else None

    @property
    def said(self) -> Said:
        """Return what was said, as the action takes it."""
        given = self.cleaned_data
        return Said(
            text=given["text"],
            title=given["title"],
            category=given["category"],
            urgency=Urgency(given["urgency"]),
            place_unit=given["place_unit"],
            place=given["place"],
            map_point=given["map_point"],
            happened=given["happened"],
            answers=self.answers_to(self.chosen),
            contact=Reachable(given["name"].strip(), given["phone"].strip(), given["address"].strip()),
            confidential=given["confidential"],
        )


class PatrolRow(ChosenCategoryForm):
    """One thing a patrol found, with what its category asks; an empty row is none."""

    text = TextField(
        label=pgettext_lazy("patrol", "What was found"), widget=forms.Textarea({"rows": 2}), max_length=2000
    )
    category = forms.ModelChoiceField(Category.objects.none(), label=_("Category"))
    place_unit = UnitChoice(Unit.objects.none(), label=_("Village"), required=False)
    place = TextField(label=_("Place in words"), required=False, max_length=200)
    evidence = EvidenceField(
        label=_("Photos"),
        help_text=_("Not needed. Where a photo was taken is removed from it before it is kept."),
    )

    def __init__(self, *args: Any, townships: list[Unit], village: Unit | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village = village
        self.choose_among(Category.objects.filter(unit__in=townships).in_use())
        set_choice(self, "place_unit", villages_of(townships))
        if village is not None:
            self.fields["place_unit"].help_text = _("Left empty: %(name)s.") % {"name": village.name}

    @property
    def said(self) -> Said:
        """Return what was found, as the action takes it."""
        given = self.cleaned_data
        return Said(
            text=given["text"],
            category=given["category"],
            place=given["place"],
            place_unit=given["place_unit"] or self.village,
            answers=self.answers_to(self.chosen),
        )


PatrolRows = forms.formset_factory(PatrolRow, extra=4, max_num=20, absolute_max=20, validate_max=True)


class BulkDispatchForm(forms.Form):
    """To whom several concerns go, and on which item of the function list."""

    unit = UnitChoice(Unit.objects.none(), label=_("Who leads"))
    function = forms.ModelChoiceField(
        FunctionItem.objects.none(),
        label=_("Item of the function list"),
        required=False,
        help_text=_("Needed for a village."),
    )
    instructions = TextField(label=_("In words"), required=False, max_length=1000)


class MoveManyForm(forms.Form):
    """To whom matters in hand go, and why."""

    unit = UnitChoice(Unit.objects.none(), label=_("Who leads"))
    reason = TextField(label=_("Reason"), max_length=1000, help_text=_("It stays with each of them."))


class LinkManyForm(forms.Form):
    """The lead case to which several concerns of the same matter are linked; the oldest of them stands there first."""

    number = TextField(
        label=_("Number of the lead case"),
        max_length=40,
        help_text=_("One of those chosen, or another: its answer goes to all, and each is counted."),
    )

    def __init__(self, *args: Any, account: Account, rows: Sequence[Concern], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        self.fields["number"].initial = min(rows, key=lambda one: (one.received_at, one.pk)).number

    def clean_number(self) -> Concern:
        """Find the concern among those the account may see."""
        return numbered_for(self.account, self.cleaned_data["number"])


def numbered_for(account: Account, number: str) -> Concern:
    """Return the concern of a number among those an account may see; ValidationError for none."""
    found: Concern | None = Concern.objects.visible_to(account).numbered(number).first()
    if found is None:
        raise forms.ValidationError(_("There is no concern of this number, or not for you to see."))
    return found


class NotReachedForm(forms.Form):
    """That the residents were called and nobody was reached, or nobody wanted to answer."""

    contacted = forms.ChoiceField(
        label=_("Was the person reached?"),
        choices=[(code, label) for code, label in CONTACTED.items() if code != Contacted.YES],
        widget=forms.RadioSelect,
    )
    words = TextField(label=_("In words"), required=False, max_length=300)
