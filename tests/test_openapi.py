"""What is described of the addresses for programs holds, whatever is sent: a fuzzer that reads the description.

It knows the words of JSON Schema that our description uses and refuses any other: schemathesis would bring fifteen
packages, and hypothesis-jsonschema was last released in 2024.
"""

import io
import json
import re
from datetime import date, datetime, timedelta
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conftest import NOW
from tests.test_surfaces import complaint, member, plain, report
from zerentian.casework import actions
from zerentian.casework.models import Category, Concern
from zerentian.community.actions import notices
from zerentian.community.rules.notices import Sort
from zerentian.community.tests.conftest import NOTICE
from zerentian.exchange.actions.opened import open_figure
from zerentian.exchange.tests.test_imports import OPEN, sheet
from zerentian.ledger.actions import seal
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.access import walk
from zerentian.organization.actions.keys import make_key
from zerentian.organization.models import Unit
from zerentian.web.views.api import description

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]

DOCUMENT = description()
OPERATIONS = [
    (method, path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
IDS = [f"{method} {path}" for method, path, _ in OPERATIONS]
WORDS = {"type", "enum", "anyOf", "items", "properties", "required", "additionalProperties", "format"}
BOUNDS = {"maxLength", "minimum", "description"}
TYPES = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict, "null": type(None)}
READ = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}
# The door refuses a NUL before any view is asked.
AWKWARD = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12) | st.sampled_from(
    ["'", "%00", "-1", "9" * 30, "<b>", "\u202e", "一"]
)


def wrong_in(schema, value, at="answer"):
    """Yield what of a value is not as its schema says; a word of the schema that is not known is an error here."""
    assert set(schema) <= WORDS | BOUNDS, schema
    if "anyOf" in schema:
        if all(list(wrong_in(one, value, at)) for one in schema["anyOf"]):
            yield f"{at}: {value!r} is none of {schema['anyOf']}"
        return
    if not isinstance(value, TYPES[schema["type"]]) or (
        schema["type"] == "integer" and isinstance(value, bool)
    ):
        yield f"{at}: {value!r} is no {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is not in {schema['enum']}"
    if reads := READ.get(schema.get("format", "")):
        try:
            reads(value)
        except ValueError:
            yield f"{at}: {value!r} is no {schema['format']}"
    if isinstance(value, list):
        for place, one in enumerate(value):
            yield from wrong_in(schema["items"], one, f"{at}[{place}]")
    if isinstance(value, dict):
        yield from wrong_within(schema, value, at)


def wrong_within(schema, value, at):
    """Yield what is wrong in an object."""
    known, others = schema.get("properties", {}), schema["additionalProperties"]
    yield from (f"{at}: {name} is missing" for name in schema.get("required", ()) if name not in value)
    for name, one in value.items():
        if name in known or others:
            yield from wrong_in(known.get(name, others), one, f"{at}.{name}")
        else:
            yield f"{at}: {name} is not described"


def values(schema, known):
    """Return a strategy of what may be sent for a schema, some of it of no use."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | AWKWARD
    if schema.get("format") == "binary":
        return st.binary(max_size=40) | st.just(sheet(OPEN).getvalue())
    days = st.dates(date(2025, 1, 1), date(2027, 1, 1)).map(str)
    if schema.get("format") == "date":
        return days | AWKWARD
    if schema.get("format") == "date-time":
        return days.map(lambda day: f"{day}T00:00:00Z") | AWKWARD
    if schema["type"] == "integer":
        return st.integers(-2, 2**70).map(str) | AWKWARD
    return st.sampled_from(known) | AWKWARD if known else AWKWARD


@pytest.fixture(scope="module")
def there(beginning):
    """What stands in addresses and forms, by name: a plain matter, a complaint, a report, and a key that writes."""
    concerns = [one.concern for one in (plain(), complaint(), report())]
    actions.keep_category(
        unit=concerns[0].unit,
        code="hole",
        name="坑洞",
        group="traffic",
        questions=[{"code": "q1", "label": "多大", "options": ["大", "小"], "needed": False, "advice": {}}],
        by=member("receptionist"),
        now=NOW,
    )
    seal(now=NOW)
    said = {"password": "Zuoye-2026-tian", "last": local_day(NOW) + timedelta(days=9)}
    keys = [
        make_key(label="对接", writes=writes, by=member(username), now=NOW, **said).token
        for username, writes in (("receptionist", True), ("first", True), ("inspector", False))
    ]
    codes = list(Category.objects.values_list("code", flat=True))
    return {
        "key": [one.key for one in concerns],
        "before": [one.key for one in concerns],
        "code": [*(one.code for one in concerns), *codes],
        "service_code": codes,
        "pk": ["1"],
        "service_request_id": [one.code for one in concerns],
        "jurisdiction_id": ["990101"],
        "unit": ["990100/990101", "990101"],
        "period": ["2026", "2026H1", "2026-03"],
        "address_string": ["村口"],
        "api_key": keys[:1] * 4 + keys,
        "token": keys,
    }


@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
@given(data=st.data())
@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=IDS)
def test_every_answer_is_one_that_is_described(method, path, operation, there, data):
    where, query, sent = path, {}, {}
    for one in operation.get("parameters", ()):
        drawn = values(one["schema"], there.get(one["name"]))
        if one["in"] == "path":
            drawn = st.sampled_from(one["schema"].get("enum") or there[one["name"]]) | AWKWARD
            part = data.draw(drawn.filter(lambda text: text.strip("./") and "/" not in text), one["name"])
            where = where.replace(f"{{{one['name']}}}", quote(part, safe=""))
        elif data.draw(st.booleans()):
            query[one["name"]] = data.draw(drawn, one["name"])
    for kind, body in operation.get("requestBody", {}).get("content", {}).items():
        for name, schema in body["schema"]["properties"].items():
            if name in body["schema"]["required"] or data.draw(st.booleans()):
                drawn = data.draw(values(schema, there.get(name)), name)
                sent[name] = SimpleUploadedFile("表.csv", drawn) if isinstance(drawn, bytes) else drawn
        assert kind in ("multipart/form-data", "application/x-www-form-urlencoded")
    keyed = "security" in operation
    token = data.draw(st.sampled_from([*there["token"], "ztk_guess"]), "key") if keyed else ""
    client = Client(headers={"Authorization": f"Bearer {token}"} if keyed else None)
    answer = client.get(where, query) if method == "get" else client.post(where, sent)
    told = operation["responses"].get(str(answer.status_code))
    assert told, (answer.status_code, answer.content[:300])
    kind = answer["Content-Type"].split(";")[0]
    assert kind in told["content"], kind
    if kind.endswith("json"):
        assert not list(wrong_in(told["content"][kind]["schema"], json.loads(answer.content)))


def test_every_address_for_programs_is_described_and_the_description_is_public(client):
    routes = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/{route}"): name
        for route, name, view in walk(get_resolver().url_patterns)
        if hasattr(view, "takes_key") or (is_public(view) and FOR_PROGRAMS.search(route))
    }
    # Open to who has opened a code, or has the secret of a calendar; and the description itself.
    others = {"residents:data", "deadlines-feed", "api-openapi"}
    assert {route for route, name in routes.items() if name not in others} == set(DOCUMENT["paths"])
    told = client.get(reverse("api-openapi"))
    assert told.json() == DOCUMENT
    assert told.json()["openapi"] == "3.1.0"


FOR_PROGRAMS = re.compile(r"\.(?:atom|json|ics|xml|csv|<(?:\w+:)?form>)$")


def is_public(view):
    """Tell whether a view is open to anybody."""
    return getattr(view, "declared_rights", None) == frozenset()


def tell_the_public(there):
    """Open a figure, and release a notice."""
    township, first = Unit.objects.get(code="990101"), member("first")
    open_figure(township, code="concerns.received", by=first, now=NOW)
    written = {"by": member("receptionist"), "now": NOW}
    text = notices.submit_notice(
        notices.write_notice(NOTICE, sort=Sort.NOTICE, unit=township, **written), **written
    )
    cleared = notices.clear_notice(text, words="不涉密", by=first, now=NOW)
    notices.release_notice(cleared, by=first, now=NOW)
    seal(now=NOW)


def test_what_is_open_to_all_answers_as_described(there):
    tell_the_public(there)
    asking = Client()
    for path, kind in (
        ("/open/figures.json", "application/json"),
        ("/notices/feed.json", "application/feed+json"),
    ):
        template = path.replace("figures.json", "figures.{form}")
        schema = DOCUMENT["paths"][template]["get"]["responses"]["200"]["content"][kind]["schema"]
        told = json.loads(asking.get(path).content)
        assert told.get("figures") or told.get("items"), path
        assert not list(wrong_in(schema, told)), path
    assert asking.get("/open/figures.csv")["Content-Type"].startswith("text/csv")


def test_a_message_of_a_webhook_is_one_that_is_described():
    body = DOCUMENT["webhooks"]["moved"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    told = {"kind": "concern", "number": "2026-0001", "state": "dispatched", "link": "https://x/"}
    moment = "2026-03-02T01:00:00Z"
    for data in ({}, told):
        assert not list(wrong_in(body, {"type": "concern.dispatched", "timestamp": moment, "data": data}))
    assert list(wrong_in(body, {"type": "a", "timestamp": moment, "data": told | {"name": "某某"}}))


def test_what_differs_from_its_description_is_named():
    schema = DOCUMENT["paths"]["/api/concerns/"]["get"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ]
    assert list(wrong_in(schema, {"concerns": [], "next": None})) == []
    for wrong in (
        {"concerns": []},
        {"concerns": [], "next": 1},
        {"concerns": [], "next": None, "more": 1},
        [],
    ):
        assert list(wrong_in(schema, wrong)), wrong
    assert list(wrong_in({"type": "string", "format": "date"}, "2026-02-30"))
    assert list(wrong_in({"type": "integer"}, True))


def test_a_good_request_answers_as_described(there):
    asking = Client(headers={"Authorization": f"Bearer {there['token'][0]}"})
    listed = asking.get("/api/concerns/").json()["concerns"]
    assert listed
    alone = DOCUMENT["paths"]["/api/concerns/{key}/"]["get"]["responses"]["200"]["content"][
        "application/json"
    ]
    for one in listed:
        assert not list(wrong_in(alone["schema"], asking.get(one["data"]).json()))
    file = io.BytesIO(sheet(OPEN).getvalue())
    file.name = "热线.csv"
    brought = asking.post("/api/concerns/import/", {"file": file, "source": "县热线"})
    assert brought.status_code == 200, brought.content.decode()
    described = DOCUMENT["paths"]["/api/concerns/import/"]["post"]["responses"]["200"]["content"]
    assert not list(wrong_in(described["application/json"]["schema"], brought.json()))
    assert Concern.objects.filter(source="县热线").exists()
