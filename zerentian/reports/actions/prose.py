"""What a report says in sentences: figures with their change, what they are made up of, and by which units."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Protocol

from django.db.models import Min, Q

from zerentian.ledger.figures import Hidden, page_behind
from zerentian.ledger.figures.asked import AsOf
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.figures import CUMULATIVE, FigureValue
from zerentian.ledger.rules.periods import Period, chinese_day
from zerentian.organization.models import Area, Unit
from zerentian.organization.rules.rights import Kind
from zerentian.reports.rules.document import Paragraph, Run
from zerentian.reports.rules.outline import Slot
from zerentian.reports.rules.periods import before, short, short_day, so_far
from zerentian.reports.rules.prose import Naming, Number, Subject, When, named_of, paragraph, spoken
from zerentian.reports.rules.sentences import SENTENCES, SPOKEN

WEEK = timedelta(days=7)
CONSIDERED = 500  # matters that are told of one by one
ASKED_AT_ONCE = 1000  # subjects whose histories are read together
MARKED = 20  # entries that a mark names
COUNTED = 20_000  # entries behind a figure that are looked at, at most, the newest
FEW = 4  # units, areas or duties that are named
ADDS_UP = ("count", "stock")
OWN = "本级"
ALL = {"unit": "均在", "area": "均属", "duty": "均为"}  # what a number of one part only is
SHORT_NAME = 12  # characters of a name that is said again and again
WHOLE = re.compile(r"(?:街道|社区|[县市区旗乡镇村])$")
EACH = {"unit": "个单位各", "area": "个领域各", "duty": "项责任各"}


class ValueOf(Protocol):
    """Tells a figure for a period, of the report's unit unless another path is named."""

    def __call__(self, code: str, period: Period, path: str = "") -> FigureValue:
        """Return the value."""


class RunOf(Protocol):
    """Prints a figure for a period, of the report's unit unless another path is named."""

    def __call__(self, code: str, period: Period, path: str = "") -> Run:
        """Return the run, its statement made."""


class Opened(Protocol):
    """Opens a text that an entry committed to: its subject's, or the last of a model and field."""

    def __call__(self, entry: Entry, model: str = "", field: str = "") -> str:
        """Return the text, empty where a model's is named and there is none."""


@dataclass(frozen=True, slots=True)
class Teller:
    """What telling needs of a composition: its scope, its statements, and the texts it opens.

    ``known`` remembers which times have been named in full, so that they are named in short afterwards; ``asked``, the
    day of the first deed, which many sentences rest on; ``units``, every unit by its code, with
    all its names; ``named``, how many bore which name where on a day.
    """

    unit: Unit
    path: str
    period: Period
    seal: AsOf
    hidden: Hidden
    below: Callable[[], Sequence[Unit]]
    value: ValueOf
    run: RunOf
    opened: Opened
    fetch: Callable[[Iterable[Entry]], None]
    known: set[type] = field(default_factory=set)
    asked: list[date | None] = field(default_factory=list)
    units: dict[str, Unit] = field(default_factory=dict)
    named: dict[date, Counter[tuple[str, str]]] = field(default_factory=dict)

    def say(self, slot: Slot, *, opens: bool) -> Iterator[Paragraph]:
        """Yield the sentences of one name as a paragraph; the first of a part names who and when."""
        pieces = paragraph(SENTENCES[slot.words], self.subject, self.values, opens=opens)
        if pieces:
            told = spoken(pieces, self.naming)
            yield Paragraph(
                tuple(
                    Run(piece) if isinstance(piece, str) else self.run(piece.code, self.at(piece))
                    for piece in told
                )
            )

    @property
    def subject(self) -> Subject:
        """Return when and who: 上半年，全乡; of a period that still runs the days of it: 7月1日至6日，全乡."""
        name = self.name_at(self.path, self.period.last)
        whole = WHOLE.search(name) if self.unit.kind != Kind.OFFICE else None
        named = name if len(name) <= SHORT_NAME else "本单位"
        during = so_far(self.period.first, self.until) if self.runs_on else short(self.period)
        return Subject(f"全{whole[0]}" if whole else named, during)

    @property
    def runs_on(self) -> bool:
        """Tell whether the period was not over when the records were sealed that it is told from."""
        return self.sealed < self.period.last

    @property
    def naming(self) -> Naming:
        """Return how the period before and the day of what stands are named, in full and in short."""
        last, until = before(self.period).label, self.until
        return Naming(
            (f"{last}（以下称上期）", "上期"),
            (f"截至{chinese_day(until)}", f"截至{short_day(until)}"),
            self.known,
        )

    @property
    def until(self) -> date:
        """Return the day up to which the records tell: the period's last, or the seal's where it still runs."""
        return min(self.period.last, self.sealed)

    @property
    def sealed(self) -> date:
        """Return the day of the seal that the report rests on: it is dated so."""
        return self.seal.today

    def at(self, number: Number) -> Period:
        """Return the period a number is of."""
        return {"now": self.period, "a year ago": self.period.previous(), "before": before(self.period)}[
            number.when
        ]

    def values(self, code: str, when: When) -> FigureValue | None:
        """Return a figure's value; None of an earlier period that is not whole in the ledger, or no like of this one.

        Of a period that still runs only how things stand can be compared, and with how they stood when it began.
        """
        period = self.at(Number(code, when))
        if when != "now" and not self.covers(period.first):
            return None
        standing = when == "before" and FIGURES[code].measure in CUMULATIVE
        if when != "now" and self.runs_on and not standing:
            return None
        return self.value(code, period)

    def covers(self, day: date) -> bool:
        """Return whether deeds, which nothing hides, were recorded from a day on: the first within a week of it."""
        return self.first_deed is not None and self.first_deed <= day + WEEK

    @property
    def first_deed(self) -> date | None:
        """Return the day of the first deed of the unit and what lies under it; asked once."""
        if not self.asked:
            within = Q(unit=self.path) | Q(unit__startswith=f"{self.path}/")
            deeds = Entry.objects.filter(within, verb="deed.recorded", index__lt=self.seal.size)
            self.asked.append(deeds.aggregate(first=Min("occurred_on"))["first"])
        return self.asked[0]

    @property
    def began(self) -> date:
        """Return the day of the first deed: of the months before it nought is not known to be nought."""
        return self.first_deed or date.min

    @property
    def comparable(self) -> str:
        """Return, as the end of a sentence, what cannot be compared and what no record tells."""
        if self.runs_on:
            return f"；{short(self.period)}尚未结束，不与以前的整期比较"
        if self.first_deed is not None and not self.covers(self.period.first):
            return f"；最早的落实记录为{chinese_day(self.first_deed)}，此前没有登记，不作比较"
        year, last = (self.covers(one.first) for one in (self.period.previous(), before(self.period)))
        if year and last:
            return ""
        if self.period.previous() == before(self.period) or not (year or last):
            return "；此前没有完整记录，不作比较"
        return "；上年同期没有完整记录，不作同比" if last else "；上期没有完整记录，不作环比"

    def spread(self, slot: Slot) -> Iterator[Paragraph]:
        """Yield of which units, areas of work or duties numbers are made up, the largest first.

        What is named and the rest add up to the number; where they cannot, nothing is said.
        """
        by, most = slot.option("by", "unit"), int(slot.option("limit", str(FEW)))
        told = [runs for code in slot.figures if (runs := list(self.parts(code, by, most)))]
        if told:
            words = {"unit": "按单位看，", "area": "按工作领域看，", "duty": "按责任看，"}[by]
            joined = [run for runs in told for run in (Run("；"), *runs)]
            yield Paragraph((Run(words), *joined[1:], Run("。")))

    def parts(self, code: str, by: str, most: int) -> Iterator[Run]:
        """Yield what one number is made up of, nothing where it is none or of one part only."""
        whole = self.value(code, self.period)
        if not whole.value or whole.figure.measure not in ADDS_UP:
            return
        found = self.by_unit(code) if by == "unit" else self.by_fact(code, whole.value, by)
        ranked = sorted(found, key=lambda part: -part[1])
        sizes = [size for _, size, _ in ranked]
        if sum(sizes) > whole.value or not ranked or sizes == [whole.value] == [1]:
            return
        shown = ranked[: named_of([size for _, size, _ in ranked], most)]
        lead, _, what = SPOKEN.get(code, f"{FIGURES[code].label}{{}}").partition("{}")
        yield Run(lead)
        yield self.run(code, self.period)
        if sizes == [whole.value]:
            yield Run(f"{what}{ALL[by]}{ranked[0][0]}")
            return
        yield Run(f"{what}中，")
        for place, (name, _, said) in enumerate(shown):
            yield Run("、" * bool(place) + name)
            yield said()
        left = whole.value - sum(sizes[: len(shown)])
        if left:
            others = alike(sizes[len(shown) :], left, EACH[by])
            own = by == "unit" and len(shown) == len(ranked)  # no unit below has it
            rest = f"、{OWN}{left}" if own else f"，其余{others or left}"
            yield Run(f"{rest}{whole.figure.unit_of_measure}")

    def by_unit(self, code: str) -> Iterator[tuple[str, int, Callable[[], Run]]]:
        """Yield the units right below with what a number comes to there; nought is left out."""
        for unit in self.below():
            path = unit.path_on(self.period.last)
            if size := self.value(code, self.period, path).value:
                yield (
                    self.name_at(path, self.period.last),
                    size,
                    lambda path=path: self.run(code, self.period, path),  # type: ignore[misc]
                )

    def by_fact(self, code: str, whole: int, by: str) -> Iterator[tuple[str, int, Callable[[], Run]]]:
        """Yield areas of work or duties with how many of the entries behind a number are of each.

        The entries are listed under the number itself, each with its area or duty; nothing where they do not add up.
        """
        if whole > COUNTED:
            return
        entries = self.behind(code, COUNTED)
        found = Counter(str(entry.fact.get(by, "")) for entry in entries)
        if len({entry.subject for entry in entries}) != whole or len(entries) != whole:
            return
        unit = FIGURES[code].unit_of_measure
        counted: Counter[str] = Counter()  # by name: what is called the same in several places is one line
        for key, size in sorted(found.items()):
            counted[self.name_of_fact(by, key)] += size
        for name, size in counted.items():
            if name:
                yield name, size, lambda size=size: Run(f"{size}{unit}")  # type: ignore[misc]

    def name_of_fact(self, by: str, key: str) -> str:
        """Return the name of an area of work, or the title of a duty in quotes; empty where there is none."""
        if by == "area":
            area = Area.objects.filter(code=key).first()
            return area.name if area else ""
        adopted = self.hidden.shown(Entry.objects.effective(self.seal.size).filter(subject=key)).order_by(
            "index"
        )
        entry = adopted.filter(verb="duty.adopted").first() if key else None
        return f"“{words(self.opened(entry))}”" if entry else ""

    def name_at(self, path: str, day: date) -> str:
        """Return the name that the unit at the end of a path bore on a day, as this report tells it from others.

        A unit that lies deeper bears the names above it, up to the report's own; of several that are called the same
        in one place each bears its code.
        """
        if not self.units:
            self.units.update({unit.code: unit for unit in Unit.objects.prefetch_related("periods")})
        above, _, code = path.rpartition("/")
        unit = self.units.get(code)
        if unit is None:
            return path
        name = unit.name_on(day)
        if path == self.path:
            return name
        if self.names_on(day)[above, name] > 1:
            name = f"{name}（{code}）"
        if above.startswith(f"{self.path}/") and not name.startswith(whose := self.name_at(above, day)):
            name = whose + name
        return name

    def names_on(self, day: date) -> Counter[tuple[str, str]]:
        """Return how many units bore a name in one place on a day."""
        if day not in self.named:
            there = [unit for unit in self.units.values() if unit.period_on(day)]
            self.named[day] = Counter(
                (unit.path_on(day).rpartition("/")[0], unit.name_on(day)) for unit in there
            )
        return self.named[day]

    def behind(self, code: str, length: int = COUNTED, period: Period | None = None) -> list[Entry]:
        """Return the newest entries behind a figure, of the report's period unless another is named."""
        at = period or self.period
        return page_behind(code, unit=self.path, period=at, size=self.seal, length=length, hidden=self.hidden)

    def histories(self, subjects: Iterable[str]) -> dict[str, list[Entry]]:
        """Return what stands of each subject and had happened by the end of the period, in the order of the log."""
        found: dict[str, list[Entry]] = {subject: [] for subject in subjects}
        known = Entry.objects.effective(self.seal.size).filter(occurred_on__lte=self.until)
        for some in batched(found, ASKED_AT_ONCE):
            stand = self.hidden.shown(known.filter(subject__in=some))
            for entry in stand.order_by("index"):
                found[entry.subject].append(entry)
        return found

    def day(self, day: date) -> str:
        """Return a day, without its year where it is the period's own."""
        own = self.period.first.year == self.period.last.year == day.year
        return f"{day.month}月{day.day}日" if own else chinese_day(day)


def batched(subjects: Iterable[str], size: int) -> Iterator[list[str]]:
    """Yield subjects in lists of at most so many."""
    left = iter(subjects)
    while some := list(islice(left, size)):
        yield some


def alike(sizes: Sequence[int], left: int, each: str) -> str:
    """Return how the rest is told where it is of several parts of one size: 6个单位各1; else empty."""
    return (
        f"{len(sizes)}{each}{sizes[0]}"
        if len(sizes) > 1 and set(sizes) == {left // len(sizes)} and sum(sizes) == left
        else ""
    )


def entries_mark(entries: Iterable[Entry]) -> Run:
    """Return the mark, for who verifies, of the entries on which told words rest: 〔台账12、40〕."""
    indexes = sorted({entry.index for entry in entries if entry.index is not None})
    more = f"等{len(indexes)}条" if len(indexes) > MARKED else ""
    return Run(f"〔台账{'、'.join(map(str, indexes[:MARKED]))}{more}〕", aside=True)


def words(text: str) -> str:
    """Return a text as part of a sentence: on one line, without its full stop."""
    return "，".join(line.strip().rstrip("。；;.，") for line in text.splitlines() if line.strip())
