"""Drawing entries for a re-check on site, so that neither the inspector nor the inspected can choose them."""

import unicodedata
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from zerentian.ledger.actions import record
from zerentian.ledger.drawn import free_number
from zerentian.ledger.figures import entries_behind
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.commitments import committed, opening_key
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit
from zerentian.organization.shields import hidden_from
from zerentian.reports.actions.statements import row_named
from zerentian.reports.models import Sample
from zerentian.reports.offline.verify import drawn

SAMPLED = ("count", "sum")  # the measures whose entries each stand for something that can be looked at
FEWEST_WORDS, MOST = 6, 200
# Whose words an inspector needs on site; the first text of each is what it is about.
TOLD = ("text:duties.deed:", "text:rectification.finding:")


def seed_of(root: bytes, words: str) -> bytes:
    """Return the seed SHA-256(root ‖ words), the words in NFC and UTF-8."""
    return sha256(root + unicodedata.normalize("NFC", words).encode()).digest()


@transaction.atomic
def draw_sample(
    *, unit: Unit, period: Period, figure: str, count: int, words: str, size: int, by: Account, now: datetime
) -> Sample:
    """Record the seed of a sample of ``count`` of a figure's entries, as of the seal of ``size``.

    The seal was made before the inspector chose the words, and the words are recorded before anybody sees the draw.
    """
    path = unit.path_on(min(period.last, local_day(now)))
    require(by, "sample.draw", path, now=now)
    seal = Seal.objects.filter(size=size).first()
    refuse(seal, figure, count, words)
    assert seal is not None
    year = local_day(now).year
    number = free_number(f"{year}-", lambda one: Sample.objects.filter(number=one).exists())
    words = unicodedata.normalize("NFC", words.strip())
    sample = Sample.objects.create(
        number=number,
        unit=path,
        figure=figure,
        period=period.code,
        size=size,
        words=words,
        seed=seed_of(bytes(seal.root), words).hex(),
        count=count,
        drawn_at=now,
    )
    facts = {name: getattr(sample, name) for name in ("number", "figure", "period", "size", "seed", "count")}
    record("sample.drawn", subject=f"sample:{number}", unit=path, by=by, now=now, facts=facts, rows=[sample])
    return sample


def refuse(seal: Seal | None, figure: str, count: int, words: str) -> None:
    """Refuse a draw that could not be repeated or would mean nothing."""
    if seal is None:
        raise NotAllowed("没有这次封存，请先封存", "there is no such seal: seal first")
    if figure not in FIGURES or FIGURES[figure].measure not in SAMPLED:
        raise NotAllowed(
            f"指标 {figure} 不能抽样，请选计数或求和的指标",
            f"{figure} cannot be sampled: choose a count or a sum",
        )
    if not 1 <= count <= MOST:
        raise NotAllowed(f"抽取数为 1 至 {MOST}", f"draw 1 to {MOST}")
    if len(words.strip()) < FEWEST_WORDS:
        raise NotAllowed(
            f"口令至少 {FEWEST_WORDS} 个字，由抽查人在看到封存单之后写",
            f"write at least {FEWEST_WORDS} characters, after you saw the checkpoint",
        )


def population(sample: Sample) -> list[int]:
    """Return the ascending positions of the entries that could be drawn: what is protected is never taken along to a
    site. What becomes protected after a draw is drawn no more, and another takes its place."""
    period, hidden = Period.parse(sample.period), hidden_from(None)
    behind = entries_behind(sample.figure, unit=sample.unit, period=period, size=sample.size, hidden=hidden)
    return sorted(index for index in behind.values_list("index", flat=True) if index is not None)


def words_of(entry: Entry) -> str:
    """Return what a deed's record says was done, or a finding's what is wrong, as it was committed to; else nothing."""
    own = [name for name in entry.commitment if name.startswith(TOLD)]
    row = row_named(own[0]) if own else None
    if row is None:
        return ""
    name = f"text:{row.row_key}:{row.OPENABLE[0]}"
    value = str(getattr(row, row.OPENABLE[0]))
    key = opening_key(bytes(row.salt), entry.uuid, name)
    return value if committed(key, value) == entry.commitment.get(name) else ""


def entries_drawn(sample: Sample) -> tuple[list[Entry], int]:
    """Return the entries drawn, by position, and from how many they were."""
    everything = population(sample)
    indexes = drawn(bytes.fromhex(sample.seed), everything, sample.count)
    return list(Entry.objects.filter(index__in=indexes).order_by("index")), len(everything)
