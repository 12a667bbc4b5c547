"""Relayed warnings (预警转发) and the calling of villages (叫应), as plain rules.

A township relays: it never issues a warning (突发事件应对法 arts 63-64: county and above; 气象灾害防御条例 art. 30:
weather stations only). A drill is marked and counts nowhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed

LONGEST_MINUTES = 24 * 60


class Colour(StrEnum):
    """The four levels of 突发事件应对法 art. 63, the highest first; UNKNOWN where the message names none."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"
    UNKNOWN = "unknown"


class Message(StrEnum):
    """What a message does: it warns, changes an earlier one, or lifts it."""

    ALERT = "alert"
    UPDATE = "update"
    CANCEL = "cancel"


class Form(StrEnum):
    """In which form a message came."""

    CAP = "cap"
    JSON = "json"
    TEXT = "text"


class State(StrEnum):
    """Where a relayed warning stands; what has expired still stands until something takes its place."""

    STANDING = "standing"
    REPLACED = "replaced"
    LIFTED = "lifted"


class Called(StrEnum):
    """Where the call to a village stands."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"


class Channel(StrEnum):
    """How a village was called."""

    PHONE = "phone"
    RADIO = "radio"
    LOUDSPEAKER = "loudspeaker"
    DOOR = "door"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Alert:
    """What was recognised in a message; an empty text or None is what it does not say."""

    form: Form
    identifier: str = ""
    sender: str = ""
    issuer: str = ""
    hazard: str = ""
    colour: Colour = Colour.UNKNOWN
    message: Message = Message.ALERT
    sent_at: datetime | None = None
    effective_at: datetime | None = None
    expires_at: datetime | None = None
    headline: str = ""
    text: str = ""
    instruction: str = ""
    areas: str = ""
    references: tuple[str, ...] = ()
    drill: bool = False
    codes: Mapping[str, str] = field(default_factory=dict)


def check_issuer(issuer: str, own: Iterable[str]) -> str:
    """Return the issuer of a warning; NotAllowed for none, and for the township itself or a unit of it."""
    said = issuer.strip()
    if not said:
        raise NotAllowed(
            "没有写明发布单位，不能转发；请粘贴带发布单位的原文",
            "no issuer is named: paste the message with its issuer",
        )
    for name in own:
        if name and (said == name or said.startswith(name)):
            raise NotAllowed(
                f"“{said}”是本乡镇的单位。预警只能由县级以上政府和气象等机构发布，乡镇只转发；本地提示请写公告",
                f"“{said}” is of this township, which relays and never issues: write a notice instead",
            )
    return said


def check_minutes(minutes: int, what: str, what_en: str) -> int:
    """Return a number of minutes; NotAllowed for none or for more than a day."""
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise NotAllowed(
            f"{what}须在1到{LONGEST_MINUTES}分钟之间", f"{what_en}: between 1 and {LONGEST_MINUTES} minutes"
        )
    return minutes


def check_times(sent_at: datetime, expires_at: datetime, now: datetime) -> None:
    """Refuse a message from the future, and one that ends before it begins."""
    if sent_at > now + timedelta(minutes=10):
        raise NotAllowed("发布时间在现在之后，请核对", "it was issued in the future: check the time")
    if expires_at <= sent_at:
        raise NotAllowed("失效时间不晚于发布时间，请核对", "it ends before it was issued: check the times")


def named_in(text: str, names: Mapping[int, str]) -> list[int]:
    """Return the keys of the villages that a text names, longest names first, so that 上坪 is not found in 大上坪."""
    rest, found = text, []
    for key, name in sorted(names.items(), key=lambda one: -len(one[1])):
        short = name.removesuffix("村").removesuffix("社区")
        for wanted in (name, short if len(short) > 1 else name):
            if wanted in rest:
                rest = rest.replace(wanted, "□")
                found.append(key)
                break
    return found


def next_contact(contacts: Sequence[int], tried: Sequence[int]) -> int | None:
    """Return the contact to call next: the one after the last tried, from the first again after the last of all."""
    if not contacts:
        return None
    known = [one for one in tried if one in contacts]
    return contacts[(contacts.index(known[-1]) + 1) % len(contacts)] if known else contacts[0]


def minutes_between(begin: datetime, end: datetime) -> int:
    """Return the whole minutes between two moments, begun ones counted."""
    return max(0, -(-int((end - begin).total_seconds()) // 60))
