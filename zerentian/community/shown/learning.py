"""How lessons are shown: what oneself has to learn on the desk and in the calendar, never anybody else."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.community.actions.learning import reckon_lessons
from zerentian.community.models import Lesson, Requirement
from zerentian.community.models.learning import CYCLE_LABELS, LessonQuerySet
from zerentian.community.rules.learning import REMIND_DAYS
from zerentian.duties.rules.lights import light
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import Group, Line, group_of
from zerentian.organization.due_days import DueDays
from zerentian.organization.models import Account, Unit
from zerentian.organization.punctuation import listed
from zerentian.organization.records import Field, Records
from zerentian.organization.shields import Shield
from zerentian.organization.subjects import Chore, Fact, Place, Search, Sentence, Subject, Text
from zerentian.organization.telling import numbers, titled

TO_LEARN = 45


def lessons_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the titles of the lessons that an account may read."""
    return titled(Lesson.objects.visible_to(account).filter(pk__in=numbers(keys)))


def readable(account: Account) -> "QuerySet[Any, Any]":
    """Return the references of the lessons that an account may read."""
    return Lesson.objects.visible_to(account).refs()


def lessons_waiting(account: Account, now: datetime, shown: int) -> Iterable[Group]:
    """Return what the account itself has to learn, or soon learns anew."""
    if not account.may("learning.view"):
        return []
    today = local_day(now)
    rows = Requirement.objects.of(account).to_learn(today).select_related("lesson").order_by("until", "pk")

    def line(row: Requirement) -> Line:
        url = reverse("community:lesson-detail", args=[row.lesson_id])
        lit = light(row.until, today, REMIND_DAYS) if row.until else ""
        return Line(row.lesson.title, row.lesson.basis, url, _("Learn it"), lit, row.until)

    return [group_of(_("To learn"), TO_LEARN, [rows], shown, line)]


def reckon_today(moment: datetime) -> None:
    """Bring what is required of posts up to who holds them today."""
    reckon_lessons(by=Account.objects.system("clock"), now=moment)


def is_new_day(now: datetime, last: datetime | None) -> bool:
    """Tell that it was not done yet on this day."""
    return last is None or local_day(last) < local_day(now)


HOLDS_UNTIL = DueDays(
    label=_("To be learned anew"),
    right="learning.view",
    # One's own alone: whose learning runs out when is nobody else's business.
    rows=lambda account: Requirement.objects.of(account).filter(covered=True).exclude(until=None),
    mine=lambda rows, look: rows,
    day="until",
    number=lambda one: "",
    title=lambda one: one.lesson.title,
    fetch=lambda rows: rows.select_related("lesson"),
    light=lambda one, look: light(one.until, look.today, REMIND_DAYS),
)


def required(account: Account, unit: Unit, first: date, last: date) -> LessonQuerySet:
    """Return the lessons that were required on one of some days; who has learned them is in no form."""
    rows = Lesson.objects.visible_to(account).under(unit, last).filter(opened_on__lte=last)
    return rows.exclude(ended_on__lt=first).select_related("unit").order_by("opened_on", "pk")


RECORDS = Records(
    _("Lessons"),
    "learning.view",
    required,
    {
        "title": Field(_("What is learned"), lambda row: row.title, "学习内容 学习科目 培训内容 培训名称"),
        "basis": Field(pgettext_lazy("lesson", "Basis"), lambda row: row.basis, "依据 文件依据 学习依据"),
        "roles": Field(_("Required of"), lambda row: listed(row.role_labels), "学习对象 培训对象 对象"),
        "cycle": Field(
            pgettext_lazy("lesson", "How often"), lambda row: str(row.get_cycle_display()), "周期 频次"
        ),
        "opened_on": Field(_("Required since"), lambda row: row.opened_on, "开始日期 学习时间 时间"),
        "unit": Field(_("Required by"), lambda row: row.unit.name, "组织单位 主办单位 单位"),
    },
    filters={"cycle": (pgettext_lazy("lesson", "How often"), CYCLE_LABELS)},
    headings="学习培训 学习计划 培训计划 学习科目",
)

LESSON = Subject(
    kind="lesson",
    one=_("a lesson"),
    page="community:lesson-detail",
    titles=lessons_named,
    # What is required follows the posts day by day; a lesson is the township's or the county's.
    hand_over=None,
    shield=Shield("lesson", readable),
    places=(Place(_("Learning"), "community:lesson-list", "learning.view", rank=72),),
    waiting=lessons_waiting,
    due_days=(HOLDS_UNTIL,),
    chores=(Chore("lessons", _("Reckoning what posts have to learn"), reckon_today, is_new_day),),
    search=Search(
        _("Lessons"),
        "learning.view",
        Lesson,
        lambda row: Text(row.title, f"{row.title} {row.basis}", row.path, row.opened_on),
        rank=48,
    ),
    figures={"learning": _("Learning")},
    records=RECORDS,
    said={
        "lesson.opened": Sentence(_("%(unit)s requires to learn %(what)s"), daily=True),
        "lesson.revised": Sentence(_("Version %(version)s of the material of %(what)s is in force")),
        "lesson.held": Sentence(_("%(unit)s went through %(what)s together")),
        "lesson.required": Sentence(_("%(posts)s posts of %(unit)s have to learn %(what)s")),
        "lesson.released": Sentence(_("%(posts)s posts of %(unit)s no longer have to learn %(what)s")),
        "lesson.done": Sentence(_("At %(unit)s, %(what)s was learned")),
        "lesson.lapsed": Sentence(
            _("At %(unit)s, what was learned of %(what)s holds no more: %(posts)s posts")
        ),
        "lesson.ended": Sentence(_("%(what)s is no longer required")),
    },
    facts={
        "months": Fact(_("Months until it is learned anew")),
        "version": Fact(pgettext_lazy("material", "Version")),
        "again": Fact(_("Everybody learns it anew")),
        "attended": Fact(_("How many were there")),
        "posts": Fact(pgettext_lazy("learning", "Posts")),
        "covered": Fact(_("Of them covered")),
        "renewed": Fact(_("Learned anew in time")),
    },
)
