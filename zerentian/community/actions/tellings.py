"""Villages are asked to tell their people of a text, and say how they did."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from zerentian.community.models import Notice, NoticeVersion, Receipt, Telling
from zerentian.community.rules.tellings import Told, Way, check_times, check_told
from zerentian.duties.actions.heads import path_on
from zerentian.ledger.actions import record_on
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit


@transaction.atomic
def ask_villages(
    notice: Notice,
    version: NoticeVersion,
    villages: Sequence[Unit],
    *,
    by: Account,
    now: datetime,
    because: Entry,
) -> list[Telling]:
    """Ask villages to tell their people of a version by its day; an entry for each, where the village counts."""
    require(by, "notice.release", notice.path, now=now)
    today, asked = local_day(now), []
    for village in villages:
        telling = Telling(notice=notice, version=version.number, unit=village, asked_on=today)
        telling.path, telling.due = path_on(village, today), version.tell_by or today
        telling.save()
        facts: dict[str, object] = {"due": telling.due}
        record_on(telling, "telling.asked", by=by, now=now, facts=facts, because=because)
        asked.append(telling)
    return asked


@transaction.atomic
def tell_village(
    telling: Telling, *, way: Way, told_on: date, by: Account, now: datetime, times: int = 1, place: str = ""
) -> Receipt:
    """Record that a village told its people on a day, by one way; the first one says that the village was told.

    What is played over the loudspeaker is logged each time; later lines add to what stands.
    """
    fresh = locked(telling, by=by, now=now)
    if fresh.state == Told.DROPPED:
        raise NotAllowed("这一版已不需要告知", "this version is no longer to be told")
    check_told(told_on, fresh.asked_on, local_day(now))
    receipt = Receipt(telling=fresh, way=way, told_on=told_on, times=check_times(times), place=place.strip())
    receipt.by, receipt.at = by, now
    receipt.save()
    first = fresh.state == Told.ASKED
    if first:
        fresh.state, fresh.told_on = Told.TOLD, told_on
        fresh.save(update_fields=["state", "told_on"])
    facts: dict[str, object] = {
        "way": way,
        "times": times,
        "first": first,
        "due": fresh.due,
        "asked": fresh.asked_on,
        "in_time": told_on <= fresh.due,
    }
    record_on(fresh, "telling.told", by=by, now=now, occurred_on=told_on, facts=facts, rows=[receipt])
    return receipt


def locked(telling: Telling, *, by: Account, now: datetime) -> Telling:
    """Return the telling, locked, for an account that holds the right over its village or over the text's unit."""
    rows = Telling.objects.select_for_update(of=("self",)).select_related("unit", "notice")
    fresh: Telling = rows.get(pk=telling.pk)
    if not by.may("notice.tell", fresh.notice.path, local_day(now)):
        require(by, "notice.tell", fresh.path, now=now)
    return fresh


def drop_tellings(notice: Notice, *, by: Account, now: datetime, because: Entry) -> None:
    """Ask no longer for what no village has told: another version, or nothing, has taken its place."""
    for telling in notice.tellings.open().select_for_update(of=("self",)):
        drop_telling(telling, by=by, now=now, because=because)


def drop_telling(telling: Telling, *, by: Account, now: datetime, because: Entry) -> None:
    """Ask a village no longer."""
    telling.state = Told.DROPPED
    telling.save(update_fields=["state"])
    facts: dict[str, object] = {"due": telling.due}
    record_on(telling, "telling.dropped", by=by, now=now, facts=facts, because=because)
