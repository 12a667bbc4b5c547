"""The description of the addresses for programs, as OpenAPI 3.1: what a view declares, put into one document.

Source: https://spec.openapis.org/oas/v3.1.0, whose schemas are JSON Schema 2020-12. Only the words of it that stand in
this module are used, so that what checks an answer can know them all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
TRUTH: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
FILE: Schema = {"type": "string", "format": "binary"}
JSON, PAGE = "application/json", "text/html"

STATUSES = {
    200: "办成 · done",
    201: "已建立 · made",
    400: "参数缺失或有误 · something is missing or wrong",
    401: "没有在用的访问密钥 · no access key in use",
    403: "该账号没有此权限，或密钥只能读取 · the account has no right to that, or the key only reads",
    404: "没有，或您无权查看 · nothing here that you may see",
    409: "不予办理，理由在内 · refused: the reason says why",
    422: "某一项或某一行有误 · a field or a row is wrong: named",
}


def of(properties: Mapping[str, Schema]) -> Schema:
    """Return the schema of an object that has just these properties, each of them always."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def by_name(schema: Schema) -> Schema:
    """Return the schema of an object that holds such values under names of its own."""
    return {"type": "object", "additionalProperties": schema}


def many(schema: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": schema}


def maybe(schema: Schema) -> Schema:
    """Return the schema of a value that may be null: not known, or not there."""
    return {"anyOf": [schema, {"type": "null"}]}


def any_of(*schemas: Schema) -> Schema:
    """Return the schema of a value that is as one of several."""
    return {"anyOf": list(schemas)}


def one_of(values: Iterable[str]) -> Schema:
    """Return the schema of a text from a closed list."""
    return {"type": "string", "enum": list(values)}


REFUSED = of({"error": TEXT})


@dataclass(frozen=True, slots=True)
class Taken:
    """One thing that an operation takes: its schema, whether it must be there, what it means."""

    schema: Schema = field(default_factory=lambda: TEXT)
    needed: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """What an address does by one method. ``query`` and ``sent`` are by name; ``sent`` is a form's body of ``kind``.

    ``refusals`` are the statuses in which it answers by ``refused``; ``also``: what the same status may tell instead.
    ``endings``: the formats with which the address may end; ``kinds``: the media types of an answer, of which those of
    JSON have the schema. ``refused_kinds``: those of a refusal, where they are others.
    """

    summary: str
    answer: Schema
    query: Mapping[str, Taken] = field(default_factory=dict)
    sent: Mapping[str, Taken] = field(default_factory=dict)
    kind: str = "multipart/form-data"
    status: int = 200
    refusals: Sequence[int] = (401, 403)
    refused: Schema = field(default_factory=lambda: REFUSED)
    also: Mapping[int, Schema] = field(default_factory=dict)
    keyed: bool = True
    endings: Sequence[str] = ()
    kinds: Sequence[str] = (JSON,)
    refused_kinds: Sequence[str] = ()

    def as_data(self, places: Sequence[str]) -> dict[str, Any]:
        """Return the operation as it stands in the document, with the names that stand in its address."""
        data: dict[str, Any] = {"summary": self.summary, "responses": self.responses()}
        parameters = [named(name, "path", Taken(self.place(name), needed=True)) for name in places]
        parameters += [named(name, "query", taken) for name, taken in self.query.items()]
        if parameters:
            data["parameters"] = parameters
        if self.sent:
            data["requestBody"] = {"required": True, "content": {self.kind: {"schema": self.body()}}}
        if self.keyed:
            data["security"] = [{"key": []}]
        return data

    def place(self, name: str) -> Schema:
        """Return what may stand in the address under a name."""
        if name == "form":
            return one_of(self.endings)
        return WHOLE if name == "pk" else TEXT

    def body(self) -> Schema:
        """Return the schema of the form that is sent."""
        return {
            "type": "object",
            "properties": {name: described(one) for name, one in self.sent.items()},
            "required": [name for name, one in self.sent.items() if one.needed],
        }

    def responses(self) -> dict[str, Any]:
        """Return every status with what it tells."""
        told = {self.status: self.answer} | dict.fromkeys(self.refusals, self.refused)
        for status, schema in self.also.items():
            told[status] = {"anyOf": [told[status], schema]} if status in told else schema
        return {
            str(status): {
                "description": STATUSES[status],
                "content": content(schema, (status in self.refusals and self.refused_kinds) or self.kinds),
            }
            for status, schema in sorted(told.items())
        }


def content(schema: Schema, kinds: Sequence[str]) -> dict[str, Any]:
    """Return an answer in each of its formats; of what is no JSON only that it is text is told."""
    return {kind: {"schema": schema if kind.endswith("json") else TEXT} for kind in kinds}


def described(taken: Taken) -> Schema:
    """Return a schema with what the thing means."""
    return {**taken.schema, "description": taken.said} if taken.said else taken.schema


def named(name: str, stands: str, taken: Taken) -> dict[str, Any]:
    """Return a parameter as it stands in the document."""
    data = {"name": name, "in": stands, "required": taken.needed, "schema": taken.schema}
    return data | ({"description": taken.said} if taken.said else {})


@dataclass(frozen=True, slots=True)
class Called:
    """A message that this system sends of itself: its headers by name, with what each means, and its body."""

    summary: str
    headers: Mapping[str, str]
    body: Schema

    def as_data(self) -> dict[str, Any]:
        """Return the message as it stands in the document."""
        return {
            "summary": self.summary,
            "parameters": [
                named(name, "header", Taken(needed=True, said=said)) for name, said in self.headers.items()
            ],
            "requestBody": {"required": True, "content": content(self.body, (JSON,))},
            "responses": {
                "2XX": {"description": "收到 · taken"},
                "410": {"description": "不必再送 · send no more"},
            },
        }


def document(
    title: str,
    version: str,
    paths: Mapping[str, Mapping[str, tuple[Operation, Sequence[str]]]],
    calls: Mapping[str, Called],
) -> dict[str, Any]:
    """Return the whole document; ``paths``: by address and method, the operation and the names in the address.

    ``calls`` are the messages that go out, by a name of their own.
    """
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": {
            path: {method: one.as_data(places) for method, (one, places) in methods.items()}
            for path, methods in sorted(paths.items())
        },
        "webhooks": {name: {"post": call.as_data()} for name, call in calls.items()},
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }
