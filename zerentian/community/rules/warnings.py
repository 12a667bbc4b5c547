"""Relayed warnings (预警转发) and the calling of villages (叫应), as plain rules.

A township relays: it never issues a warning (突发事件应对法 arts 63-64: county and above; 气象灾害防御条例 art. 30:
weather stations only). A drill is marked and counts nowhere.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from unicodedata import category

from zerentian.ledger.rules.refusals import NotAllowed

LONGEST_MINUTES = 24 * 60
FIRST_YEAR, LAST_YEAR = 2000, 2100
LOCAL_ORGAN = re.compile(r"[本我]?(?:乡|镇|街道|村)")
# Counties and cities whose names begin so (镇江市, 镇海区, 乡宁县, 镇宁…自治县), and their weather stations.
NAMED_SO = re.compile(r"[乡镇](?:[^社小林景园矿山灾片辖库牧]区|.[县市]|.{1,12}自治县|.气象[台局])")
ORGAN = re.compile(r"(?:(?:居民|民)?委员会|[居民]?委会|党总?支部|委)$")
COUNTY_SIGNS = "省市县区州旗盟"


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


def check_issuer(issuer: str, home: Iterable[str], under: Iterable[str]) -> str:
    """Return the issuer of a warning; NotAllowed for none, and for the township itself or a unit of it.

    ``home`` are the names of the township and its organ, anywhere in the issuer; ``under`` those of its offices and
    villages. Blanks and signs that nobody sees hide no name.
    """
    said = issuer.strip()
    bare = "".join(one for one in said if not one.isspace() and category(one) not in ("Cf", "Cc"))
    if not bare:
        raise NotAllowed(
            "没有写明发布单位，不能转发；请粘贴带发布单位的原文",
            "no issuer is named: paste the message with its issuer",
        )
    if (
        any(name and name in bare for name in home)
        or is_local(bare)
        or any(is_own(bare, one) for one in under)
    ):
        raise NotAllowed(
            f"“{said}”是本乡镇的单位。预警只能由县级以上政府和气象等机构发布，乡镇只转发；本地提示请写公告",
            f"“{said}” is of this township, which relays and never issues: write a notice instead",
        )
    return said


def is_local(bare: str) -> bool:
    """Tell whether an issuer names only the sort of its place, as townships and villages call themselves."""
    return bool(LOCAL_ORGAN.match(bare)) and not NAMED_SO.match(bare)


def is_own(bare: str, name: str) -> bool:
    """Tell whether an issuer is a unit of this name: alone, with more behind it, or behind the names of places.

    A county's organ may be called as an office here is: what a county's name stands before is the county's.
    """
    if not name:
        return False
    body = ORGAN.sub("", bare)
    if bare.startswith(name) or body == name:
        return True
    ends = next((one for one in (bare, body) if one.endswith(name)), None)
    return ends is not None and (name.endswith(("村", "社区")) or ends[-len(name) - 1] not in COUNTY_SIGNS)


def check_minutes(minutes: int, what: str, what_en: str) -> int:
    """Return a number of minutes; NotAllowed for none or for more than a day."""
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise NotAllowed(
            f"{what}须在1到{LONGEST_MINUTES}分钟之间", f"{what_en}: between 1 and {LONGEST_MINUTES} minutes"
        )
    return minutes


def check_times(sent_at: datetime, expires_at: datetime, now: datetime) -> None:
    """Refuse a message from the future, one that ends before it begins, and one that is over.

    Years in which nothing here was or will be issued are slips of the pen.
    """
    if sent_at.year < FIRST_YEAR or expires_at.year >= LAST_YEAR:
        raise NotAllowed("发布或失效时间的年份不对，请核对", "the year of a time is wrong: check the times")
    if sent_at > now + timedelta(minutes=10):
        raise NotAllowed("发布时间在现在之后，请核对", "it was issued in the future: check the time")
    if expires_at <= sent_at:
        raise NotAllowed("失效时间不晚于发布时间，请核对", "it ends before it was issued: check the times")
    if expires_at <= now:
        raise NotAllowed(
            "这条预警已经失效，不必再转发、叫应", "it has expired: there is nothing to relay or to call for"
        )


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
    return max(0, -((begin - end) // timedelta(minutes=1)))
