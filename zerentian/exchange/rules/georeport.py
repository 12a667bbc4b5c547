"""GeoReport v2 (Open311): its answers as XML and JSON, its times, points and errors; nothing of the database.

Source: https://wiki.open311.org/GeoReport_v2/, by which JSON follows the XML by the "Spark convention": a list in
the place of the element that holds it.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree

FORMATS = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
LONGEST_RANGE = timedelta(days=90)
MOST_REQUESTS = 1000
MOST_DESCRIPTION = 4000
# As much as the public form takes for one of its extra questions.
MOST_ANSWER = 400
STATUSES = ("open", "closed")
# What a list's elements are called in XML.
ITEMS = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
# The characters that XML 1.0 has no way to write.
UNWRITABLE = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
ATTRIBUTE = re.compile(r"attribute\[([^\]]+)\](?:\[\])?")
# In degrees: what lies in or near China.
NORTH, EAST = (3, 54), (73, 136)


class Wrong(ValueError):
    """What a client is told it did wrong: the status, and a description as the specification words it."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status, self.description = status, description


def as_xml(name: str, value: object) -> bytes:
    """Return a document of nested mappings and lists, with its declaration."""
    tree: bytes = ElementTree.tostring(element(name, value), encoding="utf-8", xml_declaration=True)
    return tree


def element(name: str, value: object) -> ElementTree.Element:
    """Return one element with all that stands in it."""
    made = ElementTree.Element(name)
    if isinstance(value, Mapping):
        made.extend(element(key, inner) for key, inner in value.items())
    elif isinstance(value, list):
        made.extend(element(ITEMS[name], inner) for inner in value)
    elif isinstance(value, bool):
        made.text = "true" if value else "false"
    elif value is not None:
        made.text = UNWRITABLE.sub("\ufffd", str(value))
    return made


def as_json(value: object) -> bytes:
    """Return a document as JSON, readable as it is."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def read_moment(text: str, name: str) -> datetime:
    """Read a time as the W3C note writes it, with its zone; raises Wrong for any other."""
    try:
        moment = datetime.fromisoformat(text)
        in_utc = moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        in_utc = None
    if in_utc is None:
        raise Wrong(400, f"{name} must be a w3 datetime with its zone, such as 2026-03-02T09:00:00+08:00")
    return in_utc


def read_range(start: str, end: str, now: datetime) -> tuple[datetime, datetime]:
    """Return the first and last moment asked for; without both, the most recent 90 days. Raises Wrong."""
    last = read_moment(end, "end_date") if end else None
    first = read_moment(start, "start_date") if start else None
    try:
        last = last or (min(now, first + LONGEST_RANGE) if first else now)
        first = first or last - LONGEST_RANGE
    except OverflowError:
        raise Wrong(400, "start_date or end_date lies beyond all time") from None
    if last - first > LONGEST_RANGE:
        raise Wrong(400, "start_date and end_date may not span more than 90 days")
    return first, last


def read_words(text: str) -> set[str]:
    """Return what is declared, comma delimited."""
    return {part.strip() for part in text.split(",") if part.strip()}


def read_point(lat: str, long: str) -> str:
    """Return a point in degrees north and east, to ten metres, or "" for none; raises Wrong for half a one."""
    if not lat and not long:
        return ""
    try:
        north, east = Decimal(lat), Decimal(long)
        inside = NORTH[0] <= north <= NORTH[1] and EAST[0] <= east <= EAST[1]
    except InvalidOperation:
        inside = False
    if not inside:
        raise Wrong(400, "lat and long must both be sent, in degrees (WGS84), and lie within the country")
    return f"{north:.4f},{east:.4f}"


def read_attributes(sent: Iterable[tuple[str, list[str]]]) -> dict[str, list[str]]:
    """Return the values of ``attribute[code]`` and ``attribute[code][]``, by code."""
    found: dict[str, list[str]] = {}
    for name, values in sent:
        if match := ATTRIBUTE.fullmatch(name):
            found.setdefault(match[1], []).extend(value for value in values if value.strip())
    return found


def definition(code: str, questions: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """Return the service definition that a category's extra questions make, in their order."""
    return {
        "service_code": code,
        "attributes": [attribute(asked, place) for place, asked in enumerate(questions, 1)],
    }


def attribute(asked: Mapping[str, object], order: int) -> dict[str, object]:
    """Return one extra question as an attribute; the key of a value is the value."""
    options = asked.get("options")
    chosen = [str(one) for one in options] if isinstance(options, (list, tuple)) else []
    return {
        "variable": True,
        "code": str(asked["code"]),
        "datatype": "singlevaluelist" if chosen else "string",
        "required": bool(asked.get("needed")),
        "datatype_description": None,
        "order": order,
        "description": str(asked["label"]),
        "values": [{"key": one, "name": one} for one in chosen],
    }


def answers_to(questions: Iterable[Mapping[str, object]], given: Mapping[str, list[str]]) -> dict[str, str]:
    """Return the answers by the codes of the questions; raises Wrong for a missing, unknown or unlisted one."""
    asked = {str(one["code"]): one for one in questions}
    if unknown := sorted(set(given) - set(asked)):
        raise Wrong(400, f"attribute[{unknown[0]}] is not in the service definition")
    answers = {}
    for code, question in asked.items():
        values, options = given.get(code, []), question.get("options") or ()
        if question.get("needed") and not values:
            raise Wrong(400, f"attribute[{code}] was not provided")
        if len(values) > 1:
            raise Wrong(400, f"attribute[{code}] takes one value")
        if any(len(value) > MOST_ANSWER or "\x00" in value for value in values):
            raise Wrong(400, f"attribute[{code}] takes at most {MOST_ANSWER} characters, all of them text")
        if values and isinstance(options, (list, tuple)) and options and values[0] not in options:
            raise Wrong(400, f"attribute[{code}] must be one of the values of the service definition")
        if values:
            answers[code] = values[0]
    return answers
