"""How things that are lent are shown: what should be back stands on the desk of who lends it, without a name."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.tokens import also_encrypted
from zerentian.community import handover
from zerentian.community.models import Booking, Item, Loan
from zerentian.community.models.items import ItemQuerySet
from zerentian.community.models.labels_of_items import CONDITIONS, SORTS
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import Group, Line, group_of, url_of
from zerentian.organization.handover import HandOver
from zerentian.organization.models import Account, Unit
from zerentian.organization.records import Field, Records
from zerentian.organization.subjects import Fact, Place, Search, Sentence, Subject, Text, register
from zerentian.organization.telling import numbers, titled

TO_FETCH = 50

also_encrypted(Loan)
also_encrypted(Booking)


def items_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return what the things are called that an account may see."""
    return titled(Item.objects.visible_to(account).filter(pk__in=numbers(keys)))


def overdue_waiting(account: Account, now: datetime, shown: int) -> Iterable[Group]:
    """Return the things that should be back, for who lends them; whoever has them stands on no desk."""
    if not account.may("activity.keep"):
        return []
    today = local_day(now)
    mine = Item.objects.allowed(account, "activity.keep").values("pk")
    rows = Loan.objects.out().filter(item__in=mine, due__lt=today).select_related("item")

    def line(row: Loan) -> Line:
        url = url_of("community:item-detail", str(row.item_id))
        return Line(
            row.item.title, row.item.shelf, url, _("Telephone, or have it kept longer"), "amber", row.due
        )

    return [group_of(_("Things that should be back"), TO_FETCH, [rows.order_by("due", "pk")], shown, line)]


def item_text(row: Item) -> Text | None:
    """A thing by its name and where it is fetched; none that is lent no more."""
    if row.ended_on is not None:
        return None
    return Text(row.title, f"{row.title} {row.shelf}", row.path, row.added_on)


def listed(account: Account, unit: Unit, first: date, last: date) -> ItemQuerySet:
    """Return the things that were on the list on one of some days, as an inventory has them."""
    rows = Item.objects.visible_to(account).under(unit, last).filter(added_on__lte=last)
    rows = rows.exclude(ended_on__lt=first).select_related("unit").prefetch_related("loans")
    return rows.order_by("added_on", "pk")


RECORDS = Records(
    _("Things to borrow"),
    "activity.view",
    listed,
    {
        "title": Field(
            pgettext_lazy("item", "What it is"),
            lambda row: row.title,
            "物品名称 图书名称 器材名称 设备名称 名称",
        ),
        "sort": Field(pgettext_lazy("item", "Sort"), lambda row: str(row.get_sort_display()), "类别 种类"),
        "copies": Field(_("How many there are"), lambda row: row.copies, "数量 册数 件数"),
        "out": Field(_("Of them out"), lambda row: len(row.out), "借出数量 借出"),
        "shelf": Field(_("Where it is fetched"), lambda row: row.shelf, "存放地点 存放位置"),
        "unit": Field(_("Lent by"), lambda row: row.unit.name, "管理单位 单位"),
        "added_on": Field(_("On the list since"), lambda row: row.added_on, "登记日期 购置日期"),
    },
    filters={"sort": (pgettext_lazy("item", "Sort"), SORTS)},
    headings="图书器材登记 外借物品 文化器材台账 设备清单",
)

register(
    Subject(
        kind="item",
        one=_("a thing to borrow"),
        page="community:item-detail",
        titles=items_named,
        hand_over=HandOver(of_units=(handover.ITEMS,)),
        places=(Place(_("Things to borrow"), "community:item-list", "activity.view", rank=71),),
        waiting=overdue_waiting,
        search=Search(_("Things to borrow"), "activity.view", Item, item_text, rank=32),
        figures={"items": _("Things to borrow")},
        records=RECORDS,
        said={
            "item.added": Sentence(_("%(unit)s lends from now on: %(what)s (%(copies)s)"), daily=True),
            "item.described": Sentence(_("%(unit)s has %(copies)s to lend: %(what)s")),
            "item.lent": Sentence(_("%(unit)s lent %(what)s until %(due)s")),
            "item.prolonged": Sentence(_("%(what)s may be kept until %(due)s instead of %(before)s")),
            "item.returned": Sentence(_("%(what)s is back at %(unit)s (%(condition)s)")),
            "item.ended": Sentence(_("%(unit)s lends %(what)s no more")),
            "item.moved": Sentence(_("%(what)s passed from %(from)s to %(to)s")),
            "item.contact_revealed": Sentence(
                _("%(unit)s looked at who has borrowed %(what)s, with the reason")
            ),
            "item.contacts_erased": Sentence(
                _("The contact data of %(parties)s that borrowed %(what)s was erased")
            ),
        },
        facts={
            "copies": Fact(_("How many there are")),
            "due": Fact(_("To be back on")),
            "before": Fact(_("Was to be back on")),
            "condition": Fact(_("How it came back"), CONDITIONS),
            "parties": Fact(pgettext_lazy("contacts", "Parties")),
        },
    )
)
