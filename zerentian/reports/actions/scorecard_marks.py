"""Marks of a scorecard: by hand with a reason, else from figures at a seal; contested, answered, final, published."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from zerentian.evidence.actions import Received, deposit
from zerentian.ledger.actions import record_on, sealed_surely
from zerentian.ledger.figures import compute_all, latest_size
from zerentian.ledger.rules.figures import FigureValue
from zerentian.ledger.rules.periods import Period, chinese_day, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Post
from zerentian.organization.shields import hidden_from
from zerentian.reports.actions.scorecards import (
    definition_of,
    in_state,
    locked,
    post_of,
    rules_stand,
    worded,
)
from zerentian.reports.actions.scored import result_of
from zerentian.reports.models import (
    MarkFile,
    ObjectionFile,
    Scorecard,
    ScoredUnit,
    ScoreItem,
    ScoreMark,
    ScoreObjection,
)
from zerentian.reports.rules.scorecards import (
    NoMark,
    Reached,
    ScoreState,
    check_hand,
    check_over,
    mark_of,
    until,
)


def is_of(posts: Iterable[Post], scored: ScoredUnit) -> bool:
    """Tell whether one of somebody's posts is of the unit that is judged."""
    return scored.unit_id in {post.unit_id for post in posts}


@transaction.atomic
def mark_by_hand(
    card: Scorecard,
    *,
    item: ScoreItem,
    scored: ScoredUnit,
    mark: int,
    reason: str,
    by: Account,
    now: datetime,
    uploads: Sequence[Received] = (),
) -> ScoreMark:
    """Mark an item by hand, in hundredths of a point, with the reason; once more replaces it until marks are frozen.

    Nobody marks the unit of their own post. Files that it rests on stand beside it, those of an earlier mark too.
    """
    card = locked(card, "scorecard.keep", ScoreState.RULES, by=by, now=now)
    check_over(card.last, local_day(now))
    if item.dropped or item.card_id != card.pk or scored.card_id != card.pk or not item.by_hand:
        raise NotAllowed("这一项不是人工评定", "this item is not marked by hand")
    if is_of(by.posts_on(local_day(now)), scored):
        raise NotAllowed(
            "不能给本人所在单位评分，请由他人评", "nobody marks their own unit: let another do it"
        )
    check_hand(mark, item.weight)
    found = ScoreMark.objects.filter(item=item, scored=scored).first() or ScoreMark(item=item, scored=scored)
    found.mark, found.why = mark, ""
    found.reason = worded(reason, "评分理由", "the reason for the mark")
    found.by_post, found.by = post_of(by, now), by
    found.save()
    files = {file.pk: file for file in (deposit(one, by=by, now=now, belongs_to=card.ref) for one in uploads)}
    fresh = [file for key, file in files.items() if not found.files.filter(file=key).exists()]
    uses = [MarkFile.objects.create(mark=found, file=file) for file in fresh]
    facts = {"item": item.number, "scored": scored.unit.code, "mark": mark}
    record_on(card, "scorecard.marked", by=by, now=now, facts=facts, rows=[found, *uses], files=fresh)
    return found


def freeze_marks(card: Scorecard, *, by: Account, now: datetime) -> Scorecard:
    """Freeze the initial marks at a seal after the period: from here on they change by an objection alone.

    Figures leave out what is hidden from anybody: the card is read by all. Figures first, then the lock.
    """
    require(by, "scorecard.keep", card.path, now=now)
    check_over(card.last, local_day(now))
    in_state(card, ScoreState.RULES)
    sealed_surely(now)
    size = latest_size()
    made = list(computed(card, size, by, now))
    return frozen(card, made, size=size, by=by, now=now)


def computed(card: Scorecard, size: int, by: Account, now: datetime) -> Iterator[ScoreMark]:
    """Yield the marks that follow from figures, as of a seal, not yet kept.

    A figure that is defined otherwise than when the rules were published gives none: nobody agreed to what it counts.
    """
    counted = [item for item in card.items.standing() if not item.by_hand]
    items = [item for item in counted if item.definition == definition_of(item.figure)]
    of = {"by": by, "by_post": post_of(by, now)}
    for scored in card.scored.all():
        for item in counted:
            if item not in items:
                yield ScoreMark(item=item, scored=scored, why=NoMark.REDEFINED, **of)
        values = values_of(card, scored, items, size)
        for item, value in zip(items, values, strict=True):
            is_ratio = value.figure.measure == "ratio"
            cases = value.denominator if is_ratio else None
            marked = mark_of(item.as_rule, Reached(value.value, cases, is_ratio))
            yield ScoreMark(
                item=item,
                scored=scored,
                said=value.text[:80],
                value=value.value,
                cases=cases,
                mark=marked.mark,
                final=marked.mark,
                why=marked.why or "",
                **of,
            )


def values_of(
    card: Scorecard, scored: ScoredUnit, items: Sequence[ScoreItem], size: int
) -> list[FigureValue]:
    """Return what the figures of some items come to for a unit, as of a seal."""
    period = Period(card.first, card.last, card.period)
    codes = [item.figure for item in items]
    return compute_all(codes, unit=scored.path, period=period, size=size, hidden=hidden_from(None))


@transaction.atomic
def frozen(card: Scorecard, made: Sequence[ScoreMark], *, size: int, by: Account, now: datetime) -> Scorecard:
    """Keep the marks and open the time of objections."""
    card = locked(card, "scorecard.keep", ScoreState.RULES, by=by, now=now)
    if not rules_stand(card):
        raise NotAllowed(
            "细则与公布时的不一致，不能初评；请撤回后重新公布",
            "the rules are not the ones that were published: withdraw the card",
        )
    for mark in made:
        mark.save()
    rows = [*made, *hand_marks(card, by, now)]
    card.size, card.frozen_by = size, by
    card.objections_until = until(local_day(now), card.objection_days)
    card.state = ScoreState.INITIAL
    card.save(update_fields=["size", "frozen_by", "objections_until", "state"])
    facts = {
        "size": size,
        "until": card.objections_until,
        "marks": sum(mark.mark is not None for mark in rows),
        "unmarked": sum(mark.mark is None for mark in rows),
    }
    record_on(card, "scorecard.frozen", by=by, now=now, facts=facts, rows=rows)
    return card


def hand_marks(card: Scorecard, by: Account, now: datetime) -> list[ScoreMark]:
    """Return the marks by hand; where nobody gave one, one that says so: it is not nothing."""
    rows = ScoreMark.objects.filter(item__card=card, item__in=card.items.standing().filter(figure=""))
    given = {(mark.item_id, mark.scored_id): mark for mark in rows}
    found, unmarked = [], {"why": NoMark.UNMARKED, "by": by, "by_post": post_of(by, now)}
    for item in card.items.standing().filter(figure=""):
        for scored in card.scored.all():
            mark = given.get((item.pk, scored.pk))
            mark = mark or ScoreMark(item=item, scored=scored, **unmarked)
            mark.final = mark.mark
            mark.save()
            found.append(mark)
    return found


@transaction.atomic
def object_to_mark(
    mark: ScoreMark, *, reason: str, by: Account, now: datetime, uploads: Sequence[Received] = ()
) -> ScoreObjection:
    """Object to an initial mark of one's own unit (or of one that one leads), with reason and evidence."""
    card = locked_of(mark)
    require(by, "scorecard.object", mark.scored.path, now=now)
    in_state(card, ScoreState.INITIAL)
    if card.objections_until and local_day(now) > card.objections_until:
        raise NotAllowed(
            f"异议期到{chinese_day(card.objections_until)}为止",
            f"objections were open until {card.objections_until}",
        )
    if mark.objections.exists():
        raise NotAllowed("这一项已提过异议", "there is an objection to this mark already")
    objection = ScoreObjection.objects.create(
        mark=mark,
        reason=worded(reason, "异议理由", "why you object"),
        raised_on=local_day(now),
        raised_by=by,
        by_raising_post=post_of(by, now),
    )
    files = {file.pk: file for file in (deposit(one, by=by, now=now, belongs_to=card.ref) for one in uploads)}
    uses = [ObjectionFile.objects.create(objection=objection, file=file) for file in files.values()]
    record_on(
        card,
        "scorecard.objected",
        by=by,
        now=now,
        facts=where(mark),
        rows=[objection, *uses],
        files=list(files.values()),
    )
    return objection


def locked_of(mark: ScoreMark) -> Scorecard:
    """Return the card of a mark, locked; the caller asks for the right."""
    rows = Scorecard.objects.select_for_update(of=("self",)).select_related("unit")
    card: Scorecard = rows.get(pk=mark.item.card_id)
    return card


def where(mark: ScoreMark) -> dict[str, Any]:
    """Return of which item and unit a mark is."""
    return {"item": mark.item.number, "scored": mark.scored.unit.code}


@transaction.atomic
def answer_objection(
    objection: ScoreObjection, *, answer: str, after: int | None, by: Account, now: datetime
) -> ScoreObjection:
    """Answer an objection with reasons: ``after`` is the new mark in hundredths, None keeps the old one.

    Neither who objected or froze the marks answers, nor their posts.
    """
    card = locked_of(objection.mark)
    require(by, "scorecard.decide", card.path, now=now)
    in_state(card, ScoreState.INITIAL)
    fresh = ScoreObjection.objects.select_related("mark__item", "mark__scored__unit").get(pk=objection.pk)
    if fresh.answered_on:
        raise NotAllowed("这件异议已答复，请刷新页面", "it is answered already: reload the page")
    refuse_own(card, fresh, by, now)
    mark = fresh.mark
    if after is not None:
        check_hand(after, mark.item.weight)
    fresh.answer = worded(answer, "答复理由", "the reasons of the answer")
    fresh.before, fresh.after = mark.final, mark.final if after is None else after
    fresh.answered_on, fresh.answered_by = local_day(now), by
    fresh.by_answering_post = post_of(by, now)
    fresh.save()
    mark.final = fresh.after
    mark.save(update_fields=["final"])
    outcome = "kept" if fresh.before == fresh.after else "changed"
    facts = where(mark) | {"outcome": outcome}
    facts |= {
        name: value for name, value in (("before", fresh.before), ("after", fresh.after)) if value is not None
    }
    record_on(card, "scorecard.answered", by=by, now=now, facts=facts, rows=[fresh, mark])
    return fresh


def has_part(card: Scorecard, objection: ScoreObjection, by: Account, posts: Iterable[Post]) -> bool:
    """Tell whether somebody marked or objected, or one of their posts did."""
    involved = {objection.raised_by_id, card.frozen_by_id, objection.mark.by_id}
    held = {post.pk for post in posts}
    return by.pk in involved or bool(held & {objection.by_raising_post_id, objection.mark.by_post_id})


def refuse_own(card: Scorecard, objection: ScoreObjection, by: Account, now: datetime) -> None:
    """Refuse an answer by who marked or objected, or who holds the post that did."""
    if has_part(card, objection, by, by.posts_on(local_day(now))):
        raise NotAllowed(
            "异议须由提出人、初评人以外的岗位答复",
            "an objection is answered by a post that neither marked nor objected",
        )


@transaction.atomic
def settle_scorecard(card: Scorecard, *, by: Account, now: datetime) -> Scorecard:
    """Make a card final after the time of objections, once each is answered."""
    card = locked(card, "scorecard.keep", ScoreState.INITIAL, by=by, now=now)
    until = card.objections_until
    if until is None or local_day(now) <= until:
        raise NotAllowed(
            f"异议期到{chinese_day(until) if until else '定下的日期'}为止，期满后再定稿",
            f"objections are open until {until or 'the day that is set'}: it is final afterwards",
        )
    objections = ScoreObjection.objects.filter(mark__item__card=card)
    if waiting := objections.filter(answered_on=None).count():
        raise NotAllowed(f"还有{waiting}件异议没有答复", f"{waiting} objections are not answered yet")
    card.state = ScoreState.FINAL
    card.save(update_fields=["state"])
    changed = sum(one.before != one.after for one in objections)
    record_on(card, "scorecard.settled", by=by, now=now, facts={"changed": changed})
    return card


@transaction.atomic
def publish_result(card: Scorecard, *, by: Account, now: datetime) -> Scorecard:
    """Publish a final card; the digest of rules and marks is sealed."""
    card = locked(card, "scorecard.keep", ScoreState.FINAL, by=by, now=now)
    card.result = result_of(card)
    card.state, card.published_on = ScoreState.PUBLISHED, local_day(now)
    card.save(update_fields=["result", "state", "published_on"])
    record_on(card, "scorecard.published", by=by, now=now, facts={"result": card.result})
    return card
