"""Scorecards in words: what units were given, in the order of their codes, with what could not be assessed.

Only what was published is told, and only while the marks are those whose digest the entry sealed. No unit stands before
another for its marks, and nobody is named.
"""

from collections.abc import Iterator

from zerentian.ledger.models import Entry
from zerentian.organization.telling import numbers
from zerentian.reports.actions.prose import Teller, entries_mark, words
from zerentian.reports.models import Scorecard, ScoreMark
from zerentian.reports.rules.document import Paragraph, Run
from zerentian.reports.rules.outline import Slot
from zerentian.reports.rules.prose import ordinal
from zerentian.reports.rules.scorecards import ScoreState, Sum, points, rules_digest, summed


def scored(teller: Teller, slot: Slot) -> Iterator[Paragraph]:
    """Yield a paragraph for each scorecard published in the period, the oldest first."""
    entries = [entry for code in slot.figures for entry in teller.behind(code)]
    entries.sort(key=lambda entry: (entry.occurred_on, entry.index or 0))
    told = [(entry, said) for entry in entries if (said := _told(teller, entry))]
    shown = told[: int(slot.option("limit", "5"))]
    for number, (entry, said) in enumerate(shown):
        counted = ordinal(number) if len(shown) > 1 else ""
        yield Paragraph((Run(f"{counted}{said}"), entries_mark([entry]), Run("。")))


def _told(teller: Teller, entry: Entry) -> str:
    """Return one published card in words; nothing where its marks are not those that were sealed."""
    kind, _, key = entry.subject.partition(":")
    card = Scorecard.objects.filter(pk__in=numbers([key]), state=ScoreState.PUBLISHED).first()
    if kind != Scorecard.KIND or card is None or result_of(card) != entry.fact.get("result"):
        return ""
    alike: dict[Sum, list[str]] = {}
    for name, sum_ in _sums(card):
        alike.setdefault(sum_, []).append(name)
    units = "；".join(f"{'、'.join(names)}{_sum_words(sum_, len(names))}" for sum_, names in alike.items())
    together = "，得分相同的合写" if any(len(names) > 1 for names in alike.values()) else ""
    day, title = teller.day(entry.occurred_on), words(teller.opened(entry))
    return f"“{title}”（{card.number}）{day}公布结果，按单位代码排列{together}：{units}"


def _sums(card: Scorecard) -> Iterator[tuple[str, Sum]]:
    """Yield each unit's name at the end of the card's period with what its final marks come to, by code."""
    found: dict[int, list[tuple[int, int | None]]] = {}
    for mark in ScoreMark.objects.filter(item__card=card).select_related("item"):
        found.setdefault(mark.scored_id, []).append((mark.item.weight, mark.final))
    for one in card.scored.select_related("unit").prefetch_related("unit__periods"):
        yield one.unit.name_on(card.last), summed(found.get(one.pk, []))


def _sum_words(sum_: Sum, units: int) -> str:
    """Return a sum of so many units in words: what could be assessed, what was earned; the rest is not nought."""
    if not sum_.assessed:
        return "各项均未能考核"
    left = f"，另有{sum_.left_out}分未能考核" if sum_.left_out else ""
    got = "各得" if units > 1 else "得"
    return f"可考核的{sum_.assessed}分中{got}{points(sum_.earned)}分{left}"


def result_of(card: Scorecard) -> str:
    """Return the digest of a card's rules, seal and marks: what is sealed when it is published."""
    marks = ScoreMark.objects.filter(item__card=card).select_related("item", "scored__unit")
    content = [
        [one.scored.unit.code, one.item.number, one.mark, one.final, one.cases, one.why] for one in marks
    ]
    return rules_digest({"rules": card.rules, "size": card.size, "marks": content})
