"""Signals of the county are relayed and lifted, or end by their time; patrols follow at once."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zerentian.duties.actions.heads import path_on
from zerentian.ledger.actions import record_on
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit
from zerentian.rectification.actions.patrols import reckon_all
from zerentian.rectification.models import CountySignal
from zerentian.rectification.rules.risks import Colour


@dataclass(frozen=True, slots=True)
class Issued:
    """A signal as it was issued, word for word; ``expires_at`` None: it holds until it is lifted."""

    issuer: str
    number: str
    colour: Colour
    issued_at: datetime
    text: str
    expires_at: datetime | None = None


@transaction.atomic
def relay_signal(issued: Issued, *, unit: Unit, by: Account, now: datetime) -> CountySignal:
    """Relay a signal that the county or its weather office issued, with its issuer and number, word for word.

    A township issues none of its own (突发事件应对法 64; 地质灾害防治条例 17). Patrols follow at once.
    """
    require(by, "risk.keep", unit, now=now)
    return let_stand(issued, unit, by, now)


def let_stand(
    issued: Issued, unit: Unit, by: Account, now: datetime, because: Entry | None = None
) -> CountySignal:
    """Let a signal stand over a unit; the right was asked for, also where ``because`` names a relayed warning."""
    if issued.issued_at > now:
        raise NotAllowed("发布时间不能晚于现在", "it can't have been issued later than now")
    issuer, number = (
        check_words(issued.issuer, "发布单位", "who issued it"),
        check_words(issued.number, "信号编号", "its number"),
    )
    if CountySignal.objects.filter(unit=unit, issuer=issuer, number=number).exists():
        raise NotAllowed("这个信号已经转发过", "this signal was relayed already")
    row = CountySignal.objects.create(
        unit=unit,
        path=path_on(unit, local_day(now)),
        issuer=issuer,
        number=number,
        colour=issued.colour,
        issued_at=issued.issued_at,
        text=check_words(issued.text, "信号原文", "its text"),
        expires_at=issued.expires_at,
        relayed_at=now,
        relayed_by=by,
    )
    facts = {"colour": issued.colour, "issued": local_day(issued.issued_at)}
    record_on(row, "signal.relayed", by=by, now=now, facts=facts, because=because)
    reckon_all(now, by=by, unit=unit)
    return row


@transaction.atomic
def lift_signal(
    signal: CountySignal, *, lifted_at: datetime, number: str, by: Account, now: datetime
) -> CountySignal:
    """Relay that the county lifted a signal, with the number of its message; patrols follow at once."""
    require(by, "risk.keep", signal.path, now=now)
    return let_end(signal, lifted_at, number, by, now)


def let_end(
    signal: CountySignal,
    lifted_at: datetime,
    number: str,
    by: Account,
    now: datetime,
    because: Entry | None = None,
) -> CountySignal:
    """End a signal, with its entry. The right was asked for, also where ``because`` names a later warning, or its time
    is over."""
    signal = CountySignal.objects.select_for_update(of=("self",)).select_related("unit").get(pk=signal.pk)
    if signal.lifted_at is not None:
        raise NotAllowed("这个信号已经解除", "this signal is lifted already")
    if not signal.issued_at <= lifted_at <= now:
        raise NotAllowed("解除时间须在发布之后、现在之前", "it was lifted after it was issued and before now")
    signal.lifted_at = lifted_at
    signal.lifted_number = check_words(number, "解除信号的编号或文号", "the number of its lifting")
    signal.save(update_fields=["lifted_at", "lifted_number"])
    facts = {"colour": signal.colour, "lifted": local_day(lifted_at)}
    record_on(
        signal,
        "signal.lifted",
        by=by,
        now=now,
        facts=facts,
        occurred_on=local_day(lifted_at),
        because=because,
    )
    reckon_all(now, by=by, unit=signal.unit)
    return signal


@transaction.atomic
def pass_signal(
    signal: CountySignal, *, to: Unit, by: Account, now: datetime, because: Entry
) -> CountySignal:
    """Let a signal stand over another unit when its own ends; where the same one was relayed, that one goes on."""
    rows = CountySignal.objects.select_for_update(of=("self",)).select_related("unit")
    signal = rows.get(pk=signal.pk)
    if signal.lifted_at is not None:
        return signal
    same = CountySignal.objects.filter(unit=to, issuer=signal.issuer, number=signal.number).first()
    if same is not None:
        number = same.lifted_number or f"并入{to.name}，同一信号在该单位继续有效"
        return let_end(signal, now, number, by, now, because)
    facts = {"colour": signal.colour, "from": signal.path}
    signal.unit, signal.path = to, path_on(to, local_day(now))
    signal.save(update_fields=["unit", "path"])
    record_on(signal, "signal.moved", by=by, now=now, facts=facts | {"to": signal.path}, because=because)
    reckon_all(now, by=by, unit=to)
    return signal


@transaction.atomic
def end_expired(now: datetime, *, by: Account) -> int:
    """End the signals whose time is over, at the moment until which they held; return how many."""
    expired = list(CountySignal.objects.expired(now))
    for signal in expired:
        let_end(signal, signal.expires_at or now, "有效期满", by, now)
    return len(expired)
