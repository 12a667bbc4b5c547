"""Risk points are registered, described, rated, treated, and written off and restored by another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zerentian.casework.models import Concern
from zerentian.duties.actions.heads import path_on
from zerentian.evidence.actions import Received
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.access import require
from zerentian.organization.models import Account, Area, Post, Unit
from zerentian.organization.rules.units import is_within
from zerentian.rectification.actions.concerns import check_about_a_place
from zerentian.rectification.actions.households import erase_households
from zerentian.rectification.actions.risk_links import findings_of
from zerentian.rectification.actions.risk_passing import brought_home
from zerentian.rectification.actions.risk_steps import (
    begin_patrols,
    filed,
    locked,
    reckon,
    say,
)
from zerentian.rectification.models import RiskKind, RiskPoint, RiskRating
from zerentian.rectification.models.risk_terms import scale_at
from zerentian.rectification.rules.risks import (
    RiskLevel,
    RiskState,
    RiskStepCode,
    check_another,
    check_mark,
    level_of,
    step,
)

DESCRIBED = ("code", "title", "place", "extent", "cause", "threatens", "control")
COUNTED = ("households", "people", "property_yuan")


@dataclass(frozen=True, slots=True)
class Rating:
    """How likely and how grave, each from 1 to 5, and why; ``level`` only where the place has no scale."""

    likelihood: int
    impact: int
    reason: str
    level: RiskLevel | None = None

    def level_at(self, path: str, day: date) -> RiskLevel:
        """Return the level by the scale in force, else the one that was chosen."""
        if scale := scale_at(path, day):
            return level_of(self.likelihood, self.impact, scale)
        check_mark(self.likelihood), check_mark(self.impact)
        if self.level is None:
            raise NotAllowed(
                "本地没有设定风险分级，请直接选择等级", "no scale is set here: choose the level yourself"
            )
        return self.level


@transaction.atomic
def register_point(
    *,
    title: str,
    unit: Unit,
    kind: RiskKind,
    rating: Rating,
    by: Account,
    now: datetime,
    responsible: Post | None = None,
    described: dict[str, Any] | None = None,
    area: Area | None = None,
    concern: Concern | None = None,
    uploads: Sequence[Received] = (),
    imported: bool = False,
    because: Entry | None = None,
) -> RiskPoint:
    """Put a place or matter of a unit on the register; ``responsible`` is the post that will patrol it.

    ``concern`` is one about a place that brought it up. ``described`` may name code, place, extent, cause, threatens,
    control, households, people, property_yuan.
    Raises NotAllowed for an empty title, a code that the kind has already, a kind that is no longer in use.
    """
    require(by, "risk.keep", unit, now=now)
    if concern:
        check_about_a_place(concern, by)
    today = local_day(now)
    point = RiskPoint(
        title=check_words(title, "风险点名称", "what the place is called"),
        unit=unit,
        path=path_on(unit, today),
        kind=kind,
        area=area,
        likelihood=rating.likelihood,
        impact=rating.impact,
        responsible=responsible,
        source_ref=concern.ref if concern else "",
        registered_on=today,
        registered_by=by,
        **cleaned(described or {}),
    )
    point.level = rating.level_at(point.path, today)
    check_kind(kind, unit, point.path)
    check_code(point)
    facts = {"kind": kind.code, "family": kind.family, "level": point.level, **begin_patrols(point, today)}
    point.save()
    rows = [rated(point, rating, by, today)]
    files = filed(point, "register", uploads, by=by, now=now)
    words = point.threatens or point.title
    say(
        "risk.registered",
        point,
        "register",
        by=by,
        now=now,
        facts=facts,
        words=words,
        rows=rows,
        uses=files,
        imported=imported,
        because=because,
    )
    return point


def cleaned(described: dict[str, Any]) -> dict[str, Any]:
    """Return what describes a point, its texts without blanks around them."""
    texts = {name: str(described[name]).strip() for name in DESCRIBED if described.get(name)}
    return texts | {name: described[name] for name in COUNTED if described.get(name) is not None}


def check_kind(kind: RiskKind, unit: Unit, path: str) -> None:
    """Refuse a kind that is no longer in use, or another township's."""
    if not kind.is_open or not is_within(path, kind.path):
        raise NotAllowed(
            f"类型“{kind.title}”在这里不使用，请另选",
            f"the kind {kind.title} isn't in use here: choose another",
        )


def check_family(old: RiskKind, new: RiskKind) -> None:
    """Refuse to make a geological hazard another place, or the other way round: households, cards and transfers hang
    on it, and what was counted by sort."""
    if old.family != new.family:
        raise NotAllowed(
            "地质灾害隐患点与其他风险点不能互改类型：请按正确类型另行登记，再核销这一处",
            "a geological hazard and another place aren't changed into each other: register it anew, write this off",
        )


def check_code(point: RiskPoint) -> None:
    """Refuse a code that another point of the kind has."""
    same = RiskPoint.objects.filter(kind=point.kind, code=point.code).exclude(pk=point.pk)
    if point.code and same.exists():
        raise NotAllowed(
            f"编号“{point.code}”已有风险点使用，请核对", f"the code {point.code} is taken: check it"
        )


def rated(point: RiskPoint, rating: Rating, by: Account, day: date) -> RiskRating:
    """Keep a rating with its reason."""
    return RiskRating.objects.create(
        point=point,
        likelihood=rating.likelihood,
        impact=rating.impact,
        level=point.level,
        reason=check_words(rating.reason, "评定理由", "why it is rated so"),
        rated_on=day,
        by=by,
    )


@transaction.atomic
def describe_point(
    point: RiskPoint, *, reason: str, described: dict[str, Any], kind: RiskKind, by: Account, now: datetime
) -> RiskPoint:
    """State again what a point is, with the reason; what stood there before stays readable."""
    point = locked(point, by=by, now=now, right="risk.keep")
    check_kept(point)
    reason = check_words(reason, "更正理由", "why it is corrected")
    names = (*DESCRIBED, *COUNTED)
    before = {name: str(getattr(point, name) or "") for name in names} | {"kind": point.kind.title}
    for name in DESCRIBED:
        setattr(point, name, str(described.get(name, getattr(point, name)) or "").strip())
    for name in COUNTED:
        setattr(point, name, described.get(name, getattr(point, name)))
    check_family(point.kind, kind)
    point.title, point.kind = check_words(point.title, "风险点名称", "what the place is called"), kind
    check_kind(kind, point.unit, point.path)
    check_code(point)
    point.save()
    facts = {"kind": kind.code}
    say("risk.described", point, "correct", by=by, now=now, facts=facts, words=reason, before=before)
    reckon(point, by=by, now=now)
    return point


def check_kept(point: RiskPoint) -> None:
    """Refuse to work on a point that is written off."""
    if not point.is_kept:
        raise NotAllowed("风险点已核销，请先恢复", "the point is written off: restore it first")


@transaction.atomic
def rate_point(
    point: RiskPoint, *, rating: Rating, by: Account, now: datetime, because: Entry | None = None
) -> RiskPoint:
    """Rate a point anew, with the reason; the level and with it the patrols follow, and every rating stays."""
    point = locked(point, by=by, now=now, right="risk.keep")
    check_kept(point)
    today, old = local_day(now), point.level
    point.likelihood, point.impact = rating.likelihood, rating.impact
    point.level = rating.level_at(point.path, today)
    point.save(update_fields=["likelihood", "impact", "level"])
    row = rated(point, rating, by, today)
    facts = {
        "likelihood": rating.likelihood,
        "impact": rating.impact,
        "level": point.level,
        "old_level": old,
    }
    entry = say(
        "risk.rated",
        point,
        "rate",
        by=by,
        now=now,
        facts=facts,
        words=row.reason,
        rows=[row],
        because=because,
    )
    reckon(point, by=by, now=now, because=entry)
    return point


@transaction.atomic
def set_standing(
    point: RiskPoint,
    *,
    move: RiskStepCode,
    words: str,
    by: Account,
    now: datetime,
    uploads: Sequence[Received] = (),
) -> RiskPoint:
    """Say that a point is being treated, stands steady under watch, or is back as an ordinary one, with the words."""
    point = locked(point, by=by, now=now, right="risk.keep")
    if move in (RiskStepCode.WRITE_OFF, RiskStepCode.RESTORE):
        raise NotAllowed("核销和恢复须由另一人凭依据办理", "writing off and restoring are decided by another")
    old, point.state = point.state, step(RiskState(point.state), move)
    if move == RiskStepCode.TREAT:
        point.treated_by = by
    point.save(update_fields=["state", "treated_by"])
    words = check_words(words, "变更的依据和情况", "what it rests on")
    files = filed(point, move, uploads, by=by, now=now)
    facts = {"state": point.state, "old_state": old}
    entry = say("risk.stood", point, move, by=by, now=now, facts=facts, words=words, uses=files)
    reckon(point, by=by, now=now, because=entry)
    return point


@transaction.atomic
def write_off(
    point: RiskPoint, *, proof: str, uploads: Sequence[Received], by: Account, now: datetime
) -> RiskPoint:
    """Take a point off the register, as another person and with a paper that proves the danger is gone."""
    point = locked(point, by=by, now=now, right="risk.judge")
    state = step(RiskState(point.state), RiskStepCode.WRITE_OFF)
    treated = point.story.filter(step=RiskStepCode.TREAT).values_list("by", flat=True)
    check_another(by.pk, point.registered_by_id, point.treated_by_id, *treated)
    check_nothing_open(point)
    proof = check_proof(proof, uploads)
    facts = {"level": point.level, "due": point.patrol_due, "owed_since": point.owed_since}
    point.state, point.written_off_by, point.written_off_on = state, by, local_day(now)
    point.patrol_hours = point.patrol_due = point.behind_since = None
    point.save()
    files = filed(point, RiskStepCode.WRITE_OFF, uploads, by=by, now=now)
    entry = say(
        "risk.written_off",
        point,
        RiskStepCode.WRITE_OFF,
        by=by,
        now=now,
        facts=facts,
        words=proof,
        uses=files,
    )
    erase_households(point, by=by, now=now, because=entry)
    return point


def check_proof(proof: str, uploads: Sequence[Received]) -> str:
    """Return the words of a proof; NotAllowed without words or without a paper."""
    if not uploads:
        raise NotAllowed(
            "须附依据材料：验收、搬迁或专业评估意见",
            "attach what proves it: acceptance, relocation or an assessment",
        )
    return check_words(proof, "依据是什么", "what proves it")


def check_nothing_open(point: RiskPoint) -> None:
    """Refuse to write off a point with control measures under way, or with findings that are not closed out."""
    if point.controls.open().exists():
        raise NotAllowed(
            "还有在办的管控措施，请先落实或撤销", "control measures are under way: finish or drop them"
        )
    if point.transfers.under_way().exists():
        raise NotAllowed("转移的人还没有返回", "people have not returned from a transfer")
    if findings_of(point).open().exists():
        raise NotAllowed("还有未销号的问题，请先整改销号", "findings here are not closed out yet")


@transaction.atomic
def restore_point(
    point: RiskPoint, *, proof: str, uploads: Sequence[Received], by: Account, now: datetime
) -> RiskPoint:
    """Bring a point that was written off back, as another person than who wrote it off, with what shows the danger."""
    point = locked(point, by=by, now=now, right="risk.judge")
    state = step(RiskState(point.state), RiskStepCode.RESTORE)
    check_another(by.pk, point.written_off_by_id)
    proof = check_proof(proof, uploads)
    point.state, point.registered_on = state, local_day(now)
    point.written_off_by = point.written_off_on = point.treated_by = None
    facts = {"level": point.level, **begin_patrols(point, local_day(now))}
    point.save()
    files = filed(point, RiskStepCode.RESTORE, uploads, by=by, now=now)
    restored = say(
        "risk.restored", point, RiskStepCode.RESTORE, by=by, now=now, facts=facts, words=proof, uses=files
    )
    return brought_home(point, by=by, now=now, because=restored)
