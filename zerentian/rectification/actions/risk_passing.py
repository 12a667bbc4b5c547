"""Risk points pass to other posts and to other units; what belongs to the place moves along."""

from datetime import datetime
from typing import Any

from django.db import transaction

from zerentian.duties.actions.heads import path_on
from zerentian.duties.actions.heirs import TAKEN_OVER, check_takes_on
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Post, Unit
from zerentian.rectification.actions.risk_steps import locked, roll, say, taken, unit_with
from zerentian.rectification.models import RiskPoint


@transaction.atomic
def hand_over_point(
    point: RiskPoint,
    *,
    to: Post,
    by: Account,
    now: datetime,
    reason: str = "",
    because: Entry | None = None,
) -> RiskPoint:
    """Let another post look after a point; the place stays where it lies, and passes from village to village alone.

    Where it passes with households, both villages' households must be the account's to keep. Within a hand-over of
    posts ``because`` names it, and the right to it has been asked there.
    """
    if because is None:
        require(by, "risk.keep", to.unit, now=now)
        point = locked(point, by=by, now=now, right="risk.keep")
        check_another_post(point, to)
        check_takes_on(to, local_day(now))
    else:
        point = taken(point)
        roll(point, by=by, now=now)
    unit = unit_with(point.unit, to)
    if because is None and unit.pk != point.unit_id and point.threatened.kept().exists():
        require(by, "household.keep", point.path, now=now)
        require(by, "household.keep", unit, now=now)
    return passed(point, unit, to, by, now, reason, because)


def check_another_post(point: RiskPoint, to: Post) -> None:
    """Refuse to pass a point to the post that patrols it already."""
    if point.responsible_id == to.pk:
        raise NotAllowed(
            "这一处已由该岗位巡查，请另选岗位", "this post patrols it already: choose another one"
        )


@transaction.atomic
def pass_point(point: RiskPoint, *, to: Unit, by: Account, now: datetime, because: Entry) -> RiskPoint:
    """Let a point stand at another unit, when its own ends; the post that patrols it stays."""
    point = taken(point)
    roll(point, by=by, now=now)
    return passed(point, to, point.responsible, by, now, "", because)


def brought_home(point: RiskPoint, *, by: Account, now: datetime, because: Entry) -> RiskPoint:
    """Let a point that is back on the register stand where its unit went, with whoever took its post's work over.

    What was written off when its unit merged, or its post ended, stayed behind.
    """
    today, post = local_day(now), point.responsible
    unit, heir = point.unit.standing, post.heir_on(today) if post else None
    if (unit.pk, heir) == (point.unit_id, post):
        return point
    return passed(point, unit, heir, by, now, TAKEN_OVER, because)


def passed(
    point: RiskPoint,
    unit: Unit,
    post: Post | None,
    by: Account,
    now: datetime,
    reason: str,
    because: Entry | None,
) -> RiskPoint:
    """Let a point be looked after elsewhere, with its entry; a transfer under way moves along."""
    facts: dict[str, Any] = {
        "level": point.level if point.is_kept else None,
        "kept": point.is_kept,
        "from": point.path,
        "from_post": point.responsible.code if point.responsible else None,
        "to_post": post.code if post else None,
        "due": point.patrol_due,
        "owed_since": point.owed_since,
    }
    point.unit, point.path, point.responsible = unit, path_on(unit, local_day(now)), post
    point.save(update_fields=["unit", "path", "responsible"])
    moving = list(point.transfers.under_way().select_for_update())
    for transfer in moving:
        transfer.unit, transfer.path = unit, point.path
        transfer.save(update_fields=["unit", "path"])
    facts["to"] = point.path
    say(
        "risk.moved",
        point,
        "hand_over",
        by=by,
        now=now,
        facts=facts,
        words=reason.strip(),
        rows=moving,
        because=because,
    )
    return point
