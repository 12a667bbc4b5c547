"""What a place lays down about risk points; patrols follow at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from zerentian.duties.actions.heads import path_on
from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit
from zerentian.rectification.actions.patrols import reckon_all
from zerentian.rectification.models import (
    Checklist,
    PatrolRule,
    RiskKind,
    RiskPoint,
    RiskScale,
)
from zerentian.rectification.models.risk_terms import month_day
from zerentian.rectification.rules.patrols import check_hours, check_items, check_season
from zerentian.rectification.rules.risks import USUAL_KINDS, Colour, Family, RiskLevel, RiskState, check_scale


@transaction.atomic
def keep_kind(
    *, unit: Unit, code: str, title: str, family: Family, is_open: bool, by: Account, now: datetime
) -> RiskKind:
    """Add a kind of risk point to a township, or say anew what it is called and whether it is in use."""
    require(by, "duty.manage", unit, now=now)
    kind: RiskKind
    kind, _ = RiskKind.objects.select_for_update().get_or_create(
        unit=unit,
        code=check_words(code, "类型代码", "the code of the kind"),
        defaults={"title": title, "family": family, "path": path_on(unit, local_day(now))},
    )
    if kind.family != family and kind.points.exists():
        raise NotAllowed("已有风险点使用这个类型，不能改变类别", "points have this kind: its family stays")
    kind.title, kind.family, kind.is_open = check_words(title, "类型名称", "the kind's name"), family, is_open
    kind.save()
    record_on(kind, "risk_kind.kept", by=by, now=now, facts={"family": family, "open": is_open})
    return kind


@transaction.atomic
def take_usual_kinds(*, unit: Unit, by: Account, now: datetime) -> list[RiskKind]:
    """Take over the kinds that townships commonly keep and this one has not; each may be changed afterwards."""
    require(by, "duty.manage", unit, now=now)
    here = set(RiskKind.objects.filter(unit=unit).values_list("code", flat=True))
    return [
        keep_kind(unit=unit, code=code, title=zh, family=family, is_open=True, by=by, now=now)
        for code, zh, _en, family in USUAL_KINDS
        if code not in here
    ]


@transaction.atomic
def set_scale(
    *, unit: Unit, general: int, greater: int, major: int, since: date, basis: str, by: Account, now: datetime
) -> RiskScale:
    """Set from which likelihood × impact on each level begins, with the document that says so."""
    require(by, "duty.manage", unit, now=now)
    check_scale(general, greater, major)
    row = RiskScale.objects.create(
        unit=unit,
        path=path_on(unit, local_day(now)),
        general=general,
        greater=greater,
        major=major,
        since=since,
        basis=check_words(basis, "依据文件", "the document that says so"),
        set_by=by,
    )
    facts = {"general": general, "greater": greater, "major": major, "since": since}
    record_on(row, "risk_scale.set", by=by, now=now, facts=facts)
    return row


@dataclass(frozen=True, slots=True)
class When:
    """For which points a frequency holds; whatever is empty fits all. Season days as 04-15."""

    kind: RiskKind | None = None
    level: RiskLevel | str = ""
    state: RiskState | str = ""
    first: str = ""
    last: str = ""
    signal: Colour | str = ""
    point: RiskPoint | None = None


@transaction.atomic
def set_patrol_rule(
    *, unit: Unit, when: When, hours: int, since: date, basis: str, by: Account, now: datetime
) -> PatrolRule:
    """Set how many hours may lie between two patrols of the points that ``when`` says; 0 ends such a rule.

    The points below the unit are reckoned anew at once.
    """
    require(by, "duty.manage", unit, now=now)
    check_hours(hours)
    check_season(read_day(when.first), read_day(when.last))
    row = PatrolRule.objects.create(
        unit=unit,
        path=path_on(unit, local_day(now)),
        kind=when.kind,
        level=when.level,
        state=when.state,
        first=when.first.strip(),
        last=when.last.strip(),
        signal=when.signal,
        point=when.point,
        hours=hours,
        since=since,
        basis=check_words(basis, "依据文件", "the document that says so"),
        set_by=by,
    )
    conditions = {"level": when.level, "state": when.state, "signal": when.signal}
    facts = {"hours": hours, "since": since, "single": when.point is not None, **conditions}
    record_on(row, "patrol_rule.set", by=by, now=now, facts=facts)
    reckon_all(now, by=by, unit=unit)
    return row


def read_day(text: str) -> tuple[int, int] | None:
    """Return 04-15 as (4, 15), None for nothing; NotAllowed for what is written otherwise."""
    try:
        return month_day(text.strip())
    except ValueError:
        raise NotAllowed(f"“{text}”请写作 04-15（月-日）", f"write {text} as 04-15 (month-day)") from None


@transaction.atomic
def set_checklist(
    *, kind: RiskKind, items: Sequence[str], since: date, basis: str, by: Account, now: datetime
) -> Checklist:
    """Lay down what is looked at in a kind of place; a new version beside the old ones, which stay readable."""
    require(by, "duty.manage", kind.path, now=now)
    kind = RiskKind.objects.select_for_update().get(pk=kind.pk)
    last = kind.checklists.order_by("-version").values_list("version", flat=True).first()
    row = Checklist.objects.create(
        unit=kind.unit,
        path=kind.path,
        kind=kind,
        version=(last or 0) + 1,
        items=check_items(items),
        since=since,
        basis=basis.strip(),
        set_by=by,
    )
    facts = {"version": row.version, "items": len(row.items), "since": since}
    record_on(row, "checklist.set", by=by, now=now, facts=facts)
    return row
