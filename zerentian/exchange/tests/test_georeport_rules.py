"""GeoReport v2 as plain rules: its documents, times, points and answers, each on both sides of its limit."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from zerentian.exchange.rules.georeport import (
    LONGEST_RANGE,
    MOST_ANSWER,
    Wrong,
    answers_to,
    as_json,
    as_xml,
    definition,
    read_attributes,
    read_moment,
    read_point,
    read_range,
    read_words,
)

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ASKED = [
    {"code": "kind", "label": "路面", "options": ["水泥", "沥青"], "needed": True},
    {"code": "size", "label": "多大", "options": [], "needed": False},
]


def told(wrong):
    """Return what a client reads of its mistake."""
    return wrong.value.status, str(wrong.value)


def test_a_document_in_xml_says_lists_truth_and_nothing_as_the_specification_writes_them():
    document = [{"variable": True, "required": False, "code": "甲&<", "description": None, "order": 2}]
    assert as_xml("attributes", document).decode() == (
        "<?xml version='1.0' encoding='utf-8'?>\n<attributes><attribute><variable>true</variable>"
        "<required>false</required><code>甲&amp;&lt;</code><description /><order>2</order></attribute></attributes>"
    )


@pytest.mark.parametrize(
    ("lists", "item"),
    [
        ("services", "service"),
        ("service_requests", "request"),
        ("attributes", "attribute"),
        ("values", "value"),
        ("endpoints", "endpoint"),
        ("formats", "format"),
        ("errors", "error"),
    ],
)
def test_what_stands_in_a_list_has_the_name_of_the_specification(lists, item):
    assert f"<{lists}><{item}>1</{item}></{lists}>".encode() in as_xml(lists, [1])


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_a_sign_that_xml_can_not_write_is_replaced_and_no_other(sign):
    assert "甲\ufffd乙\t𠀀".encode() in as_xml("code", f"甲{sign}乙\t𠀀")


def test_a_document_in_json_is_readable_as_it_is():
    assert as_json([{"code": "路灯", "lat": None}]) == '[{"code": "路灯", "lat": null}]'.encode()
    assert json.loads(as_json(["\ud800"])) == ["?"]


@pytest.mark.parametrize(
    "said", ["2026-03-02T09:00:00+08:00", "2026-03-02T01:00:00Z", "2026-03-01T20:00:00-05:00"]
)
def test_a_time_is_read_with_its_zone(said):
    moment = read_moment(said, "start_date")
    assert (moment, moment.tzinfo) == (NOW, UTC)


@pytest.mark.parametrize(
    "said", ["", "gestern", "2026-03-02T09:00:00", "2026-03-02", "0001-01-01T00:00:00+08:00"]
)
def test_any_other_time_is_refused_by_the_name_of_its_field(said):
    with pytest.raises(Wrong, match="end_date must be a w3 datetime with its zone") as wrong:
        read_moment(said, "end_date")
    assert wrong.value.status == 400


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("", "", NOW - LONGEST_RANGE, NOW),
        ("2026-02-20T01:00:00Z", "", NOW - 10 * DAY, NOW),
        ("2025-06-01T00:00:00Z", "", datetime(2025, 6, 1, tzinfo=UTC), datetime(2025, 8, 30, tzinfo=UTC)),
        ("", "2026-01-31T00:00:00Z", datetime(2025, 11, 2, tzinfo=UTC), datetime(2026, 1, 31, tzinfo=UTC)),
        ("2025-12-02T01:00:00Z", "2026-03-02T01:00:00Z", NOW - 90 * DAY, NOW),
    ],
    ids=["neither", "from", "from long ago", "until", "just 90 days"],
)
def test_what_is_not_said_of_a_range_is_ninety_days(start, end, first, last):
    assert read_range(start, end, NOW) == (first, last)


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        ("2025-12-02T00:59:59Z", "2026-03-02T01:00:00Z", "may not span more than 90 days"),
        ("", "0001-01-02T00:00:00Z", "lies beyond all time"),
        ("x", "", "start_date must be"),
        ("", "x", "end_date must be"),
    ],
)
def test_a_range_that_is_too_long_or_beyond_time_is_refused(start, end, why):
    with pytest.raises(Wrong, match=why) as wrong:
        read_range(start, end, NOW)
    assert wrong.value.status == 400


def test_an_end_before_its_beginning_finds_nothing_and_is_no_mistake():
    first, last = read_range("2026-03-01T00:00:00Z", "2026-02-01T00:00:00Z", NOW)
    assert last < first


@pytest.mark.parametrize(
    ("said", "words"), [("", set()), (" , ,", set()), ("a", {"a"}), (" a , b,a", {"a", "b"})]
)
def test_words_are_delimited_by_commas(said, words):
    assert read_words(said) == words


@pytest.mark.parametrize(
    ("lat", "long", "point"),
    [
        ("", "", ""),
        ("28.12345", "112.5", "28.1234,112.5000"),
        ("3", "73", "3.0000,73.0000"),
        ("54", "136", "54.0000,136.0000"),
    ],
)
def test_a_point_is_kept_to_ten_metres(lat, long, point):
    assert read_point(lat, long) == point


@pytest.mark.parametrize(
    ("lat", "long"),
    [
        ("28", ""),
        ("", "112"),
        ("2.9999", "112"),
        ("54.0001", "112"),
        ("28", "72.9999"),
        ("28", "136.0001"),
        ("112", "28"),
        ("NaN", "112"),
        ("28", "Infinity"),
        ("二十八", "112"),
    ],
)
def test_half_a_point_and_one_outside_the_country_are_refused(lat, long):
    with pytest.raises(Wrong, match="lat and long must both be sent") as wrong:
        read_point(lat, long)
    assert wrong.value.status == 400


def test_attributes_are_taken_by_their_code_with_and_without_brackets():
    sent = [
        ("attribute[a]", ["1"]),
        ("attribute[a][]", ["2", " "]),
        ("attribute[b]", [""]),
        ("attribute[]", ["x"]),
        ("attribute[c][d]", ["x"]),
        ("attributes[c]", ["x"]),
        ("service_code", ["x"]),
    ]
    assert read_attributes(sent) == {"a": ["1", "2"], "b": []}


def test_a_definition_asks_the_questions_in_their_order():
    made = definition("pothole", ASKED)
    assert made["service_code"] == "pothole"
    assert made["attributes"] == [
        {
            "variable": True,
            "code": "kind",
            "datatype": "singlevaluelist",
            "required": True,
            "datatype_description": None,
            "order": 1,
            "description": "路面",
            "values": [{"key": "水泥", "name": "水泥"}, {"key": "沥青", "name": "沥青"}],
        },
        {
            "variable": True,
            "code": "size",
            "datatype": "string",
            "required": False,
            "datatype_description": None,
            "order": 2,
            "description": "多大",
            "values": [],
        },
    ]


def test_options_that_are_no_list_are_none():
    (asked,) = definition("x", [{"code": "a", "label": "b", "options": "水泥"}])["attributes"]
    assert (asked["datatype"], asked["values"], asked["required"]) == ("string", [], False)


@pytest.mark.parametrize(
    ("given", "answers"),
    [
        ({"kind": ["水泥"]}, {"kind": "水泥"}),
        ({"kind": ["沥青"], "size": ["大" * MOST_ANSWER]}, {"kind": "沥青", "size": "大" * MOST_ANSWER}),
        ({"kind": ["水泥"], "size": []}, {"kind": "水泥"}),
    ],
)
def test_answers_are_kept_by_the_codes_of_the_questions(given, answers):
    assert answers_to(ASKED, given) == answers


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "attribute[kind] was not provided"),
        ({"kind": []}, "attribute[kind] was not provided"),
        ({"kind": ["水泥"], "x": ["1"], "b": ["2"]}, "attribute[b] is not in the service definition"),
        ({"kind": ["水泥", "沥青"]}, "attribute[kind] takes one value"),
        (
            {"kind": ["水泥"], "size": ["a\x00"]},
            "attribute[size] takes at most 400 characters, all of them text",
        ),
        (
            {"kind": ["水泥"], "size": ["大" * (MOST_ANSWER + 1)]},
            "attribute[size] takes at most 400 characters",
        ),
        ({"kind": ["泥"]}, "attribute[kind] must be one of the values of the service definition"),
    ],
)
def test_an_answer_that_is_none_is_named(given, why):
    with pytest.raises(Wrong) as wrong:
        answers_to(ASKED, given)
    status, said = told(wrong)
    assert (status, said[: len(why)]) == (400, why)
