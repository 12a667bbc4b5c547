"""Lessons: required of posts with their basis, renewed, gone through together, learned, reckoned day by day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from zerentian.community.models import (
    Lesson,
    LessonFile,
    LessonMaterial,
    LessonSession,
    Requirement,
)
from zerentian.community.rules.learning import check_cycle, check_done_on, holds_until, read_questions
from zerentian.duties.actions.heads import path_on
from zerentian.evidence.actions import Received, deposit
from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Appointment, Unit
from zerentian.organization.models.units import covering
from zerentian.organization.rules.rights import ROLES, Kind

ABOVE = (Kind.TOWNSHIP, Kind.COUNTY)


@transaction.atomic
def open_lesson(
    *,
    unit: Unit,
    title: str,
    basis: str,
    cycle: int,
    roles: Sequence[str],
    text: str,
    by: Account,
    now: datetime,
    questions: str = "",
    uploads: Sequence[Received] = (),
) -> Lesson:
    """Require a lesson of the posts of some roles, at a township (or county) and all below it, villages included."""
    require(by, "learning.keep", unit, now=now)
    today = local_day(now)
    if unit.kind not in ABOVE:
        raise NotAllowed("学习科目由乡镇或县规定", "a township or county requires lessons")
    if not roles or set(roles) - ROLES.keys():
        raise NotAllowed("请选应学的岗位类别", "choose of which sorts of post it is required")
    lesson = Lesson.objects.create(
        unit=unit,
        path=path_on(unit, today),
        title=worded(title, "科目名称", "what the lesson is called"),
        basis=worded(basis, "依据文件", "the document it rests on"),
        cycle=check_cycle(cycle),
        roles=",".join(code for code in ROLES if code in set(roles)),
        opened_on=today,
        opened_by=by,
    )
    record_on(lesson, "lesson.opened", by=by, now=now, facts={"months": cycle})
    write_material(lesson, text, questions, uploads, again=False, by=by, now=now)
    reckon(lesson, by=by, now=now)
    return lesson


def worded(text: str, zh: str, en: str) -> str:
    """Return words that must not be empty."""
    if not text.strip():
        raise NotAllowed(f"请填写{zh}", f"write {en}")
    return text.strip()


def locked(lesson: Lesson, *, by: Account, now: datetime) -> Lesson:
    """Return the lesson, locked, for who keeps it; refuse one that is no longer required."""
    fresh = alone(lesson.pk)
    require(by, "learning.keep", fresh.path, now=now)
    if fresh.ended_on:
        raise NotAllowed("这个科目已停止，请刷新页面", "the lesson is no longer required: reload the page")
    return fresh


@transaction.atomic
def renew_material(
    lesson: Lesson,
    *,
    text: str,
    again: bool,
    by: Account,
    now: datetime,
    questions: str = "",
    uploads: Sequence[Received] = (),
) -> LessonMaterial:
    """Put a new version of the material in force; ``again``: whoever learned an earlier one learns anew."""
    lesson = locked(lesson, by=by, now=now)
    material = write_material(lesson, text, questions, uploads, again=again, by=by, now=now)
    if again:
        lapse(lesson, lesson.requirements.standing().filter(covered=True), by=by, now=now)
    return material


def write_material(
    lesson: Lesson,
    text: str,
    questions: str,
    uploads: Sequence[Received],
    *,
    again: bool,
    by: Account,
    now: datetime,
) -> LessonMaterial:
    """Keep a version of the material, its self-check read beforehand, its files as this lesson's."""
    read_questions(questions)
    material = LessonMaterial.objects.create(
        lesson=lesson,
        number=lesson.materials.count() + 1,
        text=worded(text, "学习材料", "the material"),
        questions=questions.strip(),
        again=again,
        since=local_day(now),
        by=by,
    )
    files = {
        file.pk: file for file in (deposit(one, by=by, now=now, belongs_to=lesson.ref) for one in uploads)
    }
    uses = [LessonFile.objects.create(material=material, file=file) for file in files.values()]
    facts = {"version": material.number, "again": again}
    record_on(
        lesson,
        "lesson.revised",
        by=by,
        now=now,
        facts=facts,
        rows=[material, *uses],
        files=list(files.values()),
    )
    return material


@transaction.atomic
def hold_session(
    lesson: Lesson, *, held_on: date, attended: int | None, by: Account, now: datetime
) -> LessonSession:
    """Record that the material was gone through together: the day and one count. It covers nobody by itself."""
    lesson = locked(lesson, by=by, now=now)
    if held_on > local_day(now):
        raise NotAllowed("学习之后再登记", "record it once it was held")
    session = LessonSession.objects.create(lesson=lesson, held_on=held_on, attended=attended, by=by)
    facts = {} if attended is None else {"attended": attended}
    record_on(lesson, "lesson.held", by=by, now=now, facts=facts, rows=[session], occurred_on=held_on)
    return session


@transaction.atomic
def tick_lesson(requirement: Requirement, *, done_on: date, by: Account, now: datetime) -> Requirement:
    """Say that one has learned a lesson oneself, once for all one's posts: nobody ticks for another."""
    lesson = alone(requirement.lesson_id)
    fresh = Requirement.objects.get(pk=requirement.pk)
    require(by, "learning.view", fresh.path, now=now)
    if fresh.holder_id != by.pk:
        raise NotAllowed("学完由本人登记", "everybody ticks for themselves")
    material = lesson.material
    if fresh.closed_on or lesson.ended_on or material is None:
        raise NotAllowed("这个科目不再需要学习，请刷新页面", "it is no longer required: reload the page")
    renewing = lesson.materials.filter(again=True).order_by("-number").first()
    since = renewing.since if renewing else lesson.opened_on
    check_done_on(done_on, since, local_day(now))
    until = holds_until(done_on, lesson.cycle)
    if until and until < local_day(now):
        raise NotAllowed(
            "按周期这次学习已过有效期，请重新学习后登记", "by its cycle that holds no more: learn it anew"
        )
    for one in Requirement.objects.of(by).filter(lesson=lesson):
        facts = {"renewed": one.covered}
        one.covered, one.done_on, one.until, one.material = True, done_on, until, material
        one.save(update_fields=["covered", "done_on", "until", "material"])
        record_on(lesson, "lesson.done", unit=one.path, by=by, now=now, facts=facts, rows=[one])
    fresh.refresh_from_db()
    return fresh


def alone(key: int) -> Lesson:
    """Return a lesson, locked: whoever changes what is required, or whether it is covered, waits there."""
    found: Lesson = Lesson.objects.select_for_update(of=("self",)).select_related("unit").get(pk=key)
    return found


@transaction.atomic
def end_lesson(lesson: Lesson, *, reason: str, by: Account, now: datetime) -> Lesson:
    """Require a lesson no longer; its material stays readable."""
    lesson = locked(lesson, by=by, now=now)
    lesson.ended_on, lesson.ended_for = local_day(now), worded(reason, "停止理由", "why it ends")
    lesson.save(update_fields=["ended_on", "ended_for"])
    release(lesson, lesson.requirements.standing(), by=by, now=now)
    record_on(lesson, "lesson.ended", by=by, now=now)
    return lesson


def reckon_lessons(*, by: Account, now: datetime) -> None:
    """Bring what is required up to who holds which post today, and let lapse what holds no more; once a day."""
    for key in Lesson.objects.standing().order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            lesson = alone(key)
            if lesson.ended_on is None:
                reckon(lesson, by=by, now=now)


def reckon(lesson: Lesson, *, by: Account, now: datetime) -> None:
    """Bring what one lesson requires up to today, within the transaction of who asks and has it locked."""
    today = local_day(now)
    wanted = posts_wanted(lesson, today)
    standing = {(one.post_id, one.holder_id): one for one in lesson.requirements.standing()}
    gone = [one for key, one in standing.items() if key not in wanted]
    if gone:
        release(lesson, gone, by=by, now=now)
    made = [
        Requirement.objects.create(lesson=lesson, post_id=post, holder_id=holder, path=path, opened_on=today)
        for (post, holder), path in wanted.items()
        if (post, holder) not in standing
    ]
    for path, rows in by_path(made).items():
        record_on(lesson, "lesson.required", unit=path, by=by, now=now, facts={"posts": len(rows)}, rows=rows)
    over = [
        one
        for key, one in standing.items()
        if key in wanted and one.covered and one.until and one.until < today
    ]
    lapse(lesson, over, by=by, now=now)


def posts_wanted(lesson: Lesson, today: date) -> dict[tuple[int, int], str]:
    """Return of which posts, held by whom, a lesson is required today, with the paths at which they count."""
    units = {
        unit.pk: unit.path_on(today)
        for unit in Unit.objects.under(lesson.unit, today).prefetch_related("periods")
    }
    held = Appointment.objects.filter(
        covering(today), account__is_active=True, post__role__in=lesson.role_codes
    )
    rows = held.filter(post__unit__in=units).values_list("post", "account", "post__unit")
    return {(post, account): units[unit] for post, account, unit in rows}


def by_path(rows: Iterable[Requirement]) -> Mapping[str, list[Requirement]]:
    """Return requirements by where they count: an entry speaks of a unit's count, never of a post."""
    found: defaultdict[str, list[Requirement]] = defaultdict(list)
    for row in rows:
        found[row.path].append(row)
    return found


def release(lesson: Lesson, rows: Iterable[Requirement], *, by: Account, now: datetime) -> None:
    """Close requirements whose post or holder ended, or whose lesson did."""
    for path, gone in by_path(rows).items():
        facts = {"posts": len(gone), "covered": sum(one.covered for one in gone)}
        for one in gone:
            one.closed_on = local_day(now)
            one.save(update_fields=["closed_on"])
        record_on(lesson, "lesson.released", unit=path, by=by, now=now, facts=facts, rows=gone)


def lapse(lesson: Lesson, rows: Iterable[Requirement], *, by: Account, now: datetime) -> None:
    """Let what was learned hold no more."""
    for path, over in by_path(rows).items():
        for one in over:
            one.covered = False
            one.save(update_fields=["covered"])
        record_on(lesson, "lesson.lapsed", unit=path, by=by, now=now, facts={"posts": len(over)}, rows=over)
