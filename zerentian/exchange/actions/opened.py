"""Figures opened to the public and closed again; and what of them is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.core.cache import cache
from django.db import transaction

from zerentian.duties.actions.heads import path_on
from zerentian.exchange.models import OpenedFigure
from zerentian.exchange.rules.opened import Cell, may_be_open, table_of
from zerentian.ledger.actions import record_on
from zerentian.ledger.figures import compute_all, latest_size
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.figures import Figure, FigureValue
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind
from zerentian.organization.shields import hidden_from

RIGHT = "notice.release"
SHOWN = 4
KEPT_SECONDS = 600
OWN = ""


@transaction.atomic
def open_figure(unit: Unit, *, code: str, by: Account, now: datetime) -> OpenedFigure:
    """Open a figure of a township to the public; NotAllowed for one that may not be, or is open already."""
    require(by, RIGHT, unit, now=now)
    if unit.kind != Kind.TOWNSHIP or code not in FIGURES or not may_be_open(FIGURES[code]):
        raise NotAllowed(
            "这项指标不能对公众公开（亲自办理、中位数、须保密的事项不公开）",
            "this figure may not be opened: acts in person, medians and hidden matters are not for the public",
        )
    if OpenedFigure.objects.select_for_update().standing().filter(unit=unit, code=code).exists():
        raise NotAllowed("这项指标已经公开", "this figure is open already")
    today = local_day(now)
    opened = OpenedFigure.objects.create(
        unit=unit, path=path_on(unit, today), code=code, opened_on=today, by=by
    )
    record_on(opened, "figure.opened", by=by, now=now, facts={"figure": code})
    return opened


@transaction.atomic
def close_figure(opened: OpenedFigure, *, by: Account, now: datetime) -> OpenedFigure:
    """Close a figure again: it stands on the public page no more."""
    opened = OpenedFigure.objects.select_for_update(of=("self",)).select_related("unit").get(pk=opened.pk)
    require(by, RIGHT, opened.unit, now=now)
    if opened.closed_on is not None:
        raise NotAllowed("这项指标已经停止公开", "this figure is closed already")
    opened.closed_on = local_day(now)
    opened.save(update_fields=["closed_on"])
    record_on(opened, "figure.closed", by=by, now=now, facts={"figure": opened.code})
    return opened


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one figure for a period: the township's, and each unit's by code; empty for what is left out."""

    figure: Figure
    whole: str
    units: Mapping[str, str]


def half_years(today: date) -> list[Period]:
    """Return the last half-years that are over, the newest first: they do not nest, none is the rest of another."""
    halves = [
        Period.parse(f"{year}H{half}") for year in range(today.year, today.year - 3, -1) for half in (2, 1)
    ]
    return [one for one in halves if one.last < today][:SHOWN]


def names_of(unit: Unit, day: date) -> dict[str, str]:
    """Return the names, by code, of the villages and offices right below a township; under OWN its own."""
    below = [one for one in Unit.objects.under(unit, day) if one.parent_on(day) == unit]
    named = {one.code: one.name_on(day) for one in sorted(below, key=lambda one: one.code)}
    return named | {OWN: unit.name_on(day)}


def told_of(unit: Unit, period: Period) -> list[Told]:
    """Return what is told of a township's open figures for a period, as of the newest seal; kept for ten minutes."""
    codes = sorted(OpenedFigure.objects.standing().filter(unit=unit).values_list("code", flat=True))
    figures = [FIGURES[code] for code in codes if code in FIGURES and may_be_open(FIGURES[code])]
    which = sha256(" ".join(one.code for one in figures).encode()).hexdigest()
    key = f"open-{unit.pk}-{period.code}-{latest_size()}-{which}"
    found: list[Told] | None = cache.get(key)
    if found is None:
        found = reckoned(unit, period, figures)
        cache.set(key, found, KEPT_SECONDS)
    return found


def reckoned(unit: Unit, period: Period, figures: list[Figure]) -> list[Told]:
    """Reckon the cells of each figure, which are all there are: every unit below, and what is the township's own."""
    path, codes = unit.path_on(period.last), [one.code for one in figures]
    if not path or not codes:
        return []
    below = {code: f"{path}/{code}" for code in names_of(unit, period.last) if code != OWN}
    hidden, size = hidden_from(None), latest_size()
    values = {
        code: compute_all(codes, unit=one, period=period, size=size, hidden=hidden)
        for code, one in below.items()
    }
    values[OWN] = compute_all(
        codes, unit=path, period=period, size=size, hidden=hidden, without=tuple(below.values())
    )
    return [
        Told(figure, *table_of(figure, {code: cell_of(found[place]) for code, found in values.items()}))
        for place, figure in enumerate(figures)
    ]


def cell_of(value: FigureValue) -> Cell:
    """Return a value as its parts; what nobody stated anything about counts as none."""
    if value.figure.measure == "ratio":
        known, whole = value.numerator or 0, value.denominator or 0
        return Cell((known, whole - known))
    return Cell((value.value or 0,))
