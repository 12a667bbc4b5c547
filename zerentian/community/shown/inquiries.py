"""How requests for information are shown: by what is asked for and by when it is due, never by who asks."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.tokens import also_encrypted
from zerentian.community import handover
from zerentian.community.actions.inquiry_public import reckon_inquiries
from zerentian.community.models import Inquiry, InquiryAnswer, InquiryContact, InquiryTime
from zerentian.community.models.inquiries import InquiryQuerySet
from zerentian.community.models.labels_of_inquiries import (
    APPLICANTS,
    CHANNELS,
    OPINIONS,
    OUTCOMES,
    RULINGS,
    STATES,
    WAYS,
    WHOM,
)
from zerentian.community.rules.inquiries import State
from zerentian.community.shields import INQUIRIES
from zerentian.community.shown.filed import INQUIRIES_FILED
from zerentian.duties.rules.lights import light
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import Group, Line, Sort, Start, sorted_out, url_of
from zerentian.organization.due_days import DueDays
from zerentian.organization.handover import HandOver
from zerentian.organization.models import Account, Unit
from zerentian.organization.records import Field, Records, Value
from zerentian.organization.rules.calendar import WorkCalendar
from zerentian.organization.subjects import Fact, Place, Search, Sentence, Subject, Text, register
from zerentian.organization.telling import numbers, titled

DECIDE, HANDLE, WAIT = 20, 22, 58
AMBER_DAYS = 5

also_encrypted(InquiryContact)


class InquiryClocks:
    """The due days of requests for information."""

    label = "信息公开申请答复期限"

    def reckon_again(self, calendar: WorkCalendar, *, by: Account, now: datetime, because: Entry) -> int:
        """Reckon every estimated due day anew."""
        return reckon_inquiries(by=by, now=now, because=because)


def inquiries_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return number and what is asked for of the requests that an account may see."""
    return titled(Inquiry.objects.visible_to(account).filter(pk__in=numbers(keys)))


def waiting(account: Account, now: datetime, shown: int) -> Iterable[Group]:
    """Return the requests whose next step is the account's."""
    if not account.may("inquiry.view"):
        return []
    today, rows = local_day(now), Inquiry.objects
    mine, theirs = rows.allowed(account, "inquiry.handle"), rows.allowed(account, "inquiry.decide")
    lapsed = mine.filter(
        Q(state=State.CORRECTING, correct_by__lt=today) | Q(state=State.PAYING, fee__until__lt=today)
    )
    # Who drafted an earlier answer, or asked for earlier time, may decide on another's: the newest counts alone.
    newest = InquiryAnswer.objects.filter(inquiry=OuterRef("pk")).order_by("-pk").values("drafted_by")[:1]
    release = theirs.filter(state=State.DRAFTED).alias(drafter=Subquery(newest)).exclude(drafter=account.pk)
    others = InquiryTime.objects.filter(inquiry=OuterRef("pk"), granted=None).exclude(asked_by=account)
    asked = theirs.filter(Exists(others), state=State.HANDLING)
    sorts = [
        Sort(
            _("Answers to requests for information to release"),
            DECIDE,
            release.order_by("due", "pk"),
            line_of(pgettext_lazy("inquiry", "Release"), today),
        ),
        Sort(
            _("More time asked for requests for information"),
            DECIDE,
            asked.order_by("due", "pk"),
            line_of(pgettext_lazy("inquiry", "Decide"), today),
        ),
        Sort(
            _("Requests for information to answer"),
            HANDLE,
            mine.filter(state=State.HANDLING).order_by("due", "pk"),
            line_of(_("Answer"), today),
        ),
        Sort(
            _("Requests that were not completed, or paid for, in time"),
            WAIT,
            lapsed.order_by("correct_by", "pk"),
            line_of(_("End it"), today),
        ),
    ]
    return sorted_out(sorts, rows.all(), shown, "due", "correct_by")


def line_of(button: Any, today: date) -> Callable[[Inquiry], Line]:
    """Return what makes the sentence of one request, with its button."""

    def line(row: Inquiry) -> Line:
        url = url_of("community:inquiry-detail", str(row.pk))
        return Line(row.title, row.number, url, button, light_on(row, today), row.due)

    return line


def light_on(row: Inquiry, today: date) -> str:
    """Return the light of a request, none while its applicant is waited for."""
    return light(row.due, today, AMBER_DAYS) if row.due else ""


def inquiry_text(row: Inquiry) -> Text:
    """A request by what is asked for."""
    return Text(row.title, f"{row.number} {row.title} {row.text}", row.path, row.received_on)


def received(account: Account, unit: Unit, first: date, last: date) -> InquiryQuerySet:
    """Return the requests received on some days."""
    rows = Inquiry.objects.visible_to(account).under(unit, last)
    rows = rows.filter(received_on__gte=first, received_on__lte=last).order_by("received_on", "pk")
    return rows.select_related("unit").prefetch_related("answers")


def outcome(row: Inquiry) -> Value:
    """Return the kind of the answer that went out."""
    return next((str(one.get_outcome_display()) for one in row.answers.all() if one.released_on), None)


RECORDS = Records(
    _("Requests for information"),
    "inquiry.view",
    received,
    {
        "number": Field(_("Number here"), lambda row: row.number, "编号 申请编号 登记编号"),
        "title": Field(_("What information"), lambda row: row.title, "信息名称 申请内容 申请事项 名称"),
        "received_on": Field(_("Received on"), lambda row: row.received_on, "收到日期 申请日期 登记日期"),
        "channel": Field(
            _("Way it came"), lambda row: str(row.get_channel_display()), "申请方式 申请渠道 渠道"
        ),
        "applicant": Field(
            pgettext_lazy("inquiry", "Applicant"),
            lambda row: str(row.get_applicant_display()),
            "申请人类型 申请人类别",
        ),
        "unit": Field(_("Received by"), lambda row: row.unit.name, "受理机关 受理单位 单位"),
        "due": Field(_("Answer by"), lambda row: row.due, "答复期限 应答复日期 办理时限"),
        "answered_on": Field(
            _("Answered on"),
            lambda row: row.closed_on if row.state == State.ANSWERED else None,
            "答复日期 答复时间 办结日期",
        ),
        "outcome": Field(_("Kind of answer"), outcome, "答复类型 办理结果 答复结果"),
        "state": Field(_("State"), lambda row: str(row.get_state_display()), "状态 办理状态"),
    },
    filters={"state": (_("State"), STATES)},
    headings="依申请公开台账 政府信息公开申请登记 信息公开申请台账",
)
DUE = DueDays(
    label=_("Answer to a request for information"),
    right="inquiry.view",
    rows=lambda account: Inquiry.objects.visible_to(account).open().filter(due__isnull=False),
    mine=lambda rows, look: rows.filter(unit__in=look.account.unit_keys("inquiry.handle")),
    day="due",
    number=lambda one: one.number,
    title=lambda one: one.title,
    light=lambda one, look: light_on(one, look.today),
    where=lambda one: one.unit.name,
    fetch=lambda rows: rows.prefetch_related("unit__periods"),
)

register(
    Subject(
        kind="inquiry",
        filed=INQUIRIES_FILED,
        one=_("a request for information"),
        page="community:inquiry-detail",
        titles=inquiries_named,
        hand_over=HandOver(of_units=(handover.INQUIRIES,)),
        shield=INQUIRIES,
        reckons=InquiryClocks(),
        places=(Place(_("Requests for information"), "community:inquiry-list", "inquiry.view", rank=67),),
        starts=(
            Start(
                _("Register a request for information"), "community:inquiry-new", "inquiry.register", rank=48
            ),
        ),
        waiting=waiting,
        search=Search(_("Requests for information"), "inquiry.view", Inquiry, inquiry_text, rank=31),
        figures={"inquiries": _("Requests for information")},
        records=RECORDS,
        due_days=(DUE,),
        said={
            "inquiry.received": Sentence(
                _("%(unit)s received a request for information (%(channel)s): %(what)s"), daily=True
            ),
            "inquiry.correction_asked": Sentence(_("The applicant is to complete it by %(until)s: %(what)s")),
            "inquiry.corrected": Sentence(_("It was completed, an answer is due by %(due)s: %(what)s")),
            "inquiry.fee_asked": Sentence(_("A fee of %(yuan)s yuan is to be paid by %(until)s: %(what)s")),
            "inquiry.fee_reached": Sentence(
                _("The notice of the fee arrived, it is to be paid by %(until)s: %(what)s")
            ),
            "inquiry.fee_paid": Sentence(
                _("The fee of %(yuan)s yuan was paid, an answer is due by %(due)s: %(what)s")
            ),
            "inquiry.challenged": Sentence(_("It is contested (%(way)s): %(what)s")),
            "inquiry.judged": Sentence(_("It was ruled on (%(way)s): %(ruling)s: %(what)s")),
            "inquiry.consulted": Sentence(
                _("An opinion was asked for (%(whom)s), waited for until %(until)s: %(what)s")
            ),
            "inquiry.consult_reached": Sentence(
                _("The letter asking for an opinion arrived, it is waited for until %(until)s: %(what)s")
            ),
            "inquiry.heard": Sentence(
                _("An opinion was recorded (%(result)s), an answer is due by %(due)s: %(what)s")
            ),
            "inquiry.time_asked": Sentence(_("%(days)s working days more were asked for: %(what)s")),
            "inquiry.time_granted": Sentence(
                _("%(days)s working days more were granted, until %(due)s instead of %(old_due)s: %(what)s")
            ),
            "inquiry.time_refused": Sentence(_("More time was refused: %(what)s")),
            "inquiry.drafted": Sentence(_("An answer was drafted (%(outcome)s): %(what)s")),
            "inquiry.returned": Sentence(_("The answer was returned: %(what)s")),
            "inquiry.answered": Sentence(
                _("%(unit)s answered a request for information (%(outcome)s): %(what)s"), daily=True
            ),
            "inquiry.withdrawn": Sentence(_("The applicant withdrew: %(what)s")),
            "inquiry.due_moved": Sentence(
                _("By a holiday notice an answer is due by %(due)s instead of %(old_due)s: %(what)s")
            ),
            "inquiry.notice_begun": Sentence(_("The answer is to be told to all: %(what)s")),
            "inquiry.moved": Sentence(
                _("The request for information %(what)s passed from %(from)s to %(to)s")
            ),
            "inquiry.contact_revealed": Sentence(
                _("%(unit)s looked at who applied, with the reason: %(what)s")
            ),
            "inquiry.contacts_erased": Sentence(_("The applicant's contact data was erased: %(what)s")),
        },
        facts={
            "channel": Fact(_("Way it came"), CHANNELS),
            "applicant": Fact(pgettext_lazy("inquiry", "Applicant"), APPLICANTS),
            "due": Fact(_("Answer by")),
            "old_due": Fact(_("Answer was due by")),
            "until": Fact(_("To be completed by")),
            "old_until": Fact(_("Was to be done by")),
            "whom": Fact(_("Whose opinion"), WHOM),
            "result": Fact(_("Opinion"), OPINIONS),
            "days": Fact(_("Working days more")),
            "yuan": Fact(pgettext_lazy("inquiry", "Fee in yuan")),
            "way": Fact(pgettext_lazy("inquiry", "Contested by"), WAYS),
            "ruling": Fact(_("Ruling"), RULINGS),
            "outcome": Fact(_("Kind of answer"), OUTCOMES),
            "on_time": Fact(_("In time")),
            "parties": Fact(pgettext_lazy("contacts", "Parties")),
        },
    )
)


def years_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the titles of yearly tables by their year, for whoever may see requests."""
    return {key: f"{_('Yearly table')} {key}" for key in keys} if account.may("inquiry.view") else {}


register(
    Subject(
        kind="inquiry_year",
        one=_("a yearly table of requests"),
        page=None,
        titles=years_named,
        hand_over=None,
    )
)
