"""Warnings are relayed with their issuer, never issued; villages are called until they confirm."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from zerentian.community.actions.over_places import stand_over
from zerentian.community.actions.steps import villages_under
from zerentian.community.models import Call, CallTerm, CallTry, RelayedWarning
from zerentian.community.models.warnings import WarningQuerySet
from zerentian.community.rules.alerts import alert_of, plainly
from zerentian.community.rules.warnings import (
    Alert,
    Called,
    Channel,
    Message,
    State,
    check_issuer,
    check_minutes,
    check_times,
    minutes_between,
    named_in,
    next_contact,
)
from zerentian.duties.actions.heads import path_on
from zerentian.ledger.actions import record_on
from zerentian.ledger.foreign import read_apart
from zerentian.ledger.models import Committed, Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.access import require
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.rules.rights import Kind


def read_warning(content: str, *, now: datetime) -> Alert:
    """Return what is recognised in a message, read in a child process; NotAllowed for one that can't be read."""
    return alert_of(read_apart(plainly, content, local_day(now).year))


def areas_of(alert: Alert, unit: Unit, now: datetime) -> list[Unit]:
    """Return the villages of a township that a message names; all where it names the township or a larger place."""
    villages = villages_under(unit, now)
    words = f"{alert.areas} {alert.text} {alert.headline}"
    named = set(named_in(words, {one.pk: one.name for one in villages}))
    return [one for one in villages if one.pk in named] or villages


def home_names(unit: Unit, now: datetime) -> list[str]:
    """Return the names of a township and of the organ that acts for it."""
    day = local_day(now)
    return [unit.name, unit.name_on(day), unit.organ_on(day)]


def names_under(unit: Unit, now: datetime) -> list[str]:
    """Return the names of a township's offices and villages."""
    under = Unit.objects.under(unit, local_day(now)).exclude(pk=unit.pk).prefetch_related("periods")
    return [one.name for one in under]


@transaction.atomic
def relay_warning(
    alert: Alert,
    *,
    original: str,
    unit: Unit,
    villages: Sequence[Unit],
    minutes: int,
    retry_minutes: int,
    by: Account,
    now: datetime,
    replaces: RelayedWarning | None = None,
) -> RelayedWarning:
    """Relay a message to villages and call them. A change or lifting ends the warning that it names, or ``replaces``.

    It stands over the risk points of these villages, which are patrolled as often as the rules say meanwhile.

    NotAllowed for the township's own words, for a message without issuer, type, times or villages, and for one that
    was relayed before.
    """
    require(by, "warning.relay", unit, now=now)
    warning = made(alert, original, unit, by, now)
    warning.minutes = check_minutes(minutes, "确认时限", "minutes to confirm")
    warning.retry_minutes = check_minutes(retry_minutes, "重拨间隔", "minutes between calls")
    own = {one.pk for one in villages_under(unit, now)}
    chosen = [one for one in villages if one.pk in own]
    if not chosen:
        raise NotAllowed("请选择要叫应的村", "choose the villages to call")
    named = replaces or earlier(alert, unit, now)
    warning.replaces = still_standing(named, alert, unit) if named else None
    if alert.message is not Message.ALERT and warning.replaces is None:
        raise NotAllowed(
            "这是变更或解除，请选择它针对的是哪一条预警", "it changes or lifts an earlier one: choose which"
        )
    save_once(warning)
    warning.villages.set(chosen)
    entry = recorded(warning, len(chosen), by, now)
    if warning.replaces is not None:
        end_warning(warning.replaces, warning, by=by, now=now, because=entry)
    for village in chosen:
        call_village(warning, village, by=by, now=now, because=entry)
    over = [unit] if len(chosen) == len(own) else chosen
    stand_over(warning, over, by=by, now=now, because=entry)
    return warning


def made(alert: Alert, original: str, unit: Unit, by: Account, now: datetime) -> RelayedWarning:
    """Return a warning as recognised and confirmed by a person, not yet saved."""
    if unit.kind != Kind.TOWNSHIP:
        raise NotAllowed("预警由乡镇转发", "a township relays warnings")
    if RelayedWarning.objects.filter(unit=unit, identifier=alert.identifier).exists():
        raise NotAllowed("这条预警已转发过，不必再转发", "this very warning was relayed before")
    if alert.sent_at is None or alert.expires_at is None:
        raise NotAllowed("请填写发布时间和失效时间", "say when it was issued and until when it holds")
    check_times(alert.sent_at, alert.expires_at, now)
    return RelayedWarning(
        unit=unit,
        path=path_on(unit, local_day(now)),
        identifier=check_filled(alert.identifier, "标识", "the identifier"),
        sender=alert.sender,
        issuer=check_issuer(alert.issuer, home_names(unit, now), names_under(unit, now)),
        hazard=check_filled(alert.hazard, "预警类型", "the type of hazard"),
        colour=alert.colour,
        message=alert.message,
        sent_at=alert.sent_at,
        effective_at=alert.effective_at,
        expires_at=alert.expires_at,
        headline=alert.headline[:200],
        text=alert.text,
        instruction=alert.instruction,
        codes=dict(alert.codes),
        form=alert.form,
        original=original,
        drill=alert.drill,
        relayed_at=now,
        relayed_by=by,
    )


def save_once(warning: RelayedWarning) -> None:
    """Save a warning; NotAllowed for one that somebody else relayed in this very moment."""
    try:
        with transaction.atomic():
            warning.save()
    except IntegrityError as error:
        if not RelayedWarning.objects.filter(unit=warning.unit, identifier=warning.identifier).exists():
            raise
        raise NotAllowed("这条预警已转发过，不必再转发", "this very warning was relayed before") from error


def to_end(unit: Unit, *, drill: bool) -> WarningQuerySet:
    """Return the warnings that a message may change or lift: a drill ends drills only, never what is meant."""
    return RelayedWarning.objects.filter(unit=unit, state=State.STANDING, drill=drill)


def still_standing(named: RelayedWarning, alert: Alert, unit: Unit) -> RelayedWarning:
    """Return the warning to end, locked; NotAllowed for one that this message can't change or lift."""
    rows = to_end(unit, drill=alert.drill).select_for_update(of=("self",))
    found: RelayedWarning | None = rows.filter(pk=named.pk).first()
    if found is None:
        raise NotAllowed(
            "所选的预警已被变更或解除、不是本乡镇转发的，或一条是演练一条不是，请重新选择",
            "the warning chosen stands no longer, is of another township, or one of the two is a drill: choose again",
        )
    return found


def earlier(alert: Alert, unit: Unit, now: datetime) -> RelayedWarning | None:
    """Return the running warning that a message names by reference, else the one of the same issuer and type."""
    standing = to_end(unit, drill=alert.drill).filter(expires_at__gt=now)
    if alert.references:
        return standing.filter(identifier__in=alert.references).order_by("-sent_at").first()
    if alert.message is Message.ALERT:
        return None
    same = standing.filter(issuer=alert.issuer, hazard=alert.hazard).exclude(message=Message.CANCEL)
    return same.order_by("-sent_at").first()


def recorded(warning: RelayedWarning, villages: int, by: Account, now: datetime) -> Entry:
    """Record that a warning was relayed."""
    facts: dict[str, object] = {
        "colour": warning.colour,
        "message": warning.message,
        "form": warning.form,
        "drill": warning.drill,
        "villages": villages,
        "delay": minutes_between(warning.sent_at, now),
    }
    return record_on(warning, "warning.relayed", by=by, now=now, facts=facts)


def end_warning(
    warning: RelayedWarning,
    later: RelayedWarning,
    *,
    by: Account,
    now: datetime,
    because: Entry,
    rows: Sequence[Committed] = (),
) -> None:
    """End a warning that a later one changes or lifts: nobody is called on it any more."""
    warning.state = State.LIFTED if later.message == Message.CANCEL else State.REPLACED
    warning.save(update_fields=["state"])
    facts: dict[str, object] = {"message": later.message, "drill": warning.drill}
    record_on(warning, "warning.ended", by=by, now=now, facts=facts, rows=rows, because=because)
    for call in warning.calls.open().select_for_update(of=("self",)):
        drop_call(call, by=by, now=now, because=because)


def drop_call(call: Call, *, by: Account, now: datetime, because: Entry) -> None:
    """Call a village no longer; it says whether its minutes were over by then."""
    call.state = Called.DROPPED
    call.save(update_fields=["state"])
    said = standing(call) | {"overdue": now > call.due_at}
    record_on(call, "call.dropped", by=by, now=now, facts=said, because=because)


def standing(call: Call) -> dict[str, object]:
    """Return what a call stands in: the day on which it was asked, and whether it is a drill."""
    return {"asked": local_day(call.asked_at), "drill": call.warning.drill}


def call_village(
    warning: RelayedWarning, village: Unit, *, by: Account, now: datetime, because: Entry
) -> Call:
    """Begin the call of a village."""
    call = Call(
        warning=warning, unit=village, path=path_on(village, local_day(now)), asked_at=now, next_at=now
    )
    call.due_at = now + timedelta(minutes=warning.minutes)
    call.save()
    record_on(call, "call.asked", by=by, now=now, facts=standing(call), because=because)
    return call


def contacts_of(village: Unit, day: date) -> list[Post]:
    """Return whom to call for a village, in order: its own posts, then those that lead the township."""
    own = Post.objects.on(day).filter(unit=village).order_by("code")
    home = village.parent_on(day)
    leaders = Post.objects.on(day).filter(unit=home, role__in=("leader", "first")).order_by("-role", "code")
    return [*own, *leaders]


def contact_next(call: Call, day: date) -> Post | None:
    """Return the post to call next, None for a village without any."""
    contacts = {one.pk: one for one in contacts_of(call.unit, day)}
    key = next_contact(list(contacts), [one.post_id for one in call.tries.all()])
    return contacts[key] if key is not None else None


@transaction.atomic
def try_village(
    call: Call, *, post: Post, channel: Channel, answered: bool, by: Account, now: datetime
) -> CallTry:
    """Record a try to reach a village by one of its contacts; an answer confirms, else the next contact follows."""
    rows = Call.objects.select_for_update(of=("self",)).select_related("unit", "warning")
    fresh: Call = rows.get(pk=call.pk)
    if not by.may("warning.relay", fresh.warning.path, local_day(now)):
        require(by, "notice.tell", fresh.path, now=now)
    if fresh.state != Called.OPEN:
        raise NotAllowed(
            "这个村已确认，或已不必叫应，请刷新页面", "it is confirmed, or over: reload the page"
        )
    if post.pk not in {one.pk for one in contacts_of(fresh.unit, local_day(now))}:
        raise NotAllowed("这个岗位不是该村的联系岗位", "that post is no contact of the village")
    made_try = CallTry.objects.create(
        call=fresh, post=post, channel=channel, answered=answered, at=now, by=by
    )
    facts = standing(fresh) | {"post": post.code, "channel": channel}
    if not answered:
        fresh.next_at = now + timedelta(minutes=fresh.warning.retry_minutes)
        fresh.save(update_fields=["next_at"])
        record_on(fresh, "call.tried", by=by, now=now, facts=facts, rows=[made_try])
        return made_try
    fresh.state, fresh.confirmed_at = Called.CONFIRMED, now
    fresh.save(update_fields=["state", "confirmed_at"])
    facts |= {
        "minutes": minutes_between(fresh.asked_at, now),
        "in_time": now <= fresh.due_at,
        "tries": fresh.tries.count(),
    }
    record_on(fresh, "call.confirmed", by=by, now=now, facts=facts, rows=[made_try])
    return made_try


@transaction.atomic
def confirm_own(call: Call, *, by: Account, now: datetime) -> CallTry:
    """Confirm, as somebody who holds a post of the village, that the warning was received."""
    mine = [post for post in by.posts_on(local_day(now)) if post.unit_id == call.unit_id]
    if not mine:
        raise NotAllowed("只有本村岗位可以自己确认", "only a post of the village confirms by itself")
    return try_village(call, post=mine[0], channel=Channel.PAGE, answered=True, by=by, now=now)


@transaction.atomic
def set_call_term(
    *, unit: Unit, minutes: int, retry_minutes: int, since: date, basis: str, by: Account, now: datetime
) -> CallTerm:
    """Set, by a document of the place, how many minutes a village has to confirm and when it is called again."""
    require(by, "duty.manage", unit, now=now)
    term = CallTerm(unit=unit, since=since, set_by=by, basis=check_filled(basis, "依据", "the document"))
    term.minutes = check_minutes(minutes, "确认时限", "minutes to confirm")
    term.retry_minutes = check_minutes(retry_minutes, "重拨间隔", "minutes between calls")
    term.save()
    facts: dict[str, object] = {"minutes": minutes, "retry": retry_minutes, "since": since}
    record_on(term, "call_term.set", by=by, now=now, facts=facts, unit=path_on(unit, local_day(now)))
    return term


def term_of(unit: Unit, day: date) -> CallTerm | None:
    """Return the rule in force for a township on a day, None where the place has set none."""
    return CallTerm.objects.filter(unit=unit, since__lte=day).first()


def corrected(alert: Alert, **said: object) -> Alert:
    """Return what was recognised, with what a person says otherwise."""
    return replace(alert, **said)  # type: ignore[arg-type]
