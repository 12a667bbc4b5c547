"""What a report says in sentences: figures with their change, the work best proved, what is late, what is due next."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from zerentian.ledger.figures import Hidden, page_behind
from zerentian.ledger.figures.asked import sealed_day
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.figures import FigureValue
from zerentian.ledger.rules.periods import Period, chinese_day
from zerentian.organization.models import Unit
from zerentian.organization.rules.rights import Kind
from zerentian.reports.rules.document import Paragraph, Run
from zerentian.reports.rules.outline import Slot
from zerentian.reports.rules.prose import Number, Subject, When, paragraph

PROOF = {"verified": 0, "evidenced": 1}
PROOF_WORDS = {"verified": "，经他人核实", "evidenced": "，有佐证"}
ORDINALS = "一二三四五六七八九十"
WEEK = timedelta(days=7)
CONSIDERED = 500  # entries behind a figure that typical work is chosen from, the newest


@dataclass(frozen=True, slots=True)
class Teller:
    """What telling needs of a composition: its scope, its statements, and the texts it opens."""

    unit: Unit
    path: str
    period: Period
    size: int
    hidden: Hidden
    value: Callable[[str, Period], FigureValue]
    run: Callable[[str, Period], Run]
    opened: Callable[[Entry], str]

    def say(self, slot: Slot, *, opens: bool) -> Iterator[Paragraph]:
        """Yield the sentences of one name as a paragraph; the first of a part names who and when."""
        pieces = paragraph(slot.words, self.subject, self.values, opens=opens)
        if pieces:
            yield Paragraph(
                tuple(
                    Run(piece) if isinstance(piece, str) else self.run(piece.code, self.at(piece))
                    for piece in pieces
                )
            )

    @property
    def subject(self) -> Subject:
        """Return when and who: 2026年上半年，全乡."""
        name = self.unit.name_on(self.period.last)
        whole = self.unit.kind != Kind.OFFICE and name[-1:] in "县乡镇村"
        return Subject(
            f"全{name[-1]}" if whole else name,
            self.period.label,
            f"截至{chinese_day(self.until)}",
            before(self.period).label,
        )

    @property
    def until(self) -> date:
        """Return the day up to which the records tell: the period's last, or the seal's where it still runs."""
        return min(self.period.last, sealed_day(self.size))

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
        within = Q(unit=self.path) | Q(unit__startswith=f"{self.path}/")
        deeds = Entry.objects.filter(within, verb="deed.recorded", index__lt=self.size)
        return deeds.filter(occurred_on__lte=day + WEEK).exists()

    def typical(self, slot: Slot) -> Iterator[Paragraph]:
        """Yield the work best proved: verified first, then with evidence, then by reach; one of each area first.

        ``pick`` names others in their order; the outline that says so is kept and sealed in its version.
        """
        chosen = self.picked(slot) or self.best(slot.figures[0], int(slot.option("limit", "5")))
        for number, entry in enumerate(chosen):
            people = entry.fact.get("people")
            reach = f"，参加{people}人次" if isinstance(people, int) and people else ""
            words = f"{self.day(entry.occurred_on)}，{name_of(entry)}{self.words(entry)}{reach}"
            yield Paragraph((Run(f"{ordinal(number)}{words}{PROOF_WORDS.get(entry.proof_state, '')}。"),))

    def picked(self, slot: Slot) -> list[Entry]:
        """Return the entries the author named, each in the version that stands, in the author's order."""
        wanted = [one for one in slot.option("pick").split(",") if one]
        found = {entry.subject: entry for entry in self.behind(slot.figures[0]) if entry.subject in wanted}
        return [found[one] for one in wanted if one in found]

    def best(self, code: str, limit: int) -> list[Entry]:
        """Return the entries of a figure that are best proved and reach furthest."""
        ranked = sorted(self.behind(code), key=rank)
        by_area: dict[object, Entry] = {}
        for entry in ranked:
            by_area.setdefault(entry.fact.get("area"), entry)
        first = list(by_area.values())
        rest = [entry for entry in ranked if entry not in first]
        return sorted([*first, *rest][:limit], key=lambda entry: (entry.occurred_on, entry.index or 0))

    def behind(self, code: str) -> list[Entry]:
        """Return the newest entries behind a figure."""
        return page_behind(
            code,
            unit=self.path,
            period=self.period,
            size=self.size,
            length=CONSIDERED,
            hidden=self.hidden,
        )

    def matters(self, slot: Slot) -> Iterator[Paragraph]:
        """Yield what is late as matters: what, whose, due when, how late at the period's end."""
        yield from self.dated(
            slot, lambda entry, due: f"应于{self.day(due)}前办结，已逾期{late(due, self.until)}天"
        )

    def ahead(self, slot: Slot) -> Iterator[Paragraph]:
        """Yield what falls due after the period: what, whose, by when."""
        yield from self.dated(slot, lambda entry, due: f"于{self.day(due)}前办结", after=self.until)

    def dated(
        self, slot: Slot, tell: Callable[[Entry, date], str], after: date = date.min
    ) -> Iterator[Paragraph]:
        """Yield the matters behind figures that have a day, in the order of those days."""
        found = {
            entry.subject: entry
            for code in slot.figures
            for entry in reversed(self.behind(code))
            if "due" in entry.fact
        }
        due = {subject: date.fromisoformat(str(entry.fact["due"])) for subject, entry in found.items()}
        listed = sorted((one for one in found if due[one] > after), key=lambda one: (due[one], one))
        for number, subject in enumerate(listed[: int(slot.option("limit", "10"))]):
            entry = found[subject]
            words = (
                f"{ordinal(number)}{self.words(entry)}，由{name_of(entry)}办理，{tell(entry, due[subject])}。"
            )
            yield Paragraph((Run(words),))

    def day(self, day: date) -> str:
        """Return a day, without its year where it is the period's own."""
        own = self.period.first.year == self.period.last.year == day.year
        return f"{day.month}月{day.day}日" if own else chinese_day(day)

    def words(self, entry: Entry) -> str:
        """Return an entry's text as part of a sentence."""
        return self.opened(entry).strip().rstrip("。；;.")


def rank(entry: Entry) -> tuple[int, int, int]:
    """Return how early an entry is chosen: by proof, by reach, the newest first."""
    people = entry.fact.get("people")
    reach = people if isinstance(people, int) else 0
    return PROOF.get(entry.proof_state, 2), -reach, -entry.occurred_on.toordinal()


def name_of(entry: Entry) -> str:
    """Return the name the entry's unit bore on the day."""
    unit = Unit.objects.filter(code=entry.unit.rsplit("/", 1)[-1]).first()
    return unit.name_on(entry.occurred_on) if unit else entry.unit


def ordinal(number: int) -> str:
    """Return 一是, 二是 …; beyond ten 另有."""
    return f"{ORDINALS[number]}是" if number < len(ORDINALS) else "另有"


def late(due: date, until: date) -> int:
    """Return how many days past its due day a matter is on a day."""
    return max((until - due).days, 0)


def before(period: Period) -> Period:
    """Return the days just before a period, as many months (or days, where it is no whole months)."""
    last = period.first - timedelta(days=1)
    year, code = period.first.year, period.code
    if code.endswith("H2"):
        return Period.parse(f"{year}H1")
    if code.endswith("H1"):
        return Period.parse(f"{year - 1}H2")
    if code[4:5] == "Q":
        quarter = int(code[5])
        return Period.parse(f"{year}Q{quarter - 1}" if quarter > 1 else f"{year - 1}Q4")
    if code == str(year):
        return Period.parse(str(year - 1))
    if code == f"{year}-{period.first.month:02}":
        return Period.parse(f"{last.year}-{last.month:02}")
    return Period.parse(f"{last - (period.last - period.first)}..{last}")
