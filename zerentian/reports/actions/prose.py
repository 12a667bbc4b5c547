"""What a report says in sentences: figures with their change, what they are made up of, and by which units."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from django.db.models import Min, Q

from zerentian.ledger.figures import Hidden, page_behind
from zerentian.ledger.figures.asked import AsOf
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.figures import FigureValue
from zerentian.ledger.rules.periods import Period, chinese_day
from zerentian.organization.models import Area, Unit
from zerentian.organization.rules.rights import Kind
from zerentian.reports.rules.document import Paragraph, Run
from zerentian.reports.rules.outline import Slot
from zerentian.reports.rules.periods import before, short, short_day
from zerentian.reports.rules.prose import Naming, Number, Subject, When, paragraph, spoken
from zerentian.reports.rules.sentences import SENTENCES, SPOKEN

WEEK = timedelta(days=7)
CONSIDERED = 500  # entries behind a figure that are told of one by one, the newest
COUNTED = 20_000  # entries behind a figure that are grouped, at most
FEW = 4  # units, areas or duties that are named
ADDS_UP = ("count", "stock")
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
    all its names.
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
        """Return when and who: 上半年，全乡."""
        name = self.name_at(self.path, self.period.last)
        whole = self.unit.kind != Kind.OFFICE and name[-1:] in "县乡镇村"
        return Subject(f"全{name[-1]}" if whole else name, short(self.period))

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
        """Return a figure's value; None where the ledger does not cover the whole of an earlier period."""
        period = self.at(Number(code, when))
        if when != "now" and not self.covers(period.first):
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
        """Return, as the end of a sentence, with which earlier period nothing can be compared."""
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
        yield Run(f"{what}中，")
        for place, (name, _, said) in enumerate(shown):
            yield Run("、" * bool(place) + name)
            yield said()
        left = whole.value - sum(sizes[: len(shown)])
        if left:
            others = alike(sizes[len(shown) :], left, EACH[by])
            yield Run(f"，其余{others or left}{whole.figure.unit_of_measure}")

    def by_unit(self, code: str) -> Iterator[tuple[str, int, Callable[[], Run]]]:
        """Yield the units right below with what a number comes to there; nought is left out."""
        for unit in self.below():
            path = unit.path_on(self.period.last)
            if size := self.value(code, self.period, path).value:
                yield (
                    unit.name_on(self.period.last),
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
        """Return the name that the unit at the end of a path bore on a day."""
        if not self.units:
            self.units.update({unit.code: unit for unit in Unit.objects.prefetch_related("periods")})
        unit = self.units.get(path.rsplit("/", 1)[-1])
        return unit.name_on(day) if unit else path

    def behind(self, code: str, length: int = CONSIDERED, period: Period | None = None) -> list[Entry]:
        """Return the newest entries behind a figure, of the report's period unless another is named."""
        at = period or self.period
        return page_behind(code, unit=self.path, period=at, size=self.seal, length=length, hidden=self.hidden)

    def histories(self, subjects: Iterable[str]) -> dict[str, list[Entry]]:
        """Return what stands of each subject and had happened by the end of the period, in the order of the log."""
        found: dict[str, list[Entry]] = {subject: [] for subject in subjects}
        known = Entry.objects.effective(self.seal.size).filter(occurred_on__lte=self.until)
        stand = self.hidden.shown(known.filter(subject__in=list(found)))
        for entry in stand.order_by("index"):
            found[entry.subject].append(entry)
        return found

    def day(self, day: date) -> str:
        """Return a day, without its year where it is the period's own."""
        own = self.period.first.year == self.period.last.year == day.year
        return f"{day.month}月{day.day}日" if own else chinese_day(day)


def named_of(sizes: Sequence[int], most: int) -> int:
    """Return how many parts are named, the largest first: about ``most``, and never one of several as large as it.

    Whoever is named among equals while others are left to the rest would ask why. Equals that are all to be
    named, or none, are left to the rest where something larger is named, else named together.
    """
    if len(sizes) <= most + 1:
        return len(sizes)
    alone = next((at for at in range(most, 0, -1) if sizes[at] != sizes[at - 1]), 0)
    return alone or next((at for at in range(most, len(sizes)) if sizes[at] != sizes[at - 1]), len(sizes))


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
    return Run(f"〔台账{'、'.join(map(str, indexes))}〕", aside=True)


def words(text: str) -> str:
    """Return a text as part of a sentence: on one line, without its full stop."""
    return "，".join(line.strip().rstrip("。；;.，") for line in text.splitlines() if line.strip())
