"""Land matters: opened, posted for as long as the law asks, each step met in its turn, objections counted."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zerentian.casework.models import Concern
from zerentian.duties.actions.heads import path_on
from zerentian.evidence.actions import Received, deposit
from zerentian.ledger.actions import record_on
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.access import require
from zerentian.organization.models import Account, CalendarYear, Post, Unit
from zerentian.rectification.actions.concerns import check_about_a_place
from zerentian.rectification.actions.risk_steps import unit_with
from zerentian.rectification.models import LandFile, LandMatter, LandStep
from zerentian.rectification.rules.land import (
    FINAL_WORKDAYS,
    STAGES,
    LandKind,
    LandStage,
    LandState,
    check_in_turn,
    check_objections,
    check_over,
    check_posting,
    check_stage,
    hearing_is_due,
    needed_before,
    open_stages,
)


@transaction.atomic
def open_land(
    *,
    kind: LandKind,
    title: str,
    responsible: Post,
    unit: Unit,
    by: Account,
    now: datetime,
    place: str = "",
    project: str = "",
    concern: Concern | None = None,
) -> LandMatter:
    """Open the taking of land or houses at a unit; ``concern`` is one about a place that brought it up."""
    require(by, "risk.keep", unit, now=now)
    if concern:
        check_about_a_place(concern, by)
    matter = LandMatter.objects.create(
        unit=unit,
        path=path_on(unit, local_day(now)),
        kind=kind,
        title=check_words(title, "事项名称", "what the matter is called"),
        place=place.strip(),
        project=project.strip(),
        responsible=responsible,
        source_ref=concern.ref if concern else "",
        opened_on=local_day(now),
        opened_by=by,
    )
    record_on(matter, "land.opened", by=by, now=now, facts={"kind": kind})
    return matter


def locked(matter: LandMatter, *, by: Account, now: datetime) -> LandMatter:
    """Return a matter under way, locked, for an account that may work on it."""
    fresh = taken(matter)
    require(by, "risk.keep", fresh.path, now=now)
    if not by.is_system and not LandMatter.objects.visible_to(by).filter(pk=fresh.pk).exists():
        raise NotAllowed("没有这件事项，或您不能查看", "there is no such matter, or not for you to see")
    if fresh.state != LandState.OPEN:
        raise NotAllowed("这件事项已办结，请刷新页面", "the matter is over: reload the page")
    return fresh


@transaction.atomic
def post_stage(
    matter: LandMatter,
    *,
    stage: LandStage,
    first: date,
    last: date,
    where: str,
    by: Account,
    now: datetime,
    uploads: Sequence[Received] = (),
) -> LandStep:
    """Record that a paper hangs: from and until, where, with a photo of the board if there is one."""
    matter = locked(matter, by=by, now=now)
    check_stage(LandKind(matter.kind), stage, matter.met, matter.hearing_due)
    if not STAGES[stage].is_posted:
        raise NotAllowed("这一步不需要张贴公告", "nothing is posted for this step")
    if matter.stages.filter(stage=stage).exists():
        raise NotAllowed("这一步已登记张贴", "its posting is recorded already")
    calendar = CalendarYear.objects.calendar()
    check_posting(stage, first, last, local_day(now), calendar)
    check_in_turn(first, met_before(matter, stage))
    step = LandStep.objects.create(
        matter=matter,
        stage=stage,
        first=first,
        last=last,
        where=check_words(where, "张贴在哪里", "where it hangs"),
        by=by,
        at=now,
    )
    files = filed(matter, stage, uploads, by, now)
    facts: dict[str, Any] = {"stage": stage, "first": first, "last": last, "photo": bool(files)}
    if stage == LandStage.FINAL:
        facts["due"] = matter.final_due
    record_on(matter, "land.posted", by=by, now=now, facts=facts, rows=[step], uses=files, occurred_on=first)
    return step


@transaction.atomic
def meet_stage(
    matter: LandMatter,
    *,
    stage: LandStage,
    met_on: date,
    words: str,
    by: Account,
    now: datetime,
    uploads: Sequence[Received] = (),
) -> LandMatter:
    """Say that a step is met, and how; a posting only after its last day is over."""
    matter = locked(matter, by=by, now=now)
    check_stage(LandKind(matter.kind), stage, matter.met, matter.hearing_due)
    check_in_turn(met_on, met_before(matter, stage))
    step = stage_of(matter, stage, met_on, by, now)
    step.met_on, step.words = met_on, check_words(words, "完成情况", "what was done")
    step.save()
    files = filed(matter, stage, uploads, by, now)
    if stage == LandStage.APPROVED:
        matter.final_due = CalendarYear.objects.calendar().add_workdays(met_on, FINAL_WORKDAYS).day
    over = not open_stages(LandKind(matter.kind), [*matter.met, stage], matter.hearing_due)
    matter.state = LandState.DONE if over else matter.state
    matter.save(update_fields=["final_due", "state"])
    facts = {"stage": stage, "all": over, "due": matter.final_due if stage == LandStage.APPROVED else None}
    record_on(matter, "land.met", by=by, now=now, facts=facts, rows=[step], uses=files, occurred_on=met_on)
    return matter


def met_before(matter: LandMatter, stage: LandStage) -> list[date]:
    """Return the days on which the steps that a step needs were met."""
    needed = needed_before(LandKind(matter.kind), stage, matter.hearing_due)
    days = matter.stages.filter(stage__in=needed, met_on__isnull=False).values_list("met_on", flat=True)
    return [day for day in days if day]


def stage_of(matter: LandMatter, stage: LandStage, met_on: date, by: Account, now: datetime) -> LandStep:
    """Return the row of a step that is to be met; refuse a day that has not come, and a paper that does not hang."""
    today = local_day(now)
    if met_on > today:
        raise NotAllowed("完成日期不能晚于今天", "it can't be met after today")
    if stage == LandStage.OBJECTIONS and matter.objections is None:
        raise NotAllowed("请先登记异议件数，没有就填 0", "first count the objections, 0 for none")
    step = matter.stages.filter(stage=stage).first()
    if not STAGES[stage].is_posted:
        return step or LandStep(matter=matter, stage=stage, by=by, at=now)
    if step is None or step.last is None:
        raise NotAllowed("请先登记张贴公告", "first record its posting")
    check_over(step.last, met_on)
    found: LandStep = step
    return found


@transaction.atomic
def count_objections(
    matter: LandMatter,
    *,
    objections: int,
    objectors: int,
    members: int,
    words: str,
    by: Account,
    now: datetime,
    met_on: date | None = None,
) -> LandMatter:
    """Count the objections to the plan, and how many members hold it unlawful; most of them: a hearing is due.

    ``met_on`` None: today. Who objected is not kept. Source: 土地管理法实施条例 28.
    """
    matter = locked(matter, by=by, now=now)
    kind = LandKind(matter.kind)
    check_stage(kind, LandStage.OBJECTIONS, matter.met, matter.hearing_due)
    check_objections(objections, objectors, members)
    if matter.objections is not None:
        raise NotAllowed("异议已经登记", "the objections are counted already")
    matter.objections, matter.objectors, matter.members = objections, objectors, members
    matter.hearing_due = hearing_is_due(objectors, members)
    matter.save(update_fields=["objections", "objectors", "members", "hearing_due"])
    facts = {
        "objections": objections,
        "objectors": objectors,
        "members": members,
        "hearing": matter.hearing_due,
    }
    day = met_on or local_day(now)
    record_on(matter, "land.objections", by=by, now=now, facts=facts, occurred_on=day)
    text = words or f"异议{objections}件"
    return meet_stage(matter, stage=LandStage.OBJECTIONS, met_on=day, words=text, by=by, now=now)


@transaction.atomic
def stop_land(matter: LandMatter, *, reason: str, by: Account, now: datetime) -> LandMatter:
    """Stop a matter that goes no further, with the reason."""
    matter = locked(matter, by=by, now=now)
    matter.stopped_for = check_words(reason, "终止理由", "why it stops")
    posted = matter.stages.filter(stage=LandStage.FINAL).exists()
    matter.state = LandState.STOPPED
    matter.save(update_fields=["state", "stopped_for"])
    facts = {"due": None if posted else matter.final_due}
    record_on(matter, "land.stopped", by=by, now=now, facts=facts)
    return matter


def hand_over_land(matter: LandMatter, *, to: Post, by: Account, now: datetime, because: Entry) -> LandMatter:
    """Pass a matter to another post, within a hand-over of posts, which has asked for the right."""
    fresh = taken(matter)
    return moved(fresh, unit_with(fresh.unit, to), to, by, now, because)


def pass_land(matter: LandMatter, *, to: Unit, by: Account, now: datetime, because: Entry) -> LandMatter:
    """Let a matter stand at another unit, when its own ends; the post in charge stays."""
    fresh = taken(matter)
    return moved(fresh, to, fresh.responsible, by, now, because)


def taken(matter: LandMatter) -> LandMatter:
    """Return the matter, locked; the caller has asked for the right."""
    rows = LandMatter.objects.select_for_update(of=("self",)).select_related("unit", "responsible__unit")
    fresh: LandMatter = rows.get(pk=matter.pk)
    return fresh


def moved(
    matter: LandMatter, unit: Unit, post: Post, by: Account, now: datetime, because: Entry
) -> LandMatter:
    """Let a matter be at a unit and in a post's charge, with its entry."""
    posted = matter.stages.filter(stage=LandStage.FINAL).exists()
    facts = {
        "from": matter.path,
        "from_post": matter.responsible.code,
        "due": None if posted else matter.final_due,
    }
    matter.responsible, matter.unit, matter.path = post, unit, path_on(unit, local_day(now))
    matter.save(update_fields=["responsible", "unit", "path"])
    facts |= {"to": matter.path, "to_post": post.code}
    record_on(matter, "land.moved", by=by, now=now, facts=facts, because=because)
    return matter


def filed(
    matter: LandMatter, stage: LandStage, uploads: Sequence[Received], by: Account, now: datetime
) -> list[LandFile]:
    """Deposit files as this very matter's."""
    files = [deposit(upload, by=by, now=now, belongs_to=matter.ref) for upload in uploads]
    return [
        LandFile.objects.create(matter=matter, file=file, stage=stage, added_at=now)
        for file in {file.pk: file for file in files}.values()
    ]
