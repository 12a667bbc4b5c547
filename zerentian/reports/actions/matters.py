"""Matters in words: what is late and why, whose it is; what is to be done next and by when.

Causes are those that were recorded: why more time was given, why something was sent back, where a finding comes from.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period, chinese_day
from zerentian.rectification.models import Measure
from zerentian.reports.actions.prose import ASKED_AT_ONCE, CONSIDERED, Teller, batched, entries_mark, words
from zerentian.reports.rules.document import Paragraph, Run
from zerentian.reports.rules.outline import Slot
from zerentian.reports.rules.prose import counted

# Entries that name a day which was asked for, and is none that holds.
ASKED = ("finding.time_asked", "finding.time_refused")
# verb → where its reason stands, and how it is told
REASONS = {
    "task.extended": ("duties.taskevent", "words", "因{words}延期至{due}"),
    "task.returned": ("duties.taskevent", "words", "{day}因“{words}”退回重办"),
    "task.reopened": ("duties.taskevent", "words", "曾经销号，{day}因“{words}”重新办理"),
    "finding.noted": ("rectification.finding", "cause", "原因是{words}"),
    "finding.extended": ("rectification.moretime", "reason", "因{words}延期至{due}"),
    "finding.returned": ("rectification.findingstep", "words", "{day}核查不合格：{words}"),
    "finding.reopened": ("rectification.findingstep", "words", "曾经销号，{day}重新整改：{words}"),
}
DOING = {"task": "办理", "finding": "整改", "measure": "落实"}
DONE = {"task": "办结", "finding": "整改到位", "measure": "落实"}


@dataclass(frozen=True, slots=True)
class Matter:
    """Something with a day by which it is to be done: what, whose, and what was recorded of why it is not."""

    subject: str
    what: str
    unit: str
    due: date
    why: str
    entries: tuple[Entry, ...]  # that say so

    @property
    def kind(self) -> str:
        """Return ``task``, ``finding`` or ``measure``."""
        return self.subject.partition(":")[0]


def matters(teller: Teller, slot: Slot) -> Iterator[Paragraph]:
    """Yield what is late, the longest first: what, whose, due when, how late, and why as far as it was recorded.

    A measure is told with the finding it mends, where that is late as well.
    """
    found, others = _found(teller, slot)
    mended = {one.subject: _mended(one) for one in found if one.kind == "measure"}
    named = {one.subject for one in found}
    groups: dict[tuple[str, str], list[Matter]] = {}
    for one in found:
        if mended.get(one.subject) not in named:
            groups.setdefault((one.what, one.unit), []).append(one)
    shown = list(groups.values())[: int(slot.option("limit", "10"))]
    for number, group in enumerate(shown):
        own = [one for one in found if mended.get(one.subject) == group[0].subject]
        mark = entries_mark(entry for one in (*group, *own) for entry in one.entries)
        said = f"{counted(number, len(shown))}{_late(teller, group)}{_also(teller, own)}"
        yield Paragraph((Run(said), mark, Run("。")))
    told = [one for group in shown for one in group]
    left = sum(map(len, groups.values())) - len(told) + len(others)
    if found and (rest := _counted(told, left)):
        yield Paragraph((Run(rest),))


def _also(teller: Teller, measures: Sequence[Matter]) -> str:
    """Return the measures of a late finding that are late as well."""
    return "".join(f"；整改措施“{one.what}”{teller.day(one.due)}到期，尚未落实" for one in measures)


def _counted(told: Sequence[Matter], left: int) -> str:
    """Return how many have no recorded cause, and how many are not told one by one."""
    without = sum(not one.why for one in told)
    said = f"以上{len(told)}件中，{without}件没有登记未按期完成的原因。" if without else ""
    if without == len(told):
        said = "以上各件均没有登记未按期完成的原因。" if without > 1 else "未按期完成的原因没有登记。"
    return said + (f"另有{left}件从略。" if left else "")


def _late(teller: Teller, group: Sequence[Matter]) -> str:
    """Return one late matter in words, or several that are called the same and are one unit's."""
    first = group[0]
    years = {one.due.year for one in group}
    due = "、".join(teller.day(one.due) if len(years) == 1 else chinese_day(one.due) for one in group)
    late = "、".join(f"{(teller.until - one.due).days}天" for one in group)
    several = len(group) > 1
    what = f"“{first.what}”{len(group)}件" if several else first.what
    each = "分别" if several else ""
    at = "分别于" if several else ""
    comma = "，" if several else ""
    causes = Counter(one.why for one in group if one.why)
    why = "；".join(f"其中{count}件{one}" if count < len(group) else one for one, count in causes.items())
    said = f"{what}，由{first.unit}{DOING[first.kind]}，{at}{due}到期，{each}逾期{late}{comma}尚未{DONE[first.kind]}"
    return f"{said}；{why}" if why else said


def ahead(teller: Teller, slot: Slot) -> Iterator[Paragraph]:
    """Yield what falls due after the period, the soonest first: by when, whose, what; then how much is overdue.

    A measure names the finding it mends and that one's day, which then is not told again. What was done with between
    the period's end and the day of the seal is no next step any more, though nothing else of those days is told.
    """
    found, others = _found(teller, slot, ahead=True)
    if teller.until < teller.sealed and any(one.due < teller.sealed for one in found):
        waiting = _open_at_the_seal(teller, slot)
        found = [one for one in found if one.subject in waiting]
        others = {subject: due for subject, due in others.items() if subject in waiting}
    by_subject = {one.subject: one for one in found}
    mended = {one.subject: _mended(one) for one in found if one.kind == "measure"}
    late = [one for one in found if one.due <= teller.until and mended.get(one.subject) not in by_subject]
    told = [one for one in found if one.due > teller.until and one.subject not in mended.values()]
    told.sort(key=lambda one: (one.due, one.subject))
    shown = told[: int(slot.option("limit", "10"))]
    more = sum(due <= teller.until for due in others.values())  # late ones that are counted, and not opened
    left = len(told) - len(shown) + len(others) - more
    points = len(shown) + bool((late or more) and not left)
    for number, one in enumerate(shown):
        goal = by_subject.get(mended.get(one.subject, ""))
        mark = entries_mark((*one.entries, *(goal.entries if goal else ())))
        yield Paragraph((Run(f"{counted(number, points)}{_next(teller, one, goal)}"), mark, Run("。")))
    if left:
        yield Paragraph((Run(f"另有{left}件从略。"),))
    if late or more:
        marks = [entries_mark(entry for one in late for entry in one.entries)] if late else []
        point = "" if left else counted(len(shown), points)
        yield Paragraph((Run(f"{point}{_overdue(late, more)}"), *marks, Run("。")))


def _overdue(late: Sequence[Matter], more: int) -> str:
    """Return what is to be done with what is overdue already: no day holds for it any more."""
    units = {one.unit for one in late}
    if len(late) == 1 and not more:
        return f"已经逾期的1件事项，由{late[0].unit}尽快{DONE[late[0].kind]}"
    whose = f"由{units.pop()}" if len(units) == 1 and not more else "由各责任单位"
    return f"已经逾期的{len(late) + more}件事项，{whose}尽快办结"


def _open_at_the_seal(teller: Teller, slot: Slot) -> set[str]:
    """Return what stands behind the figures, stocks of what is open, on the day of the seal."""
    day = Period(teller.sealed, teller.sealed, "")
    return {entry.subject for code in slot.figures for entry in teller.behind(code, period=day)}


def _mended(measure: Matter) -> str:
    """Return the reference of the finding that a measure mends."""
    row = Measure.objects.filter(pk=measure.subject.partition(":")[2]).select_related("finding").first()
    return row.finding.ref if row else ""


def _next(teller: Teller, one: Matter, goal: Matter | None) -> str:
    """Return one step to come in words."""
    if one.kind == "finding":
        return f"{_by(teller, one)}，{one.unit}完成“{one.what}”问题的整改"
    said = f"{_by(teller, one)}，{one.unit}{one.what}"
    return f"{said}，{_by(teller, goal)}完成“{goal.what}”问题的整改" if goal else said


def _by(teller: Teller, one: Matter) -> str:
    """Return by when something is to be done; a day that is past when the paper is made is no promise any more."""
    return f"尽快（原定{teller.day(one.due)}前）" if one.due < teller.sealed else f"{teller.day(one.due)}前"


def _found(teller: Teller, slot: Slot, *, ahead: bool = False) -> tuple[list[Matter], dict[str, date]]:
    """Return the matters behind figures as their whole histories make them, the earliest due first.

    Of more than are told one by one the rest are only their days, by subject. ``ahead``: what is not due yet is first.
    """
    subjects = dict.fromkeys(entry.subject for code in slot.figures for entry in teller.behind(code))
    days = {
        subject: due
        for some in batched(subjects, ASKED_AT_ONCE)
        for subject, history in teller.histories(some).items()
        if (due := _due(history)) is not None
    }
    ranked = sorted(days, key=lambda one: (ahead and days[one] <= teller.until, days[one], one))
    histories = teller.histories(ranked[:CONSIDERED]).values()
    teller.fetch(entry for history in histories for entry in history)
    found = [_matter(teller, history) for history in histories]
    return [one for one in found if one is not None], {one: days[one] for one in ranked[CONSIDERED:]}


def _due(history: Sequence[Entry]) -> date | None:
    """Return the day by which a matter is to be done, as what stands of it says; None for what is not told here."""
    if not history or history[0].subject.partition(":")[0] not in DOING:
        return None
    days = [str(entry.fact["due"]) for entry in history if "due" in entry.fact and entry.verb not in ASKED]
    return date.fromisoformat(days[-1]) if days else None


def _matter(teller: Teller, history: Sequence[Entry]) -> Matter | None:
    """Return a matter from what stands of it in the log; None where it has no day or is of no kind told here."""
    days = [entry for entry in history if "due" in entry.fact and entry.verb not in ASKED]
    if not days or history[0].subject.partition(":")[0] not in DOING:
        return None
    moved = [str(entry.fact["to"]) for entry in history if "to" in entry.fact]
    path = moved[-1] if moved else history[0].unit
    named, reasons = _named_in(history), list(_reasons(teller, history))
    return Matter(
        history[0].subject,
        words(teller.opened(named)),
        teller.name_at(path, teller.until),
        date.fromisoformat(str(days[-1].fact["due"])),
        "；".join(why for why, _ in reasons),
        (named, days[-1], *(entry for _, entry in reasons)),
    )


def _named_in(history: Sequence[Entry]) -> Entry:
    """Return the newest entry that commits to what its subject is called."""
    own = [entry for entry in history if any(f".{entry.subject}:" in name for name in texts_of(entry))]
    return (own or history)[-1]


def texts_of(entry: Entry) -> list[str]:
    """Return the names of the texts that an entry commits to."""
    return [name for name in entry.commitment if name.startswith("text:")]


def _reasons(teller: Teller, history: Sequence[Entry]) -> Iterator[tuple[str, Entry]]:
    """Yield why something is not done, as it was recorded, with the entry; of several causes the last."""
    causes = [entry for entry in history if entry.fact.get("cause") is True]
    for entry in history:
        known = REASONS.get(entry.verb)
        if known is None or (entry.verb == "finding.noted" and entry not in causes[-1:]):
            continue
        model, field, said = known
        if reason := words(teller.opened(entry, model, field)):
            due = str(entry.fact.get("due", "")) or teller.until.isoformat()
            day = teller.day(date.fromisoformat(due))
            yield said.format(words=reason, due=day, day=teller.day(entry.occurred_on)), entry
