"""Decisions pass to another post, and take along what they stand in."""

from datetime import datetime

from django.db import transaction

from zerentian.duties.actions.decision_steps import say
from zerentian.duties.actions.heads import path_on
from zerentian.duties.actions.heirs import check_takes_on
from zerentian.duties.models import Decision
from zerentian.duties.rules.decisions import DecisionKind, DecisionState, DecisionStep, step
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.access import require
from zerentian.organization.models import Account, Post


def stood(decision: Decision) -> dict[str, object]:
    """Return what a decision stands in, before a step that ends or moves it."""
    asks = decision.kind == DecisionKind.REQUIRED
    facts: dict[str, object] = {
        "required": asks,
        "owed": decision.is_owed,
        "dated": asks and decision.is_in_force and decision.due is not None,
        "missed": decision.missed,
    }
    return facts | ({"due": decision.due} if decision.due else {})


def brought(decision: Decision) -> dict[str, object]:
    """Return what this round of work has brought so far: it counts where the decision counts."""
    if decision.reported_on is None:
        return {}
    return {"reported": decision.reported_on, "was_verified": decision.verified_by_id is not None}


@transaction.atomic
def hand_over_decision(
    decision: Decision,
    *,
    to: Post,
    by: Account,
    now: datetime,
    reason: str = "",
    because: Entry | None = None,
) -> Decision:
    """Pass an open decision to another post, which takes it on anew unless it was reported done already.

    Within a hand-over of posts ``because`` names it, and the right to it has been asked there.
    """
    if because is None:
        require(by, "decision.assign", decision.unit, now=now)
        require(by, "decision.assign", to.unit, now=now)
        check_takes_on(to, local_day(now))
        reason = check_words(reason, "移交理由", "why it is handed over")
    rows = Decision.objects.select_for_update(of=("self",)).select_related("unit", "lead", "meeting__kind")
    decision = rows.get(pk=decision.pk)
    state = step(DecisionState(decision.state), DecisionStep.HAND_OVER)
    if to.pk == decision.lead_id:
        raise NotAllowed("已经由这个岗位牵头，请选别的岗位", "this post leads it already: choose another")
    old_path, old_post, facts = decision.path, decision.lead, stood(decision) | brought(decision)
    decision.state, decision.lead, decision.unit = state, to, to.unit
    decision.path = path_on(to.unit, local_day(now))
    if state == DecisionState.ASSIGNED:
        decision.accepted_by, decision.next_report = None, None
    decision.save()
    decision.assisting.remove(decision.unit_id)
    facts |= {"from": old_path, "to": decision.path, "from_post": old_post.code, "to_post": to.code}
    say(
        "decision.moved",
        decision,
        DecisionStep.HAND_OVER,
        by=by,
        now=now,
        facts=facts,
        words=reason,
        because=because,
    )
    return decision
