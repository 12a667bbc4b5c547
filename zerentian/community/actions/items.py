"""Things are put on the list of what is lent, lent, kept longer, brought back."""

from datetime import date, datetime, timedelta

from django.db import transaction

from zerentian.community.models import Item, Loan
from zerentian.community.models.reachable import Caller
from zerentian.community.rules.lending import (
    KEPT_DAYS,
    LENT_DAYS,
    Condition,
    Sort,
    check_copies,
    check_days,
    check_due,
    check_remaining,
    free_copy,
)
from zerentian.duties.actions.heads import path_on
from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit


@transaction.atomic
def add_item(
    *,
    unit: Unit,
    title: str,
    sort: Sort,
    shelf: str,
    by: Account,
    now: datetime,
    copies: int = 1,
    days: int = LENT_DAYS,
    kept_days: int = KEPT_DAYS,
) -> Item:
    """Put a thing on the list of what a unit lends."""
    require(by, "activity.keep", unit, now=now)
    today = local_day(now)
    item = Item(unit=unit, path=path_on(unit, today), added_on=today)
    described(item, title, sort, shelf, copies, days, kept_days)
    record_on(item, "item.added", by=by, now=now, facts={"copies": item.copies})
    return item


@transaction.atomic
def describe_item(
    item: Item,
    *,
    title: str,
    sort: Sort,
    shelf: str,
    copies: int,
    days: int,
    by: Account,
    now: datetime,
    kept_days: int = KEPT_DAYS,
) -> Item:
    """Say anew what a thing is, how many there are and for how long it is lent; never fewer than are out."""
    item = locked(item, by=by, now=now)
    check_remaining(copies, item.loans.out().count())
    described(item, title, sort, shelf, copies, days, kept_days)
    record_on(item, "item.described", by=by, now=now, facts={"copies": item.copies})
    return item


def described(item: Item, title: str, sort: Sort, shelf: str, copies: int, days: int, kept_days: int) -> None:
    """Put what is said of a thing onto its row and save it."""
    item.title = check_filled(title, "物品名称", "what it is")
    item.shelf = check_filled(shelf, "存放地点", "where it is fetched")
    item.sort, item.copies = sort, check_copies(copies)
    item.days = check_days(days, "借期", "days for which it is lent")
    item.kept_days = check_days(kept_days, "联系方式保留天数", "days for which contact data is kept")
    item.save()


def locked(item: Item, *, by: Account, now: datetime) -> Item:
    """Return the thing, locked, for an account that keeps such lists there; NotAllowed for one no longer lent."""
    fresh: Item = Item.objects.select_for_update(of=("self",)).select_related("unit").get(pk=item.pk)
    require(by, "activity.keep", fresh.path, now=now)
    if fresh.ended_on is not None:
        raise NotAllowed("这件物品已不再外借", "it is lent no more")
    return fresh


@transaction.atomic
def end_item(item: Item, *, by: Account, now: datetime) -> Item:
    """Take a thing off the list; NotAllowed while one is out."""
    item = locked(item, by=by, now=now)
    if item.loans.out().exists():
        raise NotAllowed("还有借出未还的，请先登记归还", "one is out: record it as back first")
    ended(item, by, now)
    return item


def ended(item: Item, by: Account, now: datetime) -> None:
    """Take a thing off the list."""
    item.ended_on = local_day(now)
    item.save(update_fields=["ended_on"])
    record_on(item, "item.ended", by=by, now=now)


@transaction.atomic
def lend(item: Item, *, told: Caller, by: Account, now: datetime, due: date | None = None) -> Loan:
    """Lend a thing until a day, by its own days where none is said. NotAllowed where all are out."""
    item = locked(item, by=by, now=now)
    today = local_day(now)
    check_filled(told.name, "怎么称呼", "a name to call you by")
    check_filled(told.phone, "电话", "a telephone number")
    copy = free_copy(item.copies, set(item.loans.out().values_list("copy", flat=True)))
    loan = Loan(item=item, copy=copy, lent_on=today, lent_by=by)
    loan.due = check_due(due or today + timedelta(days=item.days), today)
    loan.keep(**told._asdict())
    loan.save()
    record_on(item, "item.lent", by=by, now=now, facts={"due": loan.due}, rows=[loan])
    return loan


def both(loan: Loan, by: Account, now: datetime) -> tuple[Item, Loan]:
    """Return a loan that is not back, with its thing, which is locked first."""
    item = locked(loan.item, by=by, now=now)
    fresh = Loan.objects.get(pk=loan.pk)
    if fresh.returned_on is not None:
        raise NotAllowed("已经登记归还，请刷新页面", "it is back: reload the page")
    return item, fresh


@transaction.atomic
def prolong_loan(loan: Loan, *, due: date, by: Account, now: datetime) -> Loan:
    """Let a thing be kept longer; NotAllowed for a day that is not later than the one before."""
    item, loan = both(loan, by, now)
    before = loan.due
    if check_due(due, local_day(now)) <= before:
        raise NotAllowed("续借的日期要晚于原来的应还日期", "choose a day after the one on which it was due")
    loan.due = due
    loan.save(update_fields=["due"])
    record_on(item, "item.prolonged", by=by, now=now, facts={"before": before, "due": due}, rows=[loan])
    return loan


@transaction.atomic
def take_back(loan: Loan, *, condition: Condition, by: Account, now: datetime) -> Loan:
    """Record a thing as back, or as lost: there is one less then, and none where it was the only one.

    Who had it is erased some days afterwards. Whether it came back late is not recorded.
    """
    item, loan = both(loan, by, now)
    loan.returned_on, loan.condition = local_day(now), condition
    loan.erase_on = loan.returned_on + timedelta(days=item.kept_days)
    loan.save(update_fields=["returned_on", "condition", "erase_on"])
    record_on(item, "item.returned", by=by, now=now, facts={"condition": condition}, rows=[loan])
    if condition == Condition.LOST and item.copies == 1:
        ended(item, by, now)
    elif condition == Condition.LOST:
        item.copies -= 1
        item.save(update_fields=["copies"])
        record_on(item, "item.described", by=by, now=now, facts={"copies": item.copies})
    return loan
