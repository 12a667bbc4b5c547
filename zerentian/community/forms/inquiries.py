"""Forms for requests for information: what is asked for, and each step. What it is wanted for is nowhere asked."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.community.actions.inquiries import Asked
from zerentian.community.forms.notices import UnitChoice, choose, words, writable
from zerentian.community.models import Inquiry, InquiryAnswer, InquiryChallenge
from zerentian.community.models.inquiries import Told
from zerentian.community.models.labels_of_inquiries import (
    APPLICANTS,
    CHANNELS,
    MEASURES,
    OPINIONS,
    OUTCOMES,
    ROWS,
    RULINGS,
    WAYS,
    WHOM,
)
from zerentian.community.rules.fees import MOST, Measure
from zerentian.community.rules.inquiries import (
    EXTENSION_DAYS,
    KINDS,
    Applicant,
    Channel,
    Heard,
    Outcome,
    Row,
    Whom,
)
from zerentian.community.rules.remedies import Ruling, Way
from zerentian.evidence.forms import EvidenceField
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField, never_kept
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind


class AskedForm(forms.Form):
    """What information, how it is to be had, and who asks."""

    title = TextField(
        label=_("What information"),
        max_length=120,
        help_text=_("Its name or number, or what else makes it easy to find."),
    )
    text = words(
        _("Describe it"), hint=_("Which years, which place, which project. Nobody asks what for."), rows=5
    )
    way = TextField(
        label=_("How would you like to have it?"),
        max_length=120,
        required=False,
        help_text=_("Such as: on paper at the counter, by post, as a file."),
    )
    applicant = forms.ChoiceField(
        label=pgettext_lazy("inquiry", "Applicant"),
        choices=APPLICANTS.items(),
        initial=Applicant.PERSON.value,
    )
    name = TextField(label=pgettext_lazy("applicant", "Name"), max_length=80)
    phone = TextField(label=_("Telephone"), max_length=40, required=False)
    address = TextField(
        label=_("Address for letters"),
        max_length=200,
        required=False,
        help_text=_("A telephone or an address is needed. Both are kept encrypted, and erased after a time."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        never_kept(self, *Told._fields)

    def clean(self) -> dict[str, Any]:
        """Refuse a request without any way to reach who asks."""
        said = super().clean() or {}
        if not said.get("phone") and not said.get("address") and "phone" not in self.errors:
            self.add_error("phone", _("Please give a telephone or an address: the answer must reach you."))
        return said

    def asked(self, *, proof_seen: bool = False) -> Asked:
        """Return what is asked, as the action takes it."""
        said = self.cleaned_data
        return Asked(
            title=said["title"],
            text=said["text"],
            way=said["way"],
            applicant=Applicant(said["applicant"]),
            told=Told(said["name"], said["phone"], said["address"]),
            proof_seen=proof_seen,
        )


class LogForm(AskedForm):
    """A request that staff write down: by which way and on which day it came."""

    unit = UnitChoice(Unit.objects.none(), label=_("Received by"))
    channel = forms.ChoiceField(label=_("Way it came"), choices=CHANNELS.items())
    received_on = DayField(
        label=_("Received on"),
        help_text=_("By post: the day it was signed for. In person: the day itself. The time begins then."),
    )
    proof_seen = forms.BooleanField(
        label=_("An identity document was shown"),
        required=False,
        help_text=_("Neither a copy nor a number of it is kept."),
    )
    field_order = ("unit", "channel", "received_on")

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = account.today
        units = Unit.objects.allowed(account, "inquiry.register")
        units = units.filter(kind__in=(Kind.TOWNSHIP, Kind.COUNTY)).prefetch_related("periods")
        choose(self, "unit", units.order_by("-kind", "code"))
        self.fields["unit"].initial = units.filter(kind=Kind.TOWNSHIP).first()

    def clean_channel(self) -> Channel:
        """Return the channel as the action takes it."""
        return Channel(self.cleaned_data["channel"])


class InquiryFilter(forms.Form):
    """Which requests to list: by where they stand and by what is asked for, never by who asks."""

    q = TextField(label=_("Words or number"), max_length=60, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=(
            ("", pgettext_lazy("inquiries", "open")),
            ("late", pgettext_lazy("inquiries", "overdue")),
            ("all", pgettext_lazy("inquiries", "all")),
        ),
        required=False,
    )


class StepForm(forms.Form):
    """A step that asks for nothing more."""

    def __init__(self, *args: Any, inquiry: Inquiry, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inquiry, self.account = inquiry, account


class CorrectionForm(StepForm):
    """What is to be completed, by when."""

    words = words(_("What is to be completed"), hint=_("Everything at once: it is asked only once."))
    until = DayField(label=_("To be completed by"))


class WordsForm(StepForm):
    """What came."""

    words = words(_("What the applicant completed"))


class WithdrawForm(StepForm):
    """A note, if there is one: nobody needs to say why."""

    words = words(_("Remark, if any"), required=False)


class FeeForm(StepForm):
    """By what the fee is reckoned, and how it is paid; what it comes to follows from the published steps."""

    measure = forms.ChoiceField(label=_("Reckoned"), choices=MEASURES.items())
    number = forms.IntegerField(
        label=_("How many"),
        min_value=1,
        max_value=MOST,
        help_text=_("Its place among the applicant's requests of this month; or the number of pages."),
    )
    how = words(_("How it is paid"), hint=_("Account of the treasury, counter, receipt."), rows=2, most=300)

    def clean_measure(self) -> Measure:
        """Return the measure as the action takes it."""
        return Measure(self.cleaned_data["measure"])


class PaidForm(StepForm):
    """When it was paid."""

    paid_on = DayField(label=_("Paid on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].initial = self.account.today


class ReachedForm(StepForm):
    """When the notice of the fee reached the applicant."""

    reached_on = DayField(
        label=_("Arrived on"),
        help_text=_("As on the receipt of the post. The days to pay begin on the day after."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reached_on"].initial = self.account.today


class LetterReachedForm(ReachedForm):
    """When the letter asking for an opinion reached whom it asks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reached_on"].help_text = _(
            "As on the receipt of the post. Whoever is asked has 15 working days from then."
        )


class ChallengeForm(StepForm):
    """By which way the answer is contested, since when."""

    way = forms.ChoiceField(label=_("Way"), choices=WAYS.items())
    opened_on = DayField(label=_("Taken up on"))

    def clean_way(self) -> Way:
        """Return the way as the action takes it."""
        return Way(self.cleaned_data["way"])


class RulingForm(StepForm):
    """Which case was decided, how, when."""

    challenge = forms.ModelChoiceField(
        InquiryChallenge.objects.none(), label=_("Review or suit"), empty_label=None
    )
    ruling = forms.ChoiceField(label=_("Ruling"), choices=RULINGS.items())
    closed_on = DayField(label=_("Decided on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["challenge"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = self.inquiry.running
        choice.label_from_instance = lambda one: one.get_way_display()  # type: ignore[method-assign, assignment]

    def clean_ruling(self) -> Ruling:
        """Return the ruling as the action takes it."""
        return Ruling(self.cleaned_data["ruling"])


class ConsultForm(StepForm):
    """Whose opinion is asked, on what."""

    whom = forms.ChoiceField(label=_("Whose opinion"), choices=WHOM.items())
    words = words(
        _("On what the opinion is asked"), hint=_("Never who applied. No name of a person is needed.")
    )

    def clean_whom(self) -> Whom:
        """Return whom, as the action takes it."""
        return Whom(self.cleaned_data["whom"])


class HearForm(StepForm):
    """What was heard."""

    result = forms.ChoiceField(label=_("Opinion"), choices=OPINIONS.items())
    words = words(_("In short"), required=False)

    def clean_result(self) -> Heard:
        """Return the opinion as the action takes it."""
        return Heard(self.cleaned_data["result"])


class TimeForm(StepForm):
    """How many working days, and why."""

    days = forms.IntegerField(
        label=_("Working days more"), min_value=1, max_value=EXTENSION_DAYS, initial=EXTENSION_DAYS
    )
    reason = TextField(label=_("Reason"), max_length=300, help_text=_("The applicant reads it."))


class RefuseForm(StepForm):
    """Why not."""

    words = words(_("Why it is refused"))


class ReturnForm(StepForm):
    """Why the answer goes back."""

    reason = words(_("Why it goes back"))


def grouped() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Return the kinds of answer under the rows of the yearly table."""
    return [
        (label, [(one.value, OUTCOMES[one]) for one, kind in KINDS.items() if kind.row is row])
        for row, label in ((row, ROWS[row]) for row in Row)
    ]


class AnswerForm(StepForm):
    """The answer: its kind, what it says, where to get it or whom to ask, the reason, who reviews it."""

    outcome = forms.ChoiceField(label=_("Kind of answer"))
    text = words(_("What is answered"), required=False, rows=6, most=5000)
    where = words(
        _("How, where and when to get it; or whom to ask"),
        required=False,
        hint=_("Name, address and telephone of an organ. For what is given, published, or another's."),
    )
    reason = words(
        _("Reason, with the article"), required=False, hint=_("For whatever is not given, also in part.")
    )
    uploads = EvidenceField(label=_("Files that are given"))
    without = forms.MultipleChoiceField(
        label=_("Leave out"), required=False, widget=forms.CheckboxSelectMultiple
    )
    organ = TextField(label=_("Organ of review"), max_length=120)
    court = TextField(label=_("People's court"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = grouped()
        before = self.inquiry.newest_answer
        kept = before.files.filter(file__erased_at=None).select_related("file") if before else []
        without = self.fields["without"]
        assert isinstance(without, forms.MultipleChoiceField)
        without.choices = [(use.file.sha256, use.file.name) for use in kept]
        if not without.choices:
            del self.fields["without"]
        for name, value in begun(self.inquiry, self.account).items():
            self.fields[name].initial = value

    def clean_outcome(self) -> Outcome:
        """Return the kind as the action takes it."""
        return Outcome(self.cleaned_data["outcome"])


def begun(inquiry: Inquiry, account: Account) -> Mapping[str, Any]:
    """Return with what an answer begins: the one that came back, else the authorities that the last one named."""
    if (before := inquiry.newest_answer) is not None:
        return {
            name: getattr(before, name) for name in ("outcome", "text", "where", "reason", "organ", "court")
        }
    last = InquiryAnswer.objects.filter(inquiry__unit=inquiry.unit_id).order_by("-pk").first()
    above = inquiry.unit.parent_on(account.today)
    organ = last.organ if last else above.organ_on(account.today) if above else ""
    return {"organ": organ, "court": last.court if last else ""}


class TellForm(StepForm):
    """The text that tells the answer to all: it never says who asked."""

    title = TextField(label=_("Title"), max_length=120)
    question = words(_("What was asked"), hint=_("Never who asked."))
    facts = words(_("What was answered"), rows=6)
    source = words(_("Where it comes from"), hint=_("Document, record or measurement, with its day."), rows=2)
    unit = UnitChoice(Unit.objects.none(), label=_("In whose name"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "unit", writable(self.account))
        answer = self.inquiry.released_answer
        said = "\n".join(filter(None, (answer.text, answer.where))) if answer else ""
        self.fields["unit"].initial = self.inquiry.unit_id
        self.fields["title"].initial = self.fields["question"].initial = self.inquiry.title
        self.fields["facts"].initial = said[:2000]
