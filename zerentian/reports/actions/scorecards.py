"""Scorecards: rules drafted, published with their digest before the period, withdrawn with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from zerentian.duties.actions.heads import path_on
from zerentian.ledger.actions import record_on
from zerentian.ledger.registry import FIGURES, definition_digest
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.rules.rights import Kind
from zerentian.reports.models import Scorecard, ScoredUnit, ScoreItem, ScoreObjection
from zerentian.reports.rules.scorecards import (
    ItemRule,
    MarkRule,
    ScoreState,
    check_item,
    check_publishable,
    check_title,
    read_steps,
    rules_digest,
)

MOST_ITEMS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSaid:
    """What an item of a scorecard says; ``steps`` as they are typed, ``deduct`` in hundredths of a point."""

    title: str
    weight: int
    rule: MarkRule
    figure: str = ""
    standard: str = ""
    target: int | None = None
    at_most: bool = False
    steps: str = ""
    deduct: int | None = None


@transaction.atomic
def draft_scorecard(
    *,
    unit: Unit,
    title: str,
    basis: str,
    period: Period,
    units: Sequence[Unit],
    objection_days: int,
    by: Account,
    now: datetime,
    copied: Scorecard | None = None,
) -> Scorecard:
    """Begin a scorecard of a township or county over units below it; ``copied`` gives it the items of an earlier one.

    NotAllowed for units that are not below it, or are the county itself.
    """
    require(by, "scorecard.keep", unit, now=now)
    today = local_day(now)
    card = Scorecard.objects.create(
        unit=unit,
        path=path_on(unit, today),
        title=worded(title, "考核表名称", "what the scorecard is called"),
        basis=worded(basis, "依据文件", "the document it rests on"),
        period=period.code,
        first=period.first,
        last=period.last,
        objection_days=objection_days,
        kept_by=by,
    )
    scored = [scored_unit(card, one, now) for one in units]
    items = [copy_of(card, item) for item in copied.items.standing()] if copied else []
    facts = {"period": period.code, "first": period.first, "last": period.last, "units": len(scored)}
    record_on(card, "scorecard.drafted", by=by, now=now, facts=facts, rows=[*scored, *items])
    return card


def worded(text: str, zh: str, en: str) -> str:
    """Return words that must not be empty."""
    if not text.strip():
        raise NotAllowed(f"请填写{zh}", f"write {en}")
    return text.strip()


def scored_unit(card: Scorecard, unit: Unit, now: datetime) -> ScoredUnit:
    """Let a card assess a unit that lies below its own."""
    path = path_on(unit, local_day(now))
    if not path.startswith(f"{card.path}/") or unit.kind == Kind.COUNTY:
        raise NotAllowed(f"“{unit.name}”不是下级单位，不能考核", f"{unit.name} is not below this unit")
    return ScoredUnit.objects.create(card=card, unit=unit, path=path)


def copy_of(card: Scorecard, item: ScoreItem) -> ScoreItem:
    """Return an item of an earlier card on this one; its figure is taken as it is defined now."""
    names = (
        "number",
        "title",
        "standard",
        "weight",
        "rule",
        "figure",
        "target",
        "at_most",
        "steps",
        "deduct",
    )
    values: dict[str, Any] = {name: getattr(item, name) for name in names}
    return ScoreItem.objects.create(card=card, definition=definition_of(item.figure), **values)


def definition_of(code: str) -> str:
    """Return the digest of a figure's definition, nothing where there is no figure."""
    return definition_digest(FIGURES[code]) if code in FIGURES else ""


def locked(card: Scorecard, right: str, *states: ScoreState, by: Account, now: datetime) -> Scorecard:
    """Return the card, locked, for who holds the right over it; refuse it in any other state."""
    rows = Scorecard.objects.select_for_update(of=("self",)).select_related("unit")
    fresh: Scorecard = rows.get(pk=card.pk)
    require(by, right, fresh.path, now=now)
    in_state(fresh, *states)
    return fresh


def in_state(card: Scorecard, *states: ScoreState) -> None:
    """Refuse a step that the card's state does not allow."""
    if card.state not in states:
        raise NotAllowed(
            f"考核表现在是“{card.get_state_display()}”，不能做这一步，请刷新页面",
            f"the scorecard is “{card.get_state_display()}”: reload the page",
        )


@transaction.atomic
def add_item(card: Scorecard, said: ItemSaid, *, by: Account, now: datetime) -> ScoreItem:
    """Add an item to rules that are being written; NotAllowed for what counts traces of work, not what came of it."""
    card = locked(card, "scorecard.keep", ScoreState.DRAFT, by=by, now=now)
    check_title(worded(said.title, "考核项", "what is judged"), said.standard)
    figure = figure_named(said.figure)
    steps = read_steps(said.steps) if said.rule is MarkRule.STEPS else ()
    check_item(ItemRule(said.rule, said.weight, said.target, steps, said.deduct, said.at_most), figure)
    taken = list(card.items.values_list("number", flat=True))
    if card.items.standing().count() >= MOST_ITEMS:
        raise NotAllowed(f"考核项最多{MOST_ITEMS}项", f"a scorecard has at most {MOST_ITEMS} items")
    item = ScoreItem.objects.create(
        card=card,
        number=max(taken, default=0) + 1,
        title=said.title.strip(),
        standard=said.standard.strip(),
        weight=said.weight,
        rule=said.rule,
        figure=said.figure,
        definition=definition_of(said.figure),
        **numbers_of(said),
    )
    changed(card, [item], by, now)
    return item


def figure_named(code: str) -> Any:
    """Return a declared figure by its code, None for none; NotAllowed for a code of no figure."""
    if not code:
        return None
    if code not in FIGURES:
        raise NotAllowed(f"没有指标 {code}，可用的见指标目录", f"there is no figure {code}: see the list")
    return FIGURES[code]


def numbers_of(said: ItemSaid) -> dict[str, Any]:
    """Return the numbers that the item's rule reads; others that were typed beside it are left out."""
    targeted = said.rule in (MarkRule.TARGET, MarkRule.THRESHOLD)
    return {
        "target": said.target if targeted else None,
        "at_most": said.at_most and said.rule is MarkRule.THRESHOLD,
        "steps": said.steps.strip() if said.rule is MarkRule.STEPS else "",
        "deduct": said.deduct if said.rule is MarkRule.DEDUCT else None,
    }


@transaction.atomic
def remove_item(card: Scorecard, *, number: int, by: Account, now: datetime) -> Scorecard:
    """Take an item out of rules that are being written."""
    card = locked(card, "scorecard.keep", ScoreState.DRAFT, by=by, now=now)
    item = card.items.standing().filter(number=number).first()
    if item is None:
        raise NotAllowed("没有这一项，请刷新页面", "there is no such item: reload the page")
    item.dropped = True
    item.save(update_fields=["dropped"])
    changed(card, [item], by, now)
    return card


def changed(card: Scorecard, rows: Sequence[ScoreItem], by: Account, now: datetime) -> None:
    """Record how many items the rules have now, and what they weigh."""
    weights = list(card.items.standing().values_list("weight", flat=True))
    facts = {"items": len(weights), "weight": sum(weights)}
    record_on(card, "scorecard.changed", by=by, now=now, facts=facts, rows=rows)


@transaction.atomic
def publish_rules(card: Scorecard, *, by: Account, now: datetime) -> Scorecard:
    """Publish the rules before the period begins; from here on they stand, and their digest is sealed."""
    card = locked(card, "scorecard.keep", ScoreState.DRAFT, by=by, now=now)
    items, scored = list(card.items.standing()), list(card.scored.select_related("unit"))
    rules = [item.as_rule for item in items]
    for item in items:
        refuse_other_definition(item)
    check_publishable(rules, len(scored), card.first, local_day(now), card.objection_days)
    card.rules = rules_digest(rules_of(card, items, scored))
    card.state = ScoreState.RULES
    card.save(update_fields=["rules", "state"])
    facts = {"rules": card.rules, "first": card.first, "items": len(items), "units": len(scored)}
    record_on(card, "scorecard.ruled", by=by, now=now, facts=facts)
    return card


def refuse_other_definition(item: ScoreItem) -> None:
    """Refuse to publish an item whose figure gives no marks, or counts something else than when it was chosen."""
    check_item(item.as_rule, figure_named(item.figure))
    if item.definition != definition_of(item.figure):
        raise NotAllowed(
            f"“{item.title}”的指标改了定义：请去掉这一项，按现在的定义重新添加",
            f"the figure of “{item.title}” was defined anew: take the item out and add it again",
        )


def rules_of(card: Scorecard, items: Sequence[ScoreItem], scored: Sequence[ScoredUnit]) -> dict[str, object]:
    """Return the rules as they are hashed: title, basis, period, units, items with the definitions of their figures."""
    names = ScoreItem.COMMITTED[1:-1]  # but for card and whether it was dropped
    return {
        "title": card.title,
        "basis": card.basis,
        "period": [card.first, card.last],
        "objection_days": card.objection_days,
        "units": [one.unit.code for one in scored],
        "items": [{name: getattr(item, name) for name in names} for item in items],
    }


def rules_stand(card: Scorecard) -> bool:
    """Tell whether the rules as they are kept are the ones that were published."""
    scored = list(card.scored.select_related("unit"))
    return card.rules == rules_digest(rules_of(card, list(card.items.standing()), scored))


@transaction.atomic
def withdraw_scorecard(card: Scorecard, *, reason: str, by: Account, now: datetime) -> Scorecard:
    """Withdraw a scorecard that is not published, with the reason; what was said on it stays readable."""
    card = locked(
        card,
        "scorecard.keep",
        *(ScoreState.DRAFT, ScoreState.RULES, ScoreState.INITIAL, ScoreState.FINAL),
        by=by,
        now=now,
    )
    card.withdrawn_for = worded(reason, "撤回理由", "why it is withdrawn")
    card.state = ScoreState.WITHDRAWN
    card.save(update_fields=["withdrawn_for", "state"])
    open_ones = ScoreObjection.objects.filter(mark__item__card=card, answered_on=None).count()
    record_on(card, "scorecard.withdrawn", by=by, now=now, facts={"objections": open_ones})
    return card


def post_of(by: Account, now: datetime) -> Post | None:
    """Return the post in which an account acts, None for one that holds none."""
    return next(iter(by.posts_on(local_day(now))), None)
