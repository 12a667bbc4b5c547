"""The form by which anybody tells the office something. Only the text is required; nothing on it stops it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zerentian.casework.actions import Reachable, Said
from zerentian.casework.forms.questions import AskingForm, Question, map_point
from zerentian.casework.models import Category, CountyKey, PublicAnswer
from zerentian.casework.models.categories import CategoryQuerySet
from zerentian.casework.rules.concerns import Group, Kind
from zerentian.duties.forms.deeds import UnitChoice
from zerentian.evidence.actions import Received
from zerentian.evidence.forms import EvidenceField
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Unit
from zerentian.organization.punctuation import listed
from zerentian.organization.rules.rights import Kind as UnitKind

STAMP = "zerentian.casework.ask"
STAMP_SECONDS = 24 * 60 * 60
MOST_FILES = 6
MOST_BYTES = 100_000_000
OTHER = "-other"
WRONGDOING = "-wrongdoing"


class ResidentFiles(EvidenceField):
    """A few files of a resident: anybody may send them, so they are fewer and smaller than the office's own."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Photos or files"))
        kwargs.setdefault(
            "help_text", _("Not needed. Where a photo was taken is removed from it before it is kept.")
        )
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Received]:
        """Refuse too many or too large ones before they are received, naming them."""
        sent = data or []
        if len(sent) > MOST_FILES:
            raise forms.ValidationError(gettext("At most %(n)d files, please.") % {"n": MOST_FILES})
        large = [one.name for one in sent if isinstance(one, UploadedFile) and (one.size or 0) > MOST_BYTES]
        if large:
            raise forms.ValidationError(
                gettext("%(names)s: larger than 100 MB. Send a shorter one, or bring it to the office.")
                % {"names": listed(large)}
            )
        return super().clean(data, initial)


@dataclass(frozen=True, slots=True)
class Offered:
    """A category as the form offers it: what stands on the chip, its hint, its questions as fields.

    ``answers`` is the number under which published answers of this category are found, empty without any; with
    ``secret`` the browser keeps no draft.
    """

    code: str
    label: Any
    hint: Any
    checked: bool
    questions: list[Question]
    answers: str = ""
    secret: bool = False


class AskForm(AskingForm):
    """What, where, when, and how to reach the person, if wanted."""

    place_unit = UnitChoice(
        Unit.objects.none(), label=_("Village"), required=False, empty_label=_("not sure, or the town itself")
    )
    place = TextField(
        label=_("Where exactly"),
        max_length=200,
        required=False,
        help_text=_("In your words: by the school gate, the second lamp at the village entrance …"),
    )
    text = TextField(
        label=_("What is it about"),
        max_length=5000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("What happened, and what you would like. Write as you speak."),
        error_messages={"required": _("Please write what it is about; one sentence is enough.")},
    )
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
    evidence = ResidentFiles()
    name = TextField(
        label=_("How to address you"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"autocomplete": "name", "data-draft-never": ""}),
    )
    phone = TextField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "data-draft-never": ""}),
    )
    address = TextField(
        label=_("Address for letters"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "street-address", "data-draft-never": ""}),
    )
    confidential = forms.BooleanField(
        label=_("Keep my name confidential"),
        required=False,
        help_text=_("The answer will not be published either."),
    )
    category = TextField(required=False, max_length=60)
    stamp = TextField(required=False, max_length=200, widget=forms.HiddenInput)
    work = TextField(required=False, max_length=100, widget=forms.HiddenInput)
    homepage = TextField(required=False, max_length=400)

    def __init__(self, *args: Any, township: Unit, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.township, self.now = township, now
        if self.is_bound:
            # A form that came in needs no more than what was chosen; the page is made ready only to be shown again.
            self.take_in(self.own_categories.filter(code=str(self.data.get("category", ""))[:40]))
            if self.data.get("place_unit"):
                self.offer_villages()
        else:
            self.fields["stamp"].initial = signing.dumps([str(uuid4()), now.timestamp()], salt=STAMP)
            self.make_ready()

    @property
    def own_categories(self) -> CategoryQuerySet:
        """Return the township's categories that may be chosen."""
        categories: CategoryQuerySet = Category.objects.in_use().filter(unit=self.township)
        return categories

    def make_ready(self) -> None:
        """Load what the page offers: every category with its questions, and the villages."""
        self.take_in(self.own_categories)
        self.offer_villages()

    def offer_villages(self) -> None:
        """Let one of the township's villages be chosen."""
        villages = self.fields["place_unit"]
        if isinstance(villages, forms.ModelChoiceField):
            under = Unit.objects.under(self.township, local_day(self.now))
            villages.queryset = under.filter(kind=UnitKind.VILLAGE).prefetch_related("periods")

    @property
    def chosen(self) -> Category | None:
        """Return the category that was chosen, if it is one of the township's."""
        return self.categories.get(str(self["category"].value() or ""))

    @property
    def offered(self) -> list[Offered]:
        """Return the categories to choose from, and the two that every township has."""
        now_chosen = str(self["category"].value() or "")
        answered = set(
            PublicAnswer.objects.standing()
            .filter(concern__category__in=self.categories.values())
            .values_list("concern__category", flat=True)
        )
        own = [
            Offered(
                code,
                one.name,
                one.hint,
                code == now_chosen,
                self.questions(one),
                answers=str(one.pk) if one.pk in answered else "",
            )
            for code, one in self.categories.items()
        ]
        other = Offered(OTHER, _("Something else, or not sure"), "", now_chosen == OTHER, [])
        has_other = any(one.group == Group.OTHER for one in self.categories.values())
        return [*own, *([] if has_other else [other]), *self.for_the_county(now_chosen)]

    @staticmethod
    def for_the_county(now_chosen: str) -> list[Offered]:
        """Return the choice of a report of wrongdoing; none where there is no key of the county to seal it to."""
        if not CountyKey.current():
            return []
        told = _("It is sealed to the county's key. Nobody in the township can read or find it.")
        label = _("Report of wrongdoing by officials")
        return [Offered(WRONGDOING, label, told, now_chosen == WRONGDOING, [], secret=True)]

    @property
    def report_elsewhere(self) -> bool:
        """Tell whether a report of wrongdoing has to be brought elsewhere: nothing here can seal it."""
        return not CountyKey.current()

    def clean_map_point(self) -> str:
        """Return the point as two numbers; an empty one is none."""
        return map_point(self.cleaned_data["map_point"])

    def clean(self) -> dict[str, Any]:
        """Ask once for what a category needs; who sends it anyway is let through."""
        category, cleaned = self.chosen, self.cleaned_data
        if category is None:
            return cleaned
        self.ask_once(category)
        if not category.anonymous and not (cleaned.get("name") or cleaned.get("phone")):
            self.add_error(
                "phone",
                gettext(
                    "This can't be handled without reaching you. Leave a phone number (it can stay confidential),"
                    " or choose “Something else”."
                ),
            )
        return cleaned

    @property
    def said(self) -> Said:
        """Return what was said, as the action takes it."""
        given = self.cleaned_data
        return Said(
            text=given["text"],
            category=self.chosen,
            kind=Kind.WRONGDOING if given["category"] == WRONGDOING else None,
            place_unit=given["place_unit"],
            place=given["place"],
            map_point=given["map_point"],
            happened=given["happened"],
            answers=self.answers_to(self.chosen),
            contact=Reachable(given["name"], given["phone"], given["address"]),
            confidential=given["confidential"],
        )

    @cached_property
    def stamped(self) -> tuple[UUID | None, float | None]:
        """Return the page's number and how many seconds ago it was made; None for a stamp that isn't ours."""
        try:
            number, made = signing.loads(str(self.data.get("stamp", "")), salt=STAMP, max_age=STAMP_SECONDS)
        except signing.BadSignature:
            return None, None
        return UUID(number), self.now.timestamp() - made

    @property
    def submission(self) -> UUID:
        """Return what makes a form that arrives twice one concern: page and text. Another text is another concern."""
        number, _seconds = self.stamped
        return uuid5(number or uuid4(), f"{self.township.code}\n{self.cleaned_data['text']}")
