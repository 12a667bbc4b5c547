"""Entries in words: a sentence for each, its facts, its subject by the title that the reader may see.

Everything that many entries name (units, posts, matters) is looked up at once, however many there are.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext, pgettext

from zerentian.ledger.models import Entry
from zerentian.ledger.registry import VERBS
from zerentian.ledger.rules.periods import LOCAL, BadPeriod, Period, chinese_day
from zerentian.ledger.rules.verbs import Day
from zerentian.organization.models import Account, Area, Post, Unit
from zerentian.organization.punctuation import in_english
from zerentian.organization.subjects import SAID, SUBJECTS, Dated, Fact, Read, fact_of

ORDINALS = ("first", "second", "third", "fourth")
CJK = re.compile(r"[\u3400-\u9fff]")


def day_words(value: date | datetime) -> str:
    """Return a date as 2026年6月30日, in English as 30 June 2026."""
    local = value.astimezone(LOCAL).date() if isinstance(value, datetime) else value
    return f"{local.day} {local:%B} {local.year}" if in_english() else chinese_day(local)


def verb_words(code: str) -> str:
    """Return what a verb says happened, in a few words."""
    verb = VERBS.get(code)
    if verb is None:
        return code
    return verb.label_en if in_english() else verb.label


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in words: its sentence, and the name its unit bore on the day."""

    entry: Entry
    sentence: str
    unit: str


class Telling:
    """What some entries say to one reader."""

    def __init__(self, entries: Iterable[Entry], account: Account, *, whole: bool = True) -> None:
        """Look up what the entries name; where they are not told as a ``whole``, what their sentences name."""
        self.entries = list(entries)
        wanted: defaultdict[Read, set[Dated]] = defaultdict(set)
        keys: defaultdict[str, set[str]] = defaultdict(set)
        for entry in self.entries:
            wanted[unit_names].add((entry.unit, entry.occurred_on))
            for ref in [entry.subject, *references(entry, whole)]:
                kind, _, key = ref.partition(":")
                keys[kind].add(key)
            for read, value in looked_up(entry, whole):
                wanted[read].add((value, entry.occurred_on))
        self.names = {read: read(values) for read, values in wanted.items()}
        self.titles = {kind: titles_of(kind, account, found) for kind, found in keys.items()}

    def told(self) -> list[Told]:
        """Return every entry in words."""
        return [Told(entry, self.sentence(entry), self.unit(entry)) for entry in self.entries]

    def unit(self, entry: Entry) -> str:
        """Return the name of an entry's unit on its day, its path when the unit is not known."""
        return self.names[unit_names].get((entry.unit, entry.occurred_on), entry.unit)

    def title(self, ref: str) -> str:
        """Return a subject's title, for who may not see it what it is; its reference when no room knows it."""
        kind, _, key = ref.partition(":")
        if title := self.titles.get(kind, {}).get(key):
            return title
        return str(SUBJECTS[kind].one) if kind in SUBJECTS else ref

    def sentence(self, entry: Entry) -> str:
        """Return what an entry says happened; only the verb where no room tells it in a sentence."""
        subject = SAID.get(entry.verb)
        if subject is None:
            return verb_words(entry.verb)
        sentence = subject.said[entry.verb]
        holes = {name: self.fact(entry, name, value) for name, value in entry.fact.items()}
        holes |= {"what": self.title(entry.subject), "unit": self.unit(entry) or gettext("the system")}
        clauses = [filled(str(sentence.text), holes), *(tail(entry) for tail in sentence.tails)]
        return pgettext("between two clauses", ", ").join(clause for clause in clauses if clause)

    def fact(self, entry: Entry, name: str, value: Any) -> str:
        """Return what a fact says: yes or no, a day written out, a code or a name in words, else the value."""
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        if isinstance(declared(entry).get(name), Day):
            return day_words(date.fromisoformat(value))
        fact = fact_of(entry.verb, name)
        if fact is None:
            return str(value)
        if fact.refers:
            return self.title(value)
        if fact.read:
            return self.names.get(fact.read, {}).get((value, entry.occurred_on), str(value))
        return str((fact.codes or {}).get(value, value))

    def facts(self, entry: Entry) -> list[tuple[str, str]]:
        """Return the facts of an entry, each with its name in words."""
        return [
            (fact_name(entry.verb, name), self.fact(entry, name, value)) for name, value in entry.fact.items()
        ]


def tell(entries: Iterable[Entry], account: Account) -> list[Told]:
    """Return entries as sentences, for one reader."""
    return Telling(entries, account, whole=False).told()


def filled(text: str, holes: Mapping[str, str]) -> str:
    """Fill the holes of a sentence; in Chinese, a space stands only beside numbers and foreign letters."""
    if in_english():
        return text % holes
    for name, words in holes.items():
        hole = f"%({name})s"
        if CJK.match(words[:1]):
            text = text.replace(f" {hole}", hole)
        if CJK.match(words[-1:]):
            text = text.replace(f"{hole} ", hole)
    return text % holes


def fact_name(verb: str, name: str) -> str:
    """Return a fact's name in words; one without words keeps its code."""
    fact = fact_of(verb, name)
    return str(fact.label) if fact else name


def declared(entry: Entry) -> Mapping[str, object]:
    """Return the schema of an entry's verb, empty for a verb that no room declares any more."""
    return VERBS[entry.verb].facts if entry.verb in VERBS else {}


def told_facts(entry: Entry, whole: bool) -> Iterable[tuple[Fact, Any]]:
    """Yield how each fact of an entry is told, and its value; unless it is told as a whole, what its sentence says."""
    said = SAID.get(entry.verb)
    text = str(said.said[entry.verb].text) if said else ""
    for name, value in entry.fact.items():
        fact = fact_of(entry.verb, name)
        if fact and (whole or f"%({name})s" in text):
            yield fact, value


def references(entry: Entry, whole: bool) -> list[str]:
    """Return the references of other subjects that stand in an entry's facts."""
    return [value for fact, value in told_facts(entry, whole) if fact.refers]


def looked_up(entry: Entry, whole: bool) -> list[tuple[Read, str]]:
    """Return the values of an entry's facts that must be looked up, each with where."""
    return [(fact.read, value) for fact, value in told_facts(entry, whole) if fact.read]


def titles_of(kind: str, account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the titles of the subjects of one kind that the account may see, by key."""
    subject = SUBJECTS.get(kind)
    return subject.titles(account, keys) if subject and subject.titles else {}


# -- how facts are read --------------------------------------------------------------------------------


def unit_names(values: Collection[Dated]) -> Mapping[Dated, str]:
    """Return the names that the units at some paths bore on their days."""
    codes = {path.rpartition("/")[2] for path, _ in values if path}
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes).prefetch_related("periods")}
    found = {value: units.get(value[0].rpartition("/")[2]) for value in values}
    return {value: unit.name_on(value[1]) for value, unit in found.items() if unit}


def post_titles(values: Collection[Dated]) -> Mapping[Dated, str]:
    """Return the titles of some posts; who held them is not said."""
    codes = {code for code, _ in values}
    titles = dict(Post.objects.filter(code__in=codes).values_list("code", "title"))
    return {value: titles[value[0]] for value in values if value[0] in titles}


def area_names(values: Collection[Dated]) -> Mapping[Dated, str]:
    """Return the names of some areas of work."""
    names = dict(Area.objects.filter(code__in={code for code, _ in values}).values_list("code", "name"))
    return {value: names[value[0]] for value in values if value[0] in names}


def exactly(values: Collection[Dated]) -> Mapping[Dated, str]:
    """Return values as they are: digests, keys and numbers, which are the same in every language."""
    return {value: value[0] for value in values}


def verbs(values: Collection[Dated]) -> Mapping[Dated, str]:
    """Return what some verbs say happened."""
    return {value: verb_words(value[0]) for value in values}


def periods(values: Collection[Dated]) -> Mapping[Dated, str]:
    """Return some periods in words."""
    return {value: period_words(value[0]) for value in values}


def period_words(code: str) -> str:
    """Return a period in words, such as 2026年上半年 or first half of 2026; its code when it is none."""
    try:
        period = Period.parse(code)
    except BadPeriod:
        return code
    return english_period(period) if in_english() else period.label


def english_period(period: Period) -> str:
    """Return a period in English words; one of no name by its first and last day."""
    year, part = period.code[:4], period.code[4:]
    if not part:
        return year
    if part[0] in "HQ":
        return f"{ORDINALS[int(part[1]) - 1]} {'half' if part[0] == 'H' else 'quarter'} of {year}"
    if len(period.code) == 7:
        return f"{period.first:%B} {year}"
    return f"{day_words(period.first)} – {day_words(period.last)}"


def titled(rows: "QuerySet[Any]", key: str = "pk") -> dict[str, str]:
    """Return the rows' own words for themselves, by what stands after the colon of their references."""
    return {str(getattr(row, key)): str(row) for row in rows}


def numbers(keys: Collection[str]) -> list[str]:
    """Return the keys that are row numbers: another's may be anything."""
    return [key for key in keys if key.isdigit()]


# -- clauses that follow a sentence --------------------------------------------------------------------


def in_time(entry: Entry) -> str:
    """Return how far before or after its due day a matter ended; nothing where no day was due.

    A day that was put off after it had passed does not make what came in time: it stays late.
    """
    facts = entry.fact
    if facts.get("due") is None or facts.get("on_time") is None:
        return ""
    days = (date.fromisoformat(facts["due"]) - entry.occurred_on).days
    if not facts["on_time"]:
        return (
            ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}
            if days < 0
            else gettext("not in time")
        )
    if days > 0:
        return ngettext("%(n)d day early", "%(n)d days early", days) % {"n": days}
    return gettext("on the last day") if days == 0 else gettext("in time")


def until(entry: Entry) -> str:
    """Return the day by which something is to be done; nothing where none is set."""
    due = entry.fact.get("due")
    return gettext("due on %(day)s") % {"day": day_words(date.fromisoformat(due))} if due else ""
