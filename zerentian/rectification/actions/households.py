"""Threatened households: written down encrypted, looked at for a stated reason, erased when the danger is gone."""

from datetime import datetime

from django.db import transaction

from zerentian.ledger.actions import record
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.models import Account
from zerentian.rectification.actions.risk_steps import locked, say
from zerentian.rectification.models import Household, RiskPoint
from zerentian.rectification.models.hazards import Told
from zerentian.rectification.rules.hazards import PURPOSES, Card

# As many rows as one entry can commit to.
ROWS = 60
MOST_PEOPLE = 60
# The step that keeps why somebody looked; its words are for those who may look themselves.
LOOK = "look"


def check_geological(point: RiskPoint) -> None:
    """Refuse what belongs to geological hazard points alone."""
    if not point.is_geological:
        raise NotAllowed(
            "只有地质灾害隐患点才有明白卡、受威胁户和转移",
            "cards, households and transfers belong to geological hazards",
        )
    if not point.is_kept:
        raise NotAllowed("风险点已核销，请先恢复", "the point is written off: restore it first")


@transaction.atomic
def keep_household(
    point: RiskPoint,
    *,
    told: Told,
    size: int,
    by: Account,
    now: datetime,
    household: Household | None = None,
) -> Household:
    """Write a threatened household down, or anew; nothing of it stands in the ledger but how many they are."""
    point = locked(point, by=by, now=now, right="household.keep")
    check_geological(point)
    check_words(told.head, "户主", "the head of the household")
    if not 1 <= size <= MOST_PEOPLE:
        raise NotAllowed(f"家庭人数须在 1 到 {MOST_PEOPLE} 之间", f"between 1 and {MOST_PEOPLE} people")
    if household is not None and (household.erased or household.point_id != point.pk):
        raise NotAllowed("这一户的信息已删除", "this household was erased")
    row = household or Household(point=point)
    row.size, row.changed_on, row.changed_at = size, local_day(now), now
    row.keep(**told._asdict())
    row.save()
    record(
        "risk.household_kept",
        subject=point.ref,
        unit=point.path,
        by=by,
        now=now,
        facts={"people": size},
        rows=[row],
    )
    return row


@transaction.atomic
def reveal_households(
    point: RiskPoint, *, purpose: str, reason: str, by: Account, now: datetime, only: Household | None = None
) -> list[tuple[Household, Told]]:
    """Return a point's households in the clear for a stated reason, or ``only`` one of them.

    The look is an entry, its reason a step's words.
    """
    point = locked(point, by=by, now=now, right="household.keep")
    check_geological(point)
    reason = check_words(reason, "查看理由", "the reason")
    if purpose not in PURPOSES:
        raise NotAllowed("请选择用途", "choose what it is needed for")
    rows = point.threatened.kept()
    found = list(rows if only is None else rows.filter(pk=only.pk))
    facts = {"purpose": purpose, "households": len(found)}
    say("risk.household_revealed", point, LOOK, by=by, now=now, facts=facts, words=reason)
    return [(row, row.told) for row in found]


@transaction.atomic
def print_cards(
    point: RiskPoint, *, card: Card, reason: str, by: Account, now: datetime
) -> list[tuple[Household, Told]]:
    """Return what the cards of a point say, three copies each; escape cards are noted as printed today.

    Where something that a card needs is empty it is printed as a blank, and the page says so beforehand.
    """
    if card == Card.WORK:
        point = locked(point, by=by, now=now, right="risk.patrol")
        check_geological(point)
        reason = check_words(reason, "打印理由", "why they are printed")
        shown: list[tuple[Household, Told]] = []
    else:
        shown = reveal_households(point, purpose="cards", reason=reason, by=by, now=now)
        if not shown:
            raise NotAllowed("还没有登记受威胁户", "no households are written down yet")
    for row, _told in shown:
        row.card_on = local_day(now)
        row.printed_at = now
    Household.objects.bulk_update([row for row, _told in shown], ["card_on", "printed_at"])
    facts = {"card": card, "households": len(shown)}
    if card == Card.WORK:
        say("risk.cards_printed", point, "cards", by=by, now=now, facts=facts, words=reason)
        return []
    for begin in range(0, len(shown), ROWS):
        rows = [row for row, _told in shown[begin : begin + ROWS]]
        record(
            "risk.cards_printed", subject=point.ref, unit=point.path, by=by, now=now, facts=facts, rows=rows
        )
        facts = facts | {"households": 0}
    return shown


@transaction.atomic
def remove_household(household: Household, *, by: Account, now: datetime) -> None:
    """Erase one household that moved away for good."""
    point = locked(household.point, by=by, now=now, right="household.keep")
    erase([Household.objects.select_for_update().get(pk=household.pk)], point, by=by, now=now)


def erase_households(point: RiskPoint, *, by: Account, now: datetime, because: Entry) -> int:
    """Erase every household of a point that was written off, in the transaction of the writing off; return how many."""
    rows = list(point.threatened.kept().select_for_update())
    erase(rows, point, by=by, now=now, because=because)
    return len(rows)


def erase(
    rows: list[Household], point: RiskPoint, *, by: Account, now: datetime, because: Entry | None = None
) -> None:
    """Empty some households, with an entry for as many rows as one can commit to."""
    for row in rows:
        row.erase()
    Household.objects.bulk_update(rows, [*Household.COLUMNS, "erased"])
    for begin in range(0, len(rows), ROWS):
        some = rows[begin : begin + ROWS]
        record(
            "risk.household_erased",
            subject=point.ref,
            unit=point.path,
            by=by,
            now=now,
            facts={"households": len(some)},
            rows=some,
            because=because,
        )
