"""How venues and activities are shown, and what the worker does for them: offers that end, contact data that goes."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.tokens import also_encrypted
from zerentian.community import handover
from zerentian.community.actions.contacts import erase_past
from zerentian.community.actions.signups import lapse_offers
from zerentian.community.models import Activity, SignUp, Venue
from zerentian.community.models.activities import ActivityQuerySet
from zerentian.community.models.labels_of_activities import COUNTINGS, DOORS, KINDS, STATES
from zerentian.community.models.venues import VenueQuerySet
from zerentian.community.rules.activities import State
from zerentian.organization.desk import Group, Line, Sort, Start, sorted_out, url_of
from zerentian.organization.handover import HandOver
from zerentian.organization.lists import midnight
from zerentian.organization.models import Account, Unit
from zerentian.organization.records import Field, Records
from zerentian.organization.subjects import Chore, Fact, Place, Search, Sentence, Subject, Text, register
from zerentian.organization.telling import numbers, titled

SOON_DAYS = 3
TO_SAY, TO_PREPARE = 20, 40

also_encrypted(SignUp)


def venues_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the names of the venues that an account may see."""
    return titled(Venue.objects.visible_to(account).filter(pk__in=numbers(keys)))


def activities_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the titles of the activities that an account may see."""
    return titled(Activity.objects.visible_to(account).filter(pk__in=numbers(keys)))


def activities_waiting(account: Account, now: datetime, shown: int) -> Iterable[Group]:
    """Return the activities of the account's units that are over and unreported, and those that begin soon."""
    if not account.may("activity.keep"):
        return []

    def over(row: Activity) -> Line:
        url = url_of("community:activity-held", str(row.pk))
        return Line(row.title, str(row.get_kind_display()), url, _("Say how it went"), "amber", row.day)

    def soon(row: Activity) -> Line:
        url = url_of("community:activity-detail", str(row.pk))
        return Line(row.title, str(row.get_kind_display()), url, _("Prepare it"), "", row.day)

    mine = Activity.objects.allowed(account, "activity.keep")
    sorts = [
        Sort(_("Activities to report"), TO_SAY, mine.unsaid(now), over),
        Sort(_("Activities that begin soon"), TO_PREPARE, mine.soon(now, SOON_DAYS), soon),
    ]
    return sorted_out(sorts, Activity.objects.all(), shown, "begins_at")


def venue_text(row: Venue) -> Text | None:
    """A venue by its name, place and equipment; none that is given up."""
    if row.ended_on is not None:
        return None
    words = " ".join((row.name, row.place, row.equipment))
    return Text(row.name, words, row.path, row.opened_on)


def activity_text(row: Activity) -> Text:
    """An activity by its words."""
    return Text(row.title, " ".join((row.title, row.about, row.audience)), row.path, row.day)


def let_lapse(now: datetime) -> None:
    """End the offers that nobody took up, and offer their places on."""
    lapse_offers(by=Account.objects.system("clock"), now=now)


def let_go(now: datetime) -> None:
    """Erase the contact data whose days are over."""
    erase_past(by=Account.objects.system("clock"), now=now)


def held(account: Account, unit: Unit, first: date, last: date) -> ActivityQuerySet:
    """Return the activities that begin on some days, each on one: past midnight it is still the same evening's."""
    rows = Activity.objects.visible_to(account).under(unit, last).exclude(state=State.CANCELLED)
    rows = rows.filter(begins_at__gte=midnight(first), begins_at__lt=midnight(last + timedelta(days=1)))
    return rows.select_related("venue", "unit", "deed").order_by("begins_at", "pk")


def kept(account: Account, unit: Unit, first: date, last: date) -> VenueQuerySet:
    """Return the venues that were open on one of some days."""
    rows = Venue.objects.visible_to(account).under(unit, last).filter(opened_on__lte=last)
    return rows.exclude(ended_on__lt=first).select_related("unit").order_by("opened_on", "pk")


VENUE_RECORDS = Records(
    _("Venues"),
    "activity.view",
    kept,
    {
        "name": Field(pgettext_lazy("venue", "Name"), lambda row: row.name, "场所名称 阵地名称 名称"),
        "place": Field(pgettext_lazy("venue", "Address"), lambda row: row.place, "地址 地点 位置"),
        "equipment": Field(_("What is there"), lambda row: row.equipment or None, "设施设备 设施 设备"),
        "hours": Field(
            _("Hours a week"),
            lambda row: Decimal(str(round(row.hours_a_week, 1))),
            "每周开放时间 开放时长 周开放小时",
        ),
        "unit": Field(pgettext_lazy("venue", "Kept by"), lambda row: row.unit.name, "管理单位 责任单位 单位"),
    },
    headings="文化场所 公共文化设施 文化阵地 场所台账",
)
RECORDS = Records(
    _("Activities"),
    "activity.view",
    held,
    {
        "title": Field(_("What it is called"), lambda row: row.title, "活动名称 名称 活动内容"),
        "kind": Field(
            pgettext_lazy("activity", "Sort"), lambda row: str(row.get_kind_display()), "活动类型 类别"
        ),
        "day": Field(_("Day"), lambda row: row.day, "活动时间 时间 日期"),
        "venue": Field(_("Venue"), lambda row: row.venue.name, "活动地点 地点 场所"),
        "unit": Field(_("Organised by"), lambda row: row.unit.name, "主办单位 组织单位 单位"),
        "people": Field(_("People who came"), lambda row: row.attended, "参加人次 人次 参与人数"),
        "state": Field(_("State"), lambda row: str(row.get_state_display()), "状态 举办情况"),
    },
    filters={
        "state": (_("State"), STATES),
        "kind": (pgettext_lazy("activity", "Sort"), KINDS),
    },
    headings="文化活动 群众文化活动 活动统计 活动开展情况",
)

register(
    Subject(
        kind="venue",
        one=_("a venue"),
        page="community:venue-detail",
        titles=venues_named,
        hand_over=HandOver(of_units=(handover.VENUES,)),
        places=(Place(_("Venues"), "community:venue-list", "activity.view", rank=70),),
        search=Search(_("Venues"), "activity.view", Venue, venue_text, rank=31),
        figures={"venues": _("Venues")},
        records=VENUE_RECORDS,
        said={
            "venue.opened": Sentence(_("%(unit)s opened the venue %(what)s"), daily=True),
            "venue.described": Sentence(_("%(unit)s described the venue %(what)s anew")),
            "venue.closure_told": Sentence(
                _("%(unit)s told that %(what)s is closed from %(first)s to %(last)s"), daily=True
            ),
            "venue.closure_called_off": Sentence(
                _("%(unit)s called off from %(first)s on that %(what)s is closed"), daily=True
            ),
            "venue.hours_told": Sentence(
                _("%(unit)s told other hours of %(what)s from %(first)s to %(last)s"), daily=True
            ),
            "venue.hours_called_off": Sentence(
                _("%(unit)s called the other hours of %(what)s off from %(first)s on"), daily=True
            ),
            "venue.booked": Sentence(_("%(what)s is booked for %(day)s")),
            "venue.booking_cancelled": Sentence(_("A booking of %(what)s for %(day)s was cancelled")),
            "venue.contact_revealed": Sentence(
                _("%(unit)s looked at who has booked %(what)s, with the reason")
            ),
            "venue.contacts_erased": Sentence(
                _("The contact data of %(parties)s that booked %(what)s was erased")
            ),
            "venue.ended": Sentence(_("%(unit)s gave the venue %(what)s up")),
            "venue.moved": Sentence(_("The venue %(what)s passed from %(from)s to %(to)s")),
        },
        facts={
            "first": Fact(_("From")),
            "last": Fact(_("Until")),
            "urgent": Fact(_("Something sudden forces it")),
            "day": Fact(_("Day")),
            "parties": Fact(pgettext_lazy("contacts", "Parties")),
        },
    )
)
register(
    Subject(
        kind="activity",
        one=_("an activity"),
        page="community:activity-detail",
        titles=activities_named,
        hand_over=HandOver(of_units=(handover.ACTIVITIES,)),
        places=(Place(_("Activities"), "community:activity-list", "activity.view", rank=69),),
        starts=(Start(_("Announce an activity"), "community:activity-new", "activity.keep", rank=47),),
        waiting=activities_waiting,
        search=Search(_("Activities"), "activity.view", Activity, activity_text, rank=30),
        figures={"activities": _("Activities"), "volunteers": _("Volunteers")},
        chores=(
            Chore("offers", _("Places that nobody took up go to the next"), let_lapse),
            Chore("sign-ups", _("Erasing contact data whose days are over"), let_go),
        ),
        records=RECORDS,
        said={
            "activity.announced": Sentence(
                _("%(unit)s announced (%(kind)s, on %(day)s): %(what)s"), daily=True
            ),
            "activity.volunteers_sought": Sentence(
                _("%(unit)s seeks %(people)s volunteers: %(what)s"), daily=True
            ),
            "activity.certified": Sentence(_("%(unit)s gave a certificate of service: %(what)s")),
            "activity.rescheduled": Sentence(
                _("%(unit)s moved %(what)s from %(before)s to %(day)s"), daily=True
            ),
            "activity.widened": Sentence(_("%(unit)s added places to %(what)s: now %(capacity)s")),
            "activity.cancelled": Sentence(_("%(unit)s cancelled (%(kind)s): %(what)s"), daily=True),
            "activity.held": Sentence(_("%(unit)s held (%(kind)s): %(what)s"), daily=True),
            "activity.moved": Sentence(_("The activity %(what)s passed from %(from)s to %(to)s")),
            "activity.signed_up": Sentence(_("A party of %(people)s signed up (%(door)s): %(what)s")),
            "activity.left": Sentence(_("A party of %(people)s left: %(what)s")),
            "activity.offered": Sentence(_("Freed places were offered to a party of %(people)s: %(what)s")),
            "activity.offer_taken": Sentence(_("A party of %(people)s took the places offered: %(what)s")),
            "activity.offer_lapsed": Sentence(_("The offer to a party of %(people)s ended: %(what)s")),
            "activity.list_revealed": Sentence(
                _("%(unit)s looked at the %(parties)s parties of %(what)s, with the reason")
            ),
            "activity.contacts_erased": Sentence(
                _("The contact data of %(parties)s parties of %(what)s was erased")
            ),
        },
        facts={
            "kind": Fact(pgettext_lazy("activity", "Sort"), KINDS),
            "day": Fact(_("Day")),
            "before": Fact(_("Day before")),
            "capacity": Fact(_("Places")),
            "people": Fact(_("People")),
            "counted": Fact(_("How they were counted"), COUNTINGS),
            "liked": Fact(_("Hands: good")),
            "so_so": Fact(_("Hands: so-so")),
            "disliked": Fact(_("Hands: not good")),
            "door": Fact(pgettext_lazy("sign-up", "Door"), DOORS),
            "dangerous": Fact(_("Somebody may come to harm")),
            "again": Fact(pgettext_lazy("certificate", "Given again")),
            "waits": Fact(_("Waits for a place")),
            "parties": Fact(_("Parties")),
        },
    )
)
