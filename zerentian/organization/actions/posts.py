"""Posts and who holds them: created, filled, handed over, closed. Nothing open is left without a post."""

import re
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from zerentian.ledger.actions import record
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.actions.areas import charge, discharge
from zerentian.organization.handover import OPEN_WORK, open_for
from zerentian.organization.models import Account, Appointment, Post, Unit
from zerentian.organization.models.units import covering
from zerentian.organization.rules.names import LONGEST_POST, fitting
from zerentian.organization.rules.resets import GUARDED_ROLES
from zerentian.organization.rules.rights import ROLES, ROLES_OF_UNIT, Kind

POST_CODE = re.compile(r"^[A-Za-z0-9._-]{1,40}$")
ONE_DAY = timedelta(days=1)


@transaction.atomic
def create_post(
    *, unit: Unit, title: str, role: str, first: date, by: Account, now: datetime, code: str = ""
) -> Post:
    """Create a post in a unit from a day on; without a code it gets the unit's next (``990101-DZ-01``)."""
    require(by, "organization.manage", unit, now=now)
    check_role(role, unit, first)
    code = code or next_code(unit)
    if not POST_CODE.match(code) or Post.objects.filter(code=code).exists():
        raise NotAllowed(
            f"岗位代码“{code}”已被使用或含有不能用的字符，请换一个", "this post code is taken or malformed"
        )
    if not title.strip():
        raise NotAllowed("请填写岗位名称", "give the post a title")
    post = Post.objects.create(
        code=code, unit=unit, title=fitting(title, LONGEST_POST), role=role, first=first
    )
    write("post.created", post, by, now, first, {"role": role, "first": first}, [post])
    return post


@transaction.atomic
def rename_post(post: Post, *, title: str, by: Account, now: datetime) -> Post:
    """Give a post another title."""
    require(by, "organization.manage", post.unit, now=now)
    if not title.strip():
        raise NotAllowed("请填写岗位名称", "give the post a title")
    post.title = fitting(title, LONGEST_POST)
    post.save(update_fields=["title"])
    write("post.renamed", post, by, now, local_day(now), {}, [post])
    return post


@transaction.atomic
def close_post(post: Post, *, last: date, by: Account, now: datetime, to: Post | None = None) -> Post:
    """Close a post after its last day; its holders leave, its open work passes to another post."""
    require(by, "organization.manage", post.unit, now=now)
    check_open(post, last)
    if to is not None:
        check_takes_over(post, to, last)
    hand_over(post, to=to, by=by, now=now)
    for appointment in Appointment.objects.filter(post=post).filter(Q(last=None) | Q(last__gt=last)):
        finish(appointment, last=max(last, appointment.first), open_work=0, by=by, now=now)
    pass_charges(post, last=last, to=to, by=by, now=now)
    post.last, post.successor = last, to
    post.save(update_fields=["last", "successor"])
    facts: dict[str, object] = {"last": last} | ({"successor": to.code} if to else {})
    write("post.closed", post, by, now, last, facts, [post])
    return post


def pass_charges(post: Post, *, last: date, to: Post | None, by: Account, now: datetime) -> None:
    """End a post's charges of areas with it; the post that takes its work over answers for them from then on."""
    for held in list(post.charges.filter(last=None).select_related("area", "post")):
        discharge(held, last=max(last, held.first), by=by, now=now)
        if to is None or to.charges.filter(area=held.area, last=None).exists() or not held.area.is_open:
            continue
        ended = [one.last for one in to.charges.filter(area=held.area) if one.last is not None]
        first = max(to.first, *(day + ONE_DAY for day in (last, *ended)))
        charge(held.area, post=to, part=held.part, first=first, by=by, now=now)


@transaction.atomic
def succeed_post(post: Post, *, unit: Unit, last: date, by: Account, now: datetime) -> Post:
    """Let a post live on in another unit: same title, role and holders, and all of its open work."""
    first = last + ONE_DAY
    heir = create_post(unit=unit, title=post.title, role=post.role, first=first, by=by, now=now)
    staying = [held.account for held in post.appointments.filter(covering(first)).select_related("account")]
    close_post(post, last=last, to=heir, by=by, now=now)
    for account in staying:
        seat(account, post=heir, first=first, by=by, now=now)
    return heir


@transaction.atomic
def appoint(account: Account, *, post: Post, first: date, by: Account, now: datetime) -> Appointment:
    """Let a person hold a post from a day on. Nobody appoints themselves, and keepers hold no post.

    To a post that decides over others no keeper appoints alone: it is proposed, and another one confirms it.
    """
    require(by, "organization.manage", post.unit, now=now)
    if post.role in GUARDED_ROLES and not by.is_system:
        raise NotAllowed(
            "县级主管的任职须由另一位管理员确认：请在该岗位页面办理任职，等待确认",
            "a supervisor's appointment needs a second keeper: propose it on the post's page",
        )
    check_open(post, first)
    check_appointable(account, post, first, by)
    return seat(account, post=post, first=first, by=by, now=now)


def check_appointable(account: Account, post: Post, first: date, by: Account) -> None:
    """Refuse accounts that hold no posts, oneself, and who holds the post already."""
    if account.keeper or account.is_system or not account.is_active:
        raise NotAllowed(
            "三员账号、系统账号和已停用的账号不能任职，请另选账号",
            "keepers of the system, system actors and closed accounts hold no post",
        )
    if account.pk == by.pk:
        raise NotAllowed("不能给自己任职，请由其他管理员办理", "nobody appoints themselves")
    taken = Q(last=None) | Q(last__gte=first)
    if Appointment.objects.filter(taken, account=account, post=post).exists():
        raise NotAllowed(f"{account.name}在该日已任此岗位", "this person holds the post on that day already")


def seat(account: Account, *, post: Post, first: date, by: Account, now: datetime) -> Appointment:
    """Write an appointment that was checked, and confirmed where it needed to be."""
    appointment = Appointment.objects.create(account=account, post=post, first=first)
    account.forget_seats()
    facts: dict[str, object] = {"post": post.code, "role": post.role, "first": first}
    write("appointment.made", post, by, now, first, facts, [appointment], subject=appointment.ref)
    return appointment


@transaction.atomic
def end_appointment(
    appointment: Appointment,
    *,
    last: date,
    by: Account,
    now: datetime,
    to: Post | None = None,
    successor: Account | None = None,
) -> Appointment:
    """End a person's time in a post after a day. What is open there stays with the post when another holder or
    the ``successor`` (appointed at once) goes on, else it must pass ``to`` another post."""
    post = appointment.post
    require(by, "organization.manage", post.unit, now=now)
    if appointment.last is not None or last < appointment.first:
        raise NotAllowed(
            f"该任职已结束，或结束日期早于任职日期{chinese_day(appointment.first)}",
            f"this appointment has ended, or the day lies before it began on {appointment.first}",
        )
    if successor is not None:
        appoint(successor, post=post, first=last + ONE_DAY, by=by, now=now)
    goes_on = Q(last=None) | Q(last__gt=last)
    others = Appointment.objects.filter(goes_on, post=post).exclude(pk=appointment.pk)
    open_work = len(open_for(post))
    if not others.exists():
        if to is not None:
            check_takes_over(post, to, last)
        hand_over(post, to=to, by=by, now=now)
    finish(appointment, last=last, open_work=open_work, by=by, now=now)
    return appointment


@transaction.atomic
def hand_over(post: Post, *, to: Post | None, by: Account, now: datetime) -> Entry | None:
    """Pass everything open for a post to another; refuse to leave it with nobody."""
    require(by, "organization.manage", post.unit, now=now)
    count = len(open_for(post))
    if not count:
        return None
    if to is None:
        raise NotAllowed(
            f"“{post.title}”还有 {count} 件未办结的工作，请先指定接任人或接办岗位",
            f"{count} matters are open for this post: name a successor or a post that takes them over",
        )
    facts: dict[str, object] = {"from": post.code, "to": to.code, "count": count}
    entry = write("work.handed_over", post, by, now, local_day(now), facts, [])
    for work in OPEN_WORK:
        work.pass_on(post, to=to, by=by, now=now, because=entry)
    if open_for(post):
        raise AssertionError("a room left open work behind in a hand-over")
    return entry


def finish(appointment: Appointment, *, last: date, open_work: int, by: Account, now: datetime) -> None:
    """Write the end of an appointment."""
    appointment.last = last
    appointment.save(update_fields=["last"])
    appointment.account.forget_seats()
    post = appointment.post
    facts: dict[str, object] = {"post": post.code, "last": last, "open_work": open_work}
    write("appointment.ended", post, by, now, last, facts, [appointment], subject=appointment.ref)


def write(
    verb: str,
    post: Post,
    by: Account,
    now: datetime,
    day: date,
    facts: dict[str, object],
    rows: list[Post] | list[Appointment],
    subject: str = "",
) -> Entry:
    """Record what happened to a post, on its day or, when that is still to come, today."""
    return record(
        verb,
        subject=subject or post.ref,
        unit=post.unit.path_on(day) or post.unit.path,
        by=by,
        now=now,
        occurred_on=min(day, local_day(now)),
        facts=facts,
        rows=rows,
    )


def next_code(unit: Unit) -> str:
    """Return the unit's code with the next free number."""
    taken = set(Post.objects.filter(code__startswith=f"{unit.code}-").values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := f"{unit.code}-{n:02}") not in taken)


def check_role(role: str, unit: Unit, day: date) -> None:
    """Refuse a role that posts of such a unit cannot have, and a unit that did not exist on the day."""
    period = unit.period_on(day)
    if period is None:
        raise NotAllowed(
            f"{unit.name}在{chinese_day(day)}尚未设立或已撤销", f"the unit {unit.code} did not exist on {day}"
        )
    allowed = ROLES_OF_UNIT[Kind(unit.kind), Kind(period.parent.kind) if period.parent else None]
    if role not in allowed:
        labels = "、".join(ROLES[code].label for code in sorted(allowed))
        raise NotAllowed(
            f"该单位的岗位角色只能是：{labels}", f"posts of this unit may be: {', '.join(sorted(allowed))}"
        )


def check_open(post: Post, day: date) -> None:
    """Refuse a day on which the post does not exist."""
    if not post.exists_on(day):
        raise NotAllowed(
            f"岗位“{post.title}”在{chinese_day(day)}不存在，请改日期",
            f"the post {post.code} does not exist on {day}",
        )


def check_takes_over(post: Post, to: Post, last: date) -> None:
    """Refuse a post that cannot take work over: the same one, one that is gone, or one nobody holds."""
    day = last + ONE_DAY
    if to.pk == post.pk or not to.exists_on(day):
        raise NotAllowed(
            f"接办岗位须是{chinese_day(day)}存在的另一个岗位",
            f"work passes to another post that exists on {day}",
        )
