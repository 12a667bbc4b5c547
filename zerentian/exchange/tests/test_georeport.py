"""Open311 GeoReport v2: read by anybody, told by key, and nothing of persons or of what is shielded."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from zerentian.casework import actions
from zerentian.casework.models import Concern
from zerentian.casework.rules.concerns import Group, Kind
from zerentian.exchange.rules import georeport as rules
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.actions.keys import make_key

pytestmark = pytest.mark.django_db

TEXT = '<xs:element name="{0}" type="xs:string" minOccurs="1"/>'
XSD = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:simpleType name="w3"><xs:restriction base="xs:dateTime">
<xs:pattern value=".*(Z|[+-]\\d\\d:\\d\\d)"/></xs:restriction></xs:simpleType>
<xs:simpleType name="moment"><xs:union memberTypes="w3"><xs:simpleType><xs:restriction base="xs:string">
<xs:length value="0"/></xs:restriction></xs:simpleType></xs:union></xs:simpleType>
<xs:element name="services"><xs:complexType><xs:sequence>
<xs:element name="service" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
{service}</xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
<xs:element name="service_definition"><xs:complexType><xs:sequence>{service_code}
<xs:element name="attributes"><xs:complexType><xs:sequence>
<xs:element name="attribute" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
<xs:element name="variable" type="xs:boolean"/>{attribute}<xs:element name="required" type="xs:boolean"/>
<xs:element name="datatype_description"/><xs:element name="order" type="xs:positiveInteger"/>{description}
<xs:element name="values"><xs:complexType><xs:sequence>
<xs:element name="value" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>{value}
</xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element>
<xs:element name="service_requests"><xs:complexType><xs:sequence>
<xs:element name="request" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
<xs:element name="service_request_id" type="xs:string"/>
<xs:choice><xs:sequence>
<xs:element name="service_notice" type="xs:string"/><xs:element name="account_id"/></xs:sequence>
<xs:sequence><xs:element name="status"><xs:simpleType><xs:restriction base="xs:string">
<xs:enumeration value="open"/><xs:enumeration value="closed"/></xs:restriction></xs:simpleType></xs:element>
{request}<xs:element name="requested_datetime" type="w3"/><xs:element name="updated_datetime" type="w3"/>
<xs:element name="expected_datetime" type="moment"/>{place}</xs:sequence></xs:choice>
</xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
<xs:element name="errors"><xs:complexType><xs:sequence><xs:element name="error" maxOccurs="unbounded">
<xs:complexType><xs:sequence><xs:element name="code" type="xs:positiveInteger"/>{description}</xs:sequence>
</xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
<xs:element name="discovery"><xs:complexType><xs:sequence>{discovery}
<xs:element name="endpoints"><xs:complexType><xs:sequence><xs:element name="endpoint" maxOccurs="unbounded">
<xs:complexType><xs:sequence>{endpoint}<xs:element name="formats"><xs:complexType><xs:sequence>
<xs:element name="format" type="xs:string" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element></xs:schema>"""
FIELDS = {
    "service": "service_code service_name description metadata type keywords group",
    "service_code": "service_code",
    "attribute": "code datatype",
    "description": "description",
    "value": "key name",
    "request": "status_notes service_name service_code description agency_responsible service_notice",
    "place": "address address_id zipcode lat long media_url",
    "discovery": "changeset contact key_service",
    "endpoint": "specification url changeset type",
}
SCHEMA = etree.XMLSchema(
    etree.fromstring(
        XSD.format(**{name: "".join(map(TEXT.format, said.split())) for name, said in FIELDS.items()})
    )
)
HERE = {"jurisdiction_id": "990101"}


def where(name, *args, form="json"):
    return reverse(f"exchange:georeport-{name}", args=[*args, form])


def asked(client, name, *args, expected=200, **data):
    """Ask in both formats: the XML is of the schema, and says what the JSON says."""
    given = HERE | data
    told = client.get(where(name, *args), given)
    assert told.status_code == expected, told.content.decode()
    assert told["Content-Type"] == "application/json; charset=utf-8"
    xml = client.get(where(name, *args, form="xml"), given)
    assert (xml.status_code, xml["Content-Type"]) == (expected, "text/xml; charset=utf-8")
    assert xml.content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    tree = etree.fromstring(xml.content)
    SCHEMA.assertValid(tree)
    texts = [text for text in tree.itertext() if text.strip()]
    assert texts == [text for text in leaves(told.json()) if text.strip()]
    return told.json()


def leaves(value):
    """Yield the texts of a document in their order, as XML writes them."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from leaves(inner)
    elif value is not None:
        yield str(value).lower() if isinstance(value, bool) else str(value)


@pytest.fixture
def potholes(township, receptionist, now):
    """A category that asks two things besides."""
    questions = [
        {"code": "q1", "label": "路面类型", "options": ["水泥", "沥青"], "needed": True, "advice": {}},
        {"code": "q2", "label": "多大", "options": [], "needed": False, "advice": {}},
    ]
    return actions.keep_category(
        unit=township,
        code="pothole",
        name="路面坑洞",
        group=Group.TRAFFIC,
        questions=questions,
        by=receptionist,
        now=now,
    )


@pytest.fixture
def sends(receptionist, now):
    """Send a request as a client with a key of the case desk would."""

    def send(*, by=receptionist, writes=True, status=201, form="json", once="", **data):
        last = local_day(now) + timedelta(days=30)
        key = make_key(password="Zuoye-2026-tian", label="市民端", writes=writes, last=last, by=by, now=now)
        client = Client(enforce_csrf_checks=True, headers={"Idempotency-Key": once} if once else None)
        said = {"api_key": key.token, "service_code": "pothole", "address_string": "上坪村口"} | HERE | data
        answer = client.post(
            where("requests", form=form),
            urlencode({name: value for name, value in said.items() if value is not None}, doseq=True),
            content_type="application/x-www-form-urlencoded; charset=utf-8",
        )
        assert answer.status_code == status, answer.content.decode()
        return answer

    return send


def test_what_may_be_told_is_what_the_public_form_offers_and_accuses_nobody(
    client, category, conduct, potholes, township, receptionist, now
):
    told = asked(client, "services")
    assert [(one["service_code"], one["metadata"]) for one in told] == [("lamp", False), ("pothole", True)]
    actions.keep_category(
        category,
        unit=township,
        code="lamp",
        name="路灯",
        group=Group.BUILDING,
        retired=True,
        by=receptionist,
        now=now,
    )
    assert [one["service_code"] for one in asked(client, "services")] == ["pothole"]
    assert asked(client, "service", "conduct", expected=404)[0]["description"] == "service_code was not found"


def test_the_questions_of_a_category_are_its_definition(client, potholes):
    told = asked(client, "service", "pothole")
    first, second = told["attributes"]
    assert (first["datatype"], first["required"]) == ("singlevaluelist", True)
    assert [value["key"] for value in first["values"]] == ["水泥", "沥青"]
    assert (second["datatype"], second["required"], second["values"]) == ("string", False, [])


def test_which_township_is_said_where_there_are_several(client, potholes):
    missing = client.get(where("services"))
    assert (missing.status_code, missing.json()) == (
        400,
        [{"code": 400, "description": "jurisdiction_id was not provided"}],
    )
    assert asked(client, "services", expected=404, jurisdiction_id="990199") == [
        {"code": 404, "description": "jurisdiction_id provided was not found"}
    ]
    assert asked(client, "services", jurisdiction_id="990102") == []
    assert client.get(where("services", form="yaml")).status_code == 404


def test_where_the_addresses_are_is_discovered(client):
    told = asked(client, "discovery")
    (endpoint,) = told["endpoints"]
    assert endpoint["url"].endswith("/open311/v2")
    assert endpoint["formats"] == ["text/xml", "application/json"]


def test_a_request_becomes_a_concern_and_its_code_tells_how_it_stands(client, potholes, sends, village):
    sent = sends(
        description="坑有半米深。",
        lat="28.12341",
        long="112.5678",
        address_id="990101-V01",
        last_name="示",
        first_name="例",
        phone="13900000000",
        media_url="https://example.org/1.jpg",
        **{"attribute[q1]": "沥青", "attribute[q2]": "半米"},
    ).json()[0]
    concern = Concern.objects.get()
    assert sent["service_request_id"] == concern.code
    assert (concern.text, concern.map_point) == (
        "坑有半米深。\nhttps://example.org/1.jpg",
        "28.1234,112.5678",
    )
    assert concern.answered == {"q1": "沥青", "q2": "半米"}
    assert (concern.place_unit, concern.place, concern.anonymous) == (village, "上坪村口", False)
    (told,) = asked(client, "request", concern.code)
    assert (told["status"], told["service_code"]) == ("open", "pothole")
    assert told["expected_datetime"].startswith(str(concern.due))
    for personal in ("半米", "13900000000", "示例群众", "村口", "28.", "example.org"):
        assert personal not in json.dumps(told, ensure_ascii=False)


def test_an_answer_in_xml_is_of_the_schema_too(potholes, sends):
    tree = etree.fromstring(sends(form="xml", **{"attribute[q1]": "水泥"}).content)
    SCHEMA.assertValid(tree)
    assert tree.findtext("request/service_request_id") == Concern.objects.get().code
    assert Concern.objects.get().text == "路面坑洞"


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"api_key": ""}, 403, "Missing or Invalid API Key"),
        ({"api_key": "ztk_guess"}, 403, "Missing or Invalid API Key"),
        ({"service_code": None}, 400, "service_code was not provided"),
        ({"service_code": "conduct"}, 404, "service_code was not found"),
        ({"jurisdiction_id": ""}, 400, "jurisdiction_id was not provided"),
        ({"jurisdiction_id": "990102"}, 404, "service_code was not found"),
        ({"address_string": ""}, 400, "a location was not provided"),
        ({"address_id": "990102-V01"}, 400, "address_id"),
        ({"lat": "28.1"}, 400, "lat and long"),
        ({"lat": "112.5", "long": "28.1"}, 400, "lat and long"),
        ({"lat": "NaN", "long": "112"}, 400, "lat and long"),
        ({"attribute[q1]": None}, 400, "attribute[q1] was not provided"),
        ({"attribute[q1]": "泥"}, 400, "attribute[q1] must be one"),
        ({"attribute[q1][]": ["水泥", "沥青"], "attribute[q1]": None}, 400, "takes one value"),
        ({"attribute[q9]": "x"}, 400, "attribute[q9]"),
        ({"media_url": "file:///etc/passwd"}, 400, "media_url"),
        ({"description": "长" * 4001}, 400, "description"),
        ({"phone": "1\x00"}, 400, "phone"),
        ({"service_code": "pothole\x00"}, 400, "service_code"),
        ({"attribute[q2]": "大\x00"}, 400, "attribute[q2]"),
        ({"attribute[q2]": "大" * 401}, 400, "attribute[q2]"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(potholes, conduct, sends, changed, status, said):
    answer = sends(status=status, **({"attribute[q1]": "水泥"} | changed))
    (error,) = answer.json()
    assert (error["code"], said in error["description"]) == (status, True), error
    assert not Concern.objects.exists()


def test_who_may_not_register_there_sends_nothing(potholes, sends, inspector):
    assert "only reads" in sends(writes=False, status=403).json()[0]["description"]
    sends(by=inspector, status=403, **{"attribute[q1]": "水泥"})
    assert not Concern.objects.exists()


def test_the_same_request_sent_twice_is_one_concern(potholes, sends):
    first = sends(once="a-1", **{"attribute[q1]": "水泥"}).json()
    assert sends(once="a-1", **{"attribute[q1]": "水泥"}).json() == first
    assert sends(once="a-2", **{"attribute[q1]": "水泥"}).json() != first
    assert Concern.objects.count() == 2


def test_a_list_holds_published_answers_and_no_code_of_a_resident(
    client, answered, receptionist, leader, now
):
    assert asked(client, "requests") == []
    published = actions.publish_answer(
        answered, title="路灯修复", question="路灯何时修好？", answer="三月六日前。", by=leader, now=now
    )
    (told,) = asked(client, "requests")
    assert told["service_request_id"] == f"answer-{published.pk}"
    assert (told["status"], told["status_notes"]) == ("closed", "三月六日前。")
    assert answered.code not in json.dumps(told)
    assert asked(client, "request", told["service_request_id"]) == [told]
    assert asked(client, "requests", service_request_id=told["service_request_id"]) == [told]
    for narrowed in ({"status": "open"}, {"service_code": "other"}, {"end_date": "2026-01-01T00:00:00Z"}):
        assert asked(client, "requests", **narrowed) == []
    assert asked(client, "requests", service_code="lamp,other", status="closed") == [told]


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "done"},
        {"start_date": "gestern"},
        {"start_date": "2026-01-01T00:00:00"},
        {"start_date": "2025-01-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
        {"end_date": "0001-01-01T00:00:00Z"},
        {"start_date": "9999-12-31T23:59:59Z"},
    ],
)
def test_a_wrong_range_or_status_is_named(client, category, wrong):
    answer = client.get(where("requests"), HERE | wrong)
    assert answer.status_code in (200, 400)
    if "9999" not in str(wrong):
        assert next(iter(wrong)).split("_")[1:] == [] or "date" in answer.json()[0]["description"]
        assert answer.status_code == 400


def test_what_turns_out_to_accuse_somebody_is_not_found_by_its_code(
    client, potholes, category, sends, receptionist, clerk, now
):
    code = sends(**{"attribute[q1]": "水泥"}).json()[0]["service_request_id"]
    assert asked(client, "request", code)
    concern = Concern.objects.get(code=code)
    actions.triage_concern(
        concern, kind=Kind.COMPLAINT, category=potholes, accused_accounts=[clerk], by=receptionist, now=now
    )
    missing = asked(client, "request", code, expected=404)
    assert missing == asked(client, "request", "0000000000", expected=404)
    assert missing[0]["description"] == "service_request_id was not found"


@given(st.text(), st.text(), st.lists(st.text()))
def test_any_words_are_written_as_xml_that_can_be_read(first, second, many):
    document = [{"service_request_id": first, "description": second, "values": many}]
    tree = etree.fromstring(rules.as_xml("service_requests", document))
    assert tree.tag == "service_requests"
    assert len(tree.findall("request/values/value")) == len(many)
    assert json.loads(rules.as_json(document))[0].keys() == document[0].keys()
