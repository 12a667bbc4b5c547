"""Which clocks run on a concern: by its kind, its channel and how urgent it is. Rules stand in organization."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from zerentian.casework.rules.concerns import Channel, Kind, Route


class Purpose(StrEnum):
    """What a clock on a concern measures. The resident's own clock is ``answer``: it never restarts."""

    ANSWER = "answer"
    NOTICE = "notice"
    ACCEPT = "accept"
    OBJECTION = "objection"
    RULING = "ruling"
    REDO = "redo"
    ASK_REVIEW = "ask_review"
    REVIEW = "review"
    ASK_RECHECK = "ask_recheck"
    RECHECK = "recheck"


class Urgency(StrEnum):
    """How soon a concern calls for somebody."""

    URGENT = "urgent"
    ORDINARY = "ordinary"
    COMPLEX = "complex"


@dataclass(frozen=True, slots=True)
class Started:
    """A clock that an event starts: what it measures and by which rule."""

    purpose: Purpose
    rule_id: str


# From how many days before its due day a concern is amber.
SOON_DAYS = 3

ASSIGNED_CHANNELS = frozenset({Channel.HOTLINE, Channel.PETITION, Channel.TRANSFER})
PETITION_KINDS = frozenset({Kind.PETITION, Kind.COMPLAINT, Kind.SUGGESTION, Kind.WRONGDOING})

ANSWER_RULES: Mapping[Urgency, Mapping[Kind, str]] = {
    Urgency.URGENT: dict.fromkeys(Kind, "hotline.urgent"),
    Urgency.ORDINARY: dict.fromkeys(Kind, "hotline.handle") | {Kind.CONSULT: "hotline.consult"},
    Urgency.COMPLEX: dict.fromkeys(Kind, "hotline.complex"),
}


def answer_rule(kind: Kind, urgency: Urgency = Urgency.ORDINARY) -> str:
    """Return the rule of the resident's clock from receipt, for every kind but a petition matter.

    A petition matter's 60 days run from its acceptance (信访工作条例 art. 34): see ``on_acceptance``.
    """
    return "" if kind is Kind.PETITION else ANSWER_RULES[urgency][kind]


def notice_rule(channel: Channel) -> str:
    """Return the rule of the written notice of receipt: 15 days (信访工作条例 art. 23)."""
    return "xf.notice.assigned" if channel in ASSIGNED_CHANNELS else "xf.notice.direct"


def on_acceptance(kind: Kind, route: Route | None) -> list[Started]:
    """Return the clocks that acceptance (受理) starts: 60 days for the sixth route alone (art. 31, 34)."""
    if kind is Kind.PETITION and route in (None, Route.PETITION):
        return [Started(Purpose.ANSWER, "xf.handle")]
    return []


def on_dispatch(kind: Kind) -> list[Started]:
    """Return the step clocks a dispatch starts: to accept or send back, and to object with reasons (art. 23)."""
    objection = "xf.objection" if kind in PETITION_KINDS else "hotline.return"
    return [Started(Purpose.ACCEPT, "hotline.return"), Started(Purpose.OBJECTION, objection)]
