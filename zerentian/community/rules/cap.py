"""A relayed warning as a CAP 1.2 message (OASIS, 2010-07-01): the issuer's identifier; who relays it in a note."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from zerentian.community.rules.alerts import CAP
from zerentian.community.rules.warnings import Colour, Message
from zerentian.ledger.rules.periods import LOCAL

# Convention (no standard fixes it); the colour is a parameter of its own.
SEVERITY = {
    Colour.RED: "Extreme",
    Colour.ORANGE: "Severe",
    Colour.YELLOW: "Moderate",
    Colour.BLUE: "Minor",
    Colour.UNKNOWN: "Unknown",
}
CATEGORIES: tuple[tuple[str, str], ...] = (
    (r"地质|滑坡|泥石流|山洪", "Geo"),
    (r"火险|森林火|火灾", "Fire"),
    (r"暴雨|台风|大风|雷|冰雹|高温|寒潮|霜冻|大雾|霾|沙尘|道路结冰|暴雪|干旱|降温|强对流", "Met"),
)
MESSAGE = {Message.ALERT: "Alert", Message.UPDATE: "Update", Message.CANCEL: "Cancel"}
FORBIDDEN = re.compile(r"[\s,<&]+")


@dataclass(frozen=True, slots=True)
class Relayed:
    """What is told of a relayed warning. ``references`` are (sender, identifier, sent) of those it changes or lifts."""

    identifier: str
    sender: str
    issuer: str
    relayed_by: str
    hazard: str
    colour: Colour
    message: Message
    sent_at: datetime
    expires_at: datetime
    headline: str
    text: str
    instruction: str
    areas: Sequence[str]
    drill: bool
    effective_at: datetime | None = None
    references: Sequence[tuple[str, str, datetime]] = ()
    codes: Mapping[str, str] = field(default_factory=dict)


def cap_message(one: Relayed) -> bytes:
    """Return the message as XML."""
    alert = etree.Element(f"{{{CAP}}}alert", nsmap={None: CAP})
    put(alert, "identifier", name_of(one.identifier))
    put(alert, "sender", name_of(one.sender or one.issuer))
    put(alert, "sent", at(one.sent_at))
    put(alert, "status", "Exercise" if one.drill else "Actual")
    put(alert, "msgType", MESSAGE[one.message])
    put(alert, "source", one.issuer)
    put(alert, "scope", "Public")
    put(alert, "note", f"由{one.relayed_by}转发，原发布单位：{one.issuer}")
    if one.references:
        put(
            alert,
            "references",
            " ".join(f"{name_of(by)},{name_of(key)},{at(sent)}" for by, key, sent in one.references),
        )
    add_info(alert, one)
    message: bytes = etree.tostring(alert, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return message


def add_info(alert: "etree._Element", one: Relayed) -> None:
    """Add the block that says what is warned of, in the order the schema demands."""
    info = etree.SubElement(alert, f"{{{CAP}}}info")
    put(info, "language", "zh-CN")
    put(info, "category", one.codes.get("category") or category_of(one.hazard))
    put(info, "event", one.hazard or "预警")
    put(info, "urgency", one.codes.get("urgency", "Unknown"))
    put(info, "severity", one.codes.get("severity") or SEVERITY[one.colour])
    put(info, "certainty", one.codes.get("certainty", "Unknown"))
    if one.effective_at:
        put(info, "onset", at(one.effective_at))
    put(info, "expires", at(one.expires_at))
    put(info, "senderName", one.issuer)
    for name, text in (
        ("headline", one.headline),
        ("description", one.text),
        ("instruction", one.instruction),
    ):
        if text:
            put(info, name, text)
    parameter = etree.SubElement(info, f"{{{CAP}}}parameter")
    put(parameter, "valueName", "colour")
    put(parameter, "value", one.colour.value)
    for place in one.areas or ["—"]:
        put(etree.SubElement(info, f"{{{CAP}}}area"), "areaDesc", place)


def put(parent: "etree._Element", name: str, text: str) -> None:
    """Add a child with a text."""
    etree.SubElement(parent, f"{{{CAP}}}{name}").text = text


def at(moment: datetime) -> str:
    """Return a moment as CAP writes it: local time with its offset, never Z."""
    return moment.astimezone(LOCAL).replace(microsecond=0).isoformat()


def name_of(text: str) -> str:
    """Return an identifier or sender without the signs that CAP forbids in them."""
    return FORBIDDEN.sub("-", text.strip())


def category_of(hazard: str) -> str:
    """Return the category of a hazard by its Chinese name."""
    return next((code for pattern, code in CATEGORIES if re.search(pattern, hazard)), "Other")
