"""Notices (公告), answers (回应) and corrections (更正): what each must say, and what may follow what, as plain rules.

One text passes 起草 → 送审 → 保密审查 → 发布 → (修订, 撤回). Whoever wrote it never reviews it
(政府信息公开条例 art. 17). A released version is never altered: what changes is another version; both stay readable.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed

INTERESTS_SPLIT = ","


class Sort(StrEnum):
    """What a text is."""

    NOTICE = "notice"
    ANSWER = "answer"
    CORRECTION = "correction"


class State(StrEnum):
    """Where the newest version of a text stands."""

    DRAFT = "draft"
    REVIEW = "review"
    CLEARED = "cleared"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What may be done with a text."""

    WRITE = "write"
    EDIT = "edit"
    SUBMIT = "submit"
    RETURN = "return"
    CLEAR = "clear"
    RELEASE = "release"
    AMEND = "amend"
    DROP = "drop"
    WITHDRAW = "withdraw"
    MOVE = "move"


class Interest(StrEnum):
    """Whom a notice concerns, by trade or season: chosen by the reader on the page or in a feed's address.

    Nobody is subscribed and nobody is listed: an interest is a word on a text, never a fact about a person.
    """

    AWAY = "away"
    FARMING = "farming"
    LIVESTOCK = "livestock"
    WATER = "water"
    FOREST = "forest"
    SHOP = "shop"
    SCHOOL = "school"
    ELDERS = "elders"
    BUILDING = "building"
    ROAD = "road"


class Part(StrEnum):
    """One part of a text, each in a field of its own, so that nothing that matters can be left out unseen."""

    QUESTION = "question"
    WHO = "who"
    WHAT = "what"
    WHERE = "where"
    TIMES = "times"
    TO_DO = "to_do"
    FACTS = "facts"
    SOURCE = "source"
    CHECKED = "checked"
    CONFIRMED_BY = "confirmed_by"
    DOING = "doing"
    DISPUTE = "dispute"
    ASK = "ask"
    MORE = "more"


# The parts of each sort, in the order in which they are read.
PARTS: Mapping[Sort, tuple[Part, ...]] = {
    Sort.NOTICE: (Part.WHO, Part.WHAT, Part.WHERE, Part.TIMES, Part.TO_DO, Part.ASK, Part.MORE),
    Sort.ANSWER: (Part.QUESTION, Part.FACTS, Part.SOURCE, Part.DOING, Part.TO_DO, Part.ASK, Part.MORE),
    Sort.CORRECTION: (
        Part.QUESTION,
        Part.FACTS,
        Part.CHECKED,
        Part.CONFIRMED_BY,
        Part.DISPUTE,
        Part.ASK,
        Part.MORE,
    ),
}
# Without these a text says nothing; the others are asked for by advice, which never blocks.
NEEDED: Mapping[Sort, frozenset[Part]] = {
    Sort.NOTICE: frozenset({Part.WHAT}),
    Sort.ANSWER: frozenset({Part.QUESTION, Part.FACTS, Part.SOURCE}),
    Sort.CORRECTION: frozenset({Part.QUESTION, Part.FACTS, Part.CHECKED, Part.CONFIRMED_BY, Part.DISPUTE}),
}
NAMED: Mapping[Part, tuple[str, str]] = {
    Part.QUESTION: ("大家问的是什么", "what was asked"),
    Part.WHAT: ("什么事", "what it is about"),
    Part.FACTS: ("事实", "the facts"),
    Part.SOURCE: ("事实的来源", "the source of the facts"),
    Part.CHECKED: ("怎么核实的", "how it was checked"),
    Part.CONFIRMED_BY: ("哪个单位确认的", "which office confirmed it"),
    Part.DISPUTE: ("怎么提出异议", "how to dispute it"),
}

AFTER: Mapping[tuple[State, Step], State] = {
    (State.DRAFT, Step.EDIT): State.DRAFT,
    (State.DRAFT, Step.SUBMIT): State.REVIEW,
    (State.REVIEW, Step.CLEAR): State.CLEARED,
    (State.REVIEW, Step.RETURN): State.DRAFT,
    (State.CLEARED, Step.RETURN): State.DRAFT,
    (State.CLEARED, Step.RELEASE): State.RELEASED,
    (State.RELEASED, Step.AMEND): State.DRAFT,
    (State.RELEASED, Step.WITHDRAW): State.WITHDRAWN,
}
PREPARING = (State.DRAFT, State.REVIEW, State.CLEARED)


def after(state: State, step: Step) -> State:
    """Return the state after a step; NotAllowed where it can't be taken. DROP leads where the text stood before."""
    if (state, step) not in AFTER:
        raise NotAllowed("现在不能这样做，请刷新页面看看进展", "that can't be done now: reload the page")
    return AFTER[state, step]


def steps_from(state: State) -> list[Step]:
    """Return the steps that may be taken from a state."""
    dropping = [Step.DROP] if state in PREPARING else []
    return [step for (one, step) in AFTER if one == state] + dropping


def check_parts(sort: Sort, said: Mapping[Part, str]) -> dict[Part, str]:
    """Return the parts of a text without blanks around them; NotAllowed for one that its sort can't be without."""
    known = {part: said.get(part, "").strip() for part in PARTS[sort]}
    for part in PARTS[sort]:
        if part in NEEDED[sort] and not known[part]:
            raise NotAllowed(f"请填写{NAMED[part][0]}", f"say {NAMED[part][1]}")
    return known


def check_reviewer(reviewer: int, writers: Iterable[int]) -> None:
    """Refuse a review by anybody who wrote at the version."""
    if reviewer in writers:
        raise NotAllowed(
            "起草、修改过这份文字的人不能审查它，请由另一人审查",
            "whoever wrote at a text does not review it: somebody else does",
        )


def check_until(until: date | None, today: date) -> None:
    """Refuse an expiry that has passed already."""
    if until is not None and until < today:
        raise NotAllowed("有效期已过，请改为今天或以后", "the expiry has passed: choose today or later")


def check_tell_by(tell_by: date | None, today: date) -> None:
    """Refuse a day for the villages' receipts that has passed."""
    if tell_by is not None and tell_by < today:
        raise NotAllowed(
            "告知期限已过，请改为今天或以后", "the day to tell by has passed: choose today or later"
        )


def township_of(path: str) -> str:
    """Return the part of a unit's path that names county and township."""
    return "/".join(path.split("/")[:2])


def joined(interests: Sequence[str]) -> str:
    """Return interests as they are kept: known ones, each once, in a fixed order."""
    wanted = set(interests)
    return INTERESTS_SPLIT.join(one.value for one in Interest if one.value in wanted)


def split(kept: str) -> list[Interest]:
    """Return interests from the way they are kept."""
    return [Interest(one) for one in kept.split(INTERESTS_SPLIT) if one]


def has_expired(until: date | None, today: date) -> bool:
    """Tell whether the last day on which a text is current has passed."""
    return until is not None and until < today
