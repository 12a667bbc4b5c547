"""How addresses for programs are described: what each answers, takes and refuses, put into one document."""

import pytest

from zerentian.organization.rules import openapi
from zerentian.organization.rules.openapi import (
    DAY,
    FILE,
    JSON,
    PAGE,
    REFUSED,
    TEXT,
    TRUTH,
    WHOLE,
    Called,
    Operation,
    Taken,
    document,
)


def test_an_object_has_just_its_properties_each_of_them_always():
    found = openapi.of({"name": TEXT, "last": DAY})
    assert found == {
        "type": "object",
        "properties": {"name": {"type": "string"}, "last": {"type": "string", "format": "date"}},
        "required": ["name", "last"],
        "additionalProperties": False,
    }


def test_schemas_are_put_together_as_json_schema_writes_it():
    assert openapi.by_name(WHOLE) == {"type": "object", "additionalProperties": {"type": "integer"}}
    assert openapi.many(TRUTH) == {"type": "array", "items": {"type": "boolean"}}
    assert openapi.maybe(TEXT) == {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert openapi.any_of(TEXT, WHOLE) == {"anyOf": [{"type": "string"}, {"type": "integer"}]}
    assert openapi.one_of(code for code in ("b", "a")) == {"type": "string", "enum": ["b", "a"]}
    assert REFUSED["required"] == ["error"]


@pytest.mark.parametrize(
    ("name", "endings", "schema"),
    [
        ("pk", (), WHOLE),
        ("code", (), TEXT),
        ("form", ("xlsx", "csv"), {"type": "string", "enum": ["xlsx", "csv"]}),
    ],
)
def test_what_stands_in_an_address_must_be_there_and_has_its_form(name, endings, schema):
    one = Operation("读取", TEXT, endings=endings)
    (parameter,) = one.as_data([name])["parameters"]
    assert parameter == {"name": name, "in": "path", "required": True, "schema": schema}


def test_an_operation_says_what_it_takes_and_only_what_it_takes():
    bare = Operation("读取", TEXT).as_data([])
    assert set(bare) == {"summary", "responses", "security"}
    assert bare["security"] == [{"key": []}]
    assert "security" not in Operation("首页", TEXT, keyed=False).as_data([])
    asked = Operation("读取", TEXT, query={"q": Taken(said="词语"), "day": Taken(DAY, needed=True)})
    place, words, day = asked.as_data(["pk"])["parameters"]
    assert (place["in"], words["in"], day["in"]) == ("path", "query", "query")
    assert words == {
        "name": "q",
        "in": "query",
        "required": False,
        "schema": {"type": "string"},
        "description": "词语",
    }
    assert day["required"] is True
    assert "description" not in day


def test_a_form_says_which_fields_must_be_sent_and_what_they_mean():
    sent = {"file": Taken(FILE, needed=True, said="表格"), "note": Taken()}
    body = Operation("送交", TEXT, sent=sent).as_data([])["requestBody"]
    assert body["required"] is True
    (kind,) = body["content"]
    assert kind == "multipart/form-data"
    schema = body["content"][kind]["schema"]
    assert schema["required"] == ["file"]
    assert schema["properties"] == {
        "file": {"type": "string", "format": "binary", "description": "表格"},
        "note": {"type": "string"},
    }
    assert schema["type"] == "object"
    assert "requestBody" not in Operation("读取", TEXT).as_data([])


def test_every_status_is_told_in_its_order_with_what_it_means():
    found = Operation("建立", WHOLE, status=201, refusals=(409, 401)).responses()
    assert list(found) == ["201", "401", "409"]
    assert found["201"]["content"] == {JSON: {"schema": WHOLE}}
    assert found["409"]["content"] == {JSON: {"schema": REFUSED}}
    assert all(found[str(code)]["description"] == openapi.STATUSES[code] for code in (201, 401, 409))
    assert list(Operation("读取", TEXT).responses()) == ["200", "401", "403"]


def test_what_the_same_status_may_tell_instead_stands_beside_it():
    found = Operation("送交", TEXT, refusals=(422,), also={422: WHOLE, 404: TRUTH}).responses()
    assert found["422"]["content"][JSON]["schema"] == {"anyOf": [REFUSED, WHOLE]}
    assert found["404"]["content"][JSON]["schema"] == TRUTH


def test_only_answers_in_json_have_a_schema_of_their_own():
    answer = openapi.many(TEXT)
    file = Operation("下载", answer, kinds=("text/csv", JSON), refusals=(403,)).responses()
    assert file["200"]["content"] == {"text/csv": {"schema": TEXT}, JSON: {"schema": answer}}
    assert set(file["403"]["content"]) == {"text/csv", JSON}
    page = Operation("下载", answer, kinds=("text/csv",), refusals=(403,), refused_kinds=(PAGE,)).responses()
    assert set(page["403"]["content"]) == {PAGE}
    assert set(page["200"]["content"]) == {"text/csv"}
    problem = openapi.content(answer, ("application/problem+json",))
    assert problem == {"application/problem+json": {"schema": answer}}


def test_a_message_that_goes_out_names_its_headers_and_when_to_stop():
    data = Called("有新事", {"X-Sign": "签名"}, openapi.of({"id": WHOLE})).as_data()
    (header,) = data["parameters"]
    assert header == {
        "name": "X-Sign",
        "in": "header",
        "required": True,
        "schema": {"type": "string"},
        "description": "签名",
    }
    assert data["requestBody"]["required"] is True
    assert data["requestBody"]["content"][JSON]["schema"]["required"] == ["id"]
    assert set(data["responses"]) == {"2XX", "410"}


def test_the_document_holds_every_address_in_order_and_how_a_key_is_shown():
    read, write = Operation("读取", TEXT), Operation("写入", TEXT, status=201)
    paths = {"/b/{pk}/": {"get": (read, ("pk",)), "post": (write, ("pk",))}, "/a/": {"get": (read, ())}}
    found = document("泽润田", "1.2", paths, {"told": Called("有新事", {}, TEXT)})
    assert found["openapi"] == "3.1.0"
    assert found["info"] == {"title": "泽润田", "version": "1.2"}
    assert list(found["paths"]) == ["/a/", "/b/{pk}/"]
    assert list(found["paths"]["/b/{pk}/"]) == ["get", "post"]
    assert "201" in found["paths"]["/b/{pk}/"]["post"]["responses"]
    assert "parameters" not in found["paths"]["/a/"]["get"]
    assert list(found["webhooks"]["told"]) == ["post"]
    assert found["components"]["securitySchemes"] == {"key": {"type": "http", "scheme": "bearer"}}
