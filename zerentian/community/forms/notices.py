"""Forms for notices, answers and corrections: which ones to list, what one says, and its steps."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.community.actions.notices import Text
from zerentian.community.actions.steps import villages_under
from zerentian.community.models import Notice
from zerentian.community.models.labels import INTERESTS, PARTS, SORTS, STATES
from zerentian.community.rules.banners import MOST_DAYS
from zerentian.community.rules.notices import NEEDED, Part, Sort, split
from zerentian.community.rules.notices import PARTS as PARTS_OF
from zerentian.evidence.forms import EvidenceField
from zerentian.ledger.clock import now
from zerentian.organization.forms.choices import SeveralChoice
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind

ALL = [("", pgettext_lazy("published", "all"))]
HINTS = {
    Part.QUESTION: _("In your own words, once and short. Never who asked."),
    Part.WHO: _("Such as: households along the river of groups 3 and 5."),
    Part.TIMES: _("Day and hour from, day and hour to."),
    Part.TO_DO: _("What people are to do. If nothing, say so."),
    Part.SOURCE: _("Document, record or measurement, with its day."),
    Part.CONFIRMED_BY: _("The office that confirmed it, not a person's name."),
    Part.DISPUTE: _("Where and how anybody can say that this is wrong."),
    Part.ASK: _("Office and telephone of the office, not a private number."),
}


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of units by their present names."""

    def label_from_instance(self, obj: Unit) -> str:
        """Return the unit's name."""
        return obj.name


class UnitsChoice(SeveralChoice):
    """A choice of several units by their present names."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Unit) -> str:
        """Return the unit's name."""
        return obj.name


def choose(form: forms.Form, name: str, rows: Any) -> None:
    """Let a field choose among rows."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows


def words(label: Any, *, required: bool = True, rows: int = 3, hint: Any = "", most: int = 2000) -> TextField:
    """Return a field for some sentences."""
    return TextField(
        label=label,
        required=required,
        max_length=most,
        widget=forms.Textarea({"rows": rows}),
        help_text=hint,
    )


def writable(account: Account) -> Any:
    """Return the units in whose name an account may write."""
    units = Unit.objects.allowed(account, "notice.write").exclude(kind=Kind.COUNTY)
    return units.prefetch_related("periods").order_by("code")


class NoticeFilter(forms.Form):
    """Which texts to list; every choice stands in the address."""

    q = TextField(label=_("Words or index number"), required=False, max_length=60)
    sort = forms.ChoiceField(label=_("Sort"), required=False, choices=[*ALL, *SORTS.items()])
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("under way and current")), ("all", _("all, expired ones too")), *STATES.items()],
    )


class TextForm(forms.Form):
    """What one version says. Its fields follow from its sort; ``notice`` is the one it is a version of, if any."""

    def __init__(
        self,
        *args: Any,
        account: Account,
        sort: Sort,
        notice: Notice | None = None,
        amends: bool = False,
        **kwargs: Any,
    ) -> None:
        if notice is not None:
            kwargs["initial"] = begun(notice, amends=amends)
        super().__init__(*args, **kwargs)
        self.sort = sort
        if amends:
            self.fields["changed"] = TextField(label=_("What is changed"), max_length=300)
        self.fields["title"] = TextField(
            label=_("Title"), max_length=120, help_text=_("What it is about, within 30 characters.")
        )
        if notice is None:
            self.fields["unit"] = UnitChoice(Unit.objects.none(), label=_("In the name of"))
            choose(self, "unit", writable(account))
            own = account.units_on(account.today)
            self.fields["unit"].initial = own[0] if own else None
        for part in PARTS_OF[sort]:
            self.fields[part.value] = words(
                PARTS[part], required=part in NEEDED[sort], rows=2, hint=HINTS.get(part, "")
            )
        self.add_frame(account, notice)
        if notice is not None and amends:
            self.add_files(notice)

    def add_frame(self, account: Account, notice: Notice | None) -> None:
        """Add the fields that every sort has: for whom, how long, and what the catalogue says of it."""
        days = {"min": account.today.isoformat()}
        self.fields["summary"] = TextField(
            label=_("Summary for the catalogue"),
            max_length=300,
            help_text=_("One sentence; stands in lists and feeds."),
        )
        self.fields["formed_on"] = DayField(label=_("Formed on"), initial=account.today)
        self.fields["until"] = DayField(
            label=_("Holds until"),
            required=False,
            help_text=_("The last day on which it is current. Afterwards it is kept, marked as expired."),
        )
        if self.sort is Sort.ANSWER:
            self.fields["next_update_on"] = DayField(label=_("Next update on"), required=False)
        self.fields["villages"] = UnitsChoice(
            Unit.objects.none(),
            label=_("For these villages"),
            required=False,
            help_text=_("None ticked: the whole township."),
        )
        home = notice.unit if notice else next(iter(account.units_on(account.today)), None)
        keys = [one.pk for one in villages_under(home, now())] if home else []
        choose(
            self, "villages", Unit.objects.filter(pk__in=keys).prefetch_related("periods").order_by("code")
        )
        self.fields["interests"] = forms.MultipleChoiceField(
            label=_("For those concerned with"),
            choices=INTERESTS.items(),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_(
                "Readers choose this on the page or in the feed; nobody is subscribed. None ticked: everybody."
            ),
        )
        self.fields["tell_by"] = DayField(
            label=_("Villages tell their people by"),
            required=False,
            help_text=_("Each village confirms how it told its people. Empty: no receipts are asked for."),
        )
        self.fields["evidence"] = EvidenceField(label=_("Attachments"))
        for name in ("until", "tell_by", "next_update_on"):
            if name in self.fields:
                self.fields[name].widget.attrs.update(days)

    def add_files(self, notice: Notice) -> None:
        """Add the choice of the public version's files that the new one no longer brings along."""
        files = notice.newest.files.filter(file__erased_at=None).select_related("file")
        if choices := [(one.file.sha256, one.file.name) for one in files]:
            self.fields["without"] = forms.MultipleChoiceField(
                label=_("Attachments to leave out"),
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("The others come along with the new version."),
            )

    def text(self) -> Text:
        """Return what was said as one text."""
        said = self.cleaned_data
        return Text(
            title=said["title"],
            summary=said["summary"],
            said={part: said[part.value] for part in PARTS_OF[self.sort]},
            formed_on=said["formed_on"],
            until=said["until"],
            tell_by=said["tell_by"],
            next_update_on=said.get("next_update_on"),
            villages=list(said["villages"]),
            interests=said["interests"],
            uploads=said["evidence"],
            without=said.get("without", ()),
        )


def begun(notice: Notice, *, amends: bool) -> dict[str, Any]:
    """Return what the form begins with: what the newest version says; a new one is formed anew and tells anew."""
    version = notice.newest
    said = {
        **version.said,
        "title": version.title,
        "summary": version.summary,
        "formed_on": version.formed_on,
        "until": version.until,
        "tell_by": version.tell_by,
        "next_update_on": version.next_update_on,
        "villages": list(version.villages.all()),
        "interests": [one.value for one in split(version.interests)],
    }
    return said | {"formed_on": None, "tell_by": None, "next_update_on": None} if amends else said


class StepForm(forms.Form):
    """A step on one text."""

    def __init__(self, *args: Any, notice: Notice, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice, self.account = notice, account


class ReasonForm(StepForm):
    """A reason."""

    reason = words(_("Reason"), most=500)


class TopForm(StepForm):
    """From which day to which a text stands on top of the public pages."""

    first = DayField(label=pgettext_lazy("banner", "On top from"))
    last = DayField(
        label=pgettext_lazy("banner", "On top until"),
        help_text=_("Both days included, at most %(days)d days.") % {"days": MOST_DAYS},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].initial = self.account.today
        self.fields["last"].initial = self.notice.until or self.account.today + timedelta(days=7)


class ClearForm(StepForm):
    """What the review before release found."""

    words = words(
        _("What the review looked at"),
        most=500,
        hint=_(
            "No state or work secret, no business secret, nobody's personal data, nothing internal or unfinished; "
            "facts and days are right."
        ),
    )
    none_of_it = forms.BooleanField(label=_("I did not write it, and it may be published."))
