"""What leaves the office of a concern, cell by cell; what a client's request says; columns as others call them."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.http import QueryDict

from zerentian.casework.models.replies import PARTS
from zerentian.casework.rules.clocks import Purpose
from zerentian.exchange.actions.cells import (
    CELLS,
    CONTACTS,
    LISTED,
    OF_TEMPLATES,
    Told,
    day,
    extended,
    in_time,
    moment,
    reply_text,
    stopped,
)
from zerentian.exchange.actions.exports import taken_by
from zerentian.exchange.actions.months import HEADINGS, LINES, Department, line
from zerentian.exchange.forms.exports import CELL_LABELS, FILLED, USUAL, of_petitions, usual_columns
from zerentian.exchange.forms.georeport import LONGEST, said_in, submission_of, text_in, words_in
from zerentian.exchange.rules.georeport import MOST_DESCRIPTION, Wrong

AT = datetime(2026, 3, 1, 17, 5, tzinfo=UTC)


class Rows(list):
    """Rows beside a concern, as they are asked for."""

    def all(self):
        return self


def clock(purpose, **said):
    """Return a clock of a concern."""
    usual = {"stopped_on": None, "was_kept": False, "extension": 0, "due": date(2026, 3, 9)}
    return SimpleNamespace(purpose=purpose, **usual | said)


def concern(*clocks, **said):
    """Return a concern with its clocks."""
    shown = {
        name: (lambda word=name: word)
        for name in ("get_channel_display", "get_kind_display", "get_state_display")
    }
    usual = {
        "source_number": "",
        "number": "YL-1",
        "title": "路灯",
        "text": "不亮",
        "received_at": AT,
        "category": None,
        "place": "村口",
        "due": None,
        "closed_on": None,
        "unit": SimpleNamespace(name="云岭乡"),
        "clocks": Rows(clocks),
        "dispatches": Rows(),
    }
    return SimpleNamespace(**shown | usual | said)


def told(key, one, reply=None, called=None, reachable=("", "")):
    """Return what a cell says."""
    return CELLS[key][1](Told(one, reply, called, reachable))


REPLY = SimpleNamespace(
    **dict.fromkeys(PARTS, "") | {"rule_cited": "条例 3"},
    unit=SimpleNamespace(name="村建办"),
    released_at=AT,
    get_decision_display=lambda: "支持",
    told_on=date(2026, 3, 4),
)


def test_a_time_is_shanghais_and_a_day_is_written_whole():
    assert (moment(AT), moment(None)) == ("2026-03-02 01:05", "")
    assert (day(date(2026, 3, 1)), day(None)) == ("2026-03-01", "")


def test_the_number_of_the_source_goes_back_and_ours_stands_beside_it():
    assert told("number", concern(source_number="R-1")) == "R-1"
    assert told("number", concern()) == "YL-1"
    assert told("office_number", concern(source_number="R-1")) == "YL-1"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("title", "路灯"),
        ("text", "不亮"),
        ("received_at", "2026-03-02 01:05"),
        ("channel", "get_channel_display"),
        ("kind", "get_kind_display"),
        ("category", ""),
        ("place", "村口"),
        ("state", "get_state_display"),
        ("due", ""),
        ("township", "云岭乡"),
        ("dispatched_at", ""),
        ("accepted_at", ""),
        ("informed_on", ""),
        ("extended_to", ""),
        ("in_time", ""),
        ("closed_on", ""),
        *((key, "") for key in ("answered_by", "reply", "replied_at", "decision", "rule_cited", "told_on")),
        *((key, "") for key in ("solved", "satisfied", "contact_name", "contact_phone")),
    ],
)
def test_what_is_not_known_of_a_concern_is_empty(key, said):
    assert told(key, concern()) == said


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("answered_by", "村建办"),
        ("replied_at", "2026-03-02 01:05"),
        ("decision", "支持"),
        ("rule_cited", "条例 3"),
        ("told_on", "2026-03-04"),
    ],
)
def test_what_a_reply_says(key, said):
    assert told(key, concern(), REPLY) == said


def test_what_a_call_back_says_and_how_the_person_is_reached():
    called = SimpleNamespace(get_solved_display=lambda: "已解决", get_satisfied_display=lambda: "满意")
    assert (told("solved", concern(), None, called), told("satisfied", concern(), None, called)) == (
        "已解决",
        "满意",
    )
    reachable = ("示例", "13900000000")
    assert [told(key, concern(), reachable=reachable) for key in CONTACTS] == list(reachable)


def test_the_newest_dispatch_and_the_newest_clock_of_a_purpose_count():
    sent = [SimpleNamespace(at=None, accepted_at=AT), SimpleNamespace(at=AT, accepted_at=None)]
    one = concern(dispatches=Rows(sent), due=date(2026, 3, 9), closed_on=date(2026, 3, 8))
    assert (told("dispatched_at", one), told("accepted_at", one)) == ("2026-03-02 01:05", "")
    assert (told("due", one), told("closed_on", one)) == ("2026-03-09", "2026-03-08")
    two = concern(
        clock(Purpose.NOTICE, stopped_on=date(2026, 3, 1)),
        clock(Purpose.NOTICE, stopped_on=date(2026, 3, 2)),
        clock(Purpose.ANSWER),
    )
    assert stopped(two, Purpose.NOTICE) == date(2026, 3, 2)
    assert told("informed_on", two) == "2026-03-02"
    assert stopped(two, Purpose.ANSWER) is None


@pytest.mark.parametrize(
    ("said", "extended_to", "kept"),
    [
        ({}, "", ""),
        ({"extension": 5}, "2026-03-09", ""),
        ({"stopped_on": date(2026, 3, 9), "was_kept": True}, "", "是"),
        ({"stopped_on": date(2026, 3, 10)}, "", "否"),
    ],
)
def test_an_answer_is_in_time_once_it_came_and_extended_where_it_was(said, extended_to, kept):
    one = concern(clock(Purpose.NOTICE, extension=9, stopped_on=AT.date()), clock(Purpose.ANSWER, **said))
    assert (extended(one), in_time(one)) == (extended_to, kept)


def test_a_reply_is_one_text_of_its_parts_after_the_request():
    parts = SimpleNamespace(**vars(REPLY) | {part: part for part in PARTS} | {PARTS[2]: ""})
    assert reply_text(parts).split("\n") == [part for part in PARTS[1:] if part != PARTS[2]]
    assert reply_text(None) == ""


def test_a_list_of_ours_has_neither_contact_nor_what_templates_ask_for():
    assert set(LISTED) == set(CELLS) - set(CONTACTS) - set(OF_TEMPLATES)
    assert set(FILLED) == set(CELLS)
    assert [key for key in CELLS if not str(CELL_LABELS[key])] == []
    headings = [heading for heading, _ in CELLS.values()]
    assert len(set(headings)) == len(headings)


def test_a_file_says_who_took_it_when_and_how_many():
    by = SimpleNamespace(name="示例员")
    assert taken_by(by, AT, 3) == "导出人：示例员　导出时间：2026-03-02 01:05　共 3 件"


@pytest.mark.parametrize(
    ("headings", "asks"),
    [(["告知时间"], True), (["送达日期", "编号"], True), (["办结时间"], False), ([], False)],
)
def test_the_petition_offices_table_asks_when_somebody_was_told(headings, asks):
    assert of_petitions(headings) is asks


@pytest.mark.parametrize(
    ("headings", "found", "columns"),
    [
        (
            ["编号", "办结时间"],
            {"number": "编号", "replied_at": "办结时间"},
            {"number": "编号", "replied_at": "办结时间"},
        ),
        (
            ["办结时间", "送达时间"],
            {"replied_at": "办结时间"},
            {"told_on": "送达时间", "closed_on": "办结时间"},
        ),
        (
            ["答复时间", "告知时间"],
            {"replied_at": "答复时间"},
            {"replied_at": "答复时间", "informed_on": "告知时间"},
        ),
        (["派单时间", "转办时间"], {}, {"dispatched_at": "转办时间"}),
        (["处理意见"], {"reply": "处理意见"}, {"reply": "处理意见"}),
        (["处理意见"], {}, {"decision": "处理意见"}),
        (["天气"], {}, {}),
    ],
)
def test_columns_of_templates_are_known_by_the_names_that_others_use(headings, found, columns):
    assert usual_columns(headings, found) == columns


def test_no_name_is_used_for_two_columns_but_the_moment_of_the_reply():
    names = [name for words in USUAL.values() for name in words]
    assert len(set(names)) == len(names)


def sent(**said):
    """Return what a client sent."""
    data = QueryDict(mutable=True)
    data.update(said)
    return data


LAMP = SimpleNamespace(name="路灯", asked=[])


@pytest.mark.parametrize("name", [*LONGEST, "description"])
def test_a_parameter_of_just_its_length_is_taken_and_one_sign_more_is_not(name):
    most = LONGEST.get(name, MOST_DESCRIPTION)
    assert text_in(sent(**{name: " " + "长" * most + " "}), name) == "长" * most
    with pytest.raises(Wrong, match=f"{name} is longer than {most} characters") as wrong:
        text_in(sent(**{name: "长" * (most + 1)}), name)
    assert wrong.value.status == 400
    assert text_in(sent(), name) == ""


def test_a_request_says_its_place_words_and_who_may_be_reached():
    village = SimpleNamespace(code="V1")
    data = sent(
        address_id="V1",
        address_string=" 村口 ",
        lat="28.1",
        long="112.5",
        last_name="示",
        first_name="例",
        phone="139",
        email="a@example.org",
        description=" 坑 ",
    )
    said = said_in(data, LAMP, {"V1": village})
    assert (said.place_unit, said.place, said.map_point, said.text) == (
        village,
        "村口",
        "28.1000,112.5000",
        "坑",
    )
    assert (said.contact.name, said.contact.phone, said.contact.address) == ("示例", "139", "a@example.org")
    assert said.category is LAMP


@pytest.mark.parametrize(
    "said", [{"address_id": "V1"}, {"address_string": "村口"}, {"lat": "28.1", "long": "112.5"}]
)
def test_any_one_of_three_is_a_place(said):
    assert said_in(sent(**said), LAMP, {"V1": None}).text == "路灯"


@pytest.mark.parametrize(
    ("said", "why"),
    [({}, "a location was not provided"), ({"address_id": "V2"}, "address_id must be the code of a village")],
)
def test_a_request_without_a_place_or_of_an_unknown_village_is_refused(said, why):
    with pytest.raises(Wrong, match=why):
        said_in(sent(**said), LAMP, {"V1": None})


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "路灯"),
        ({"description": "坑"}, "坑"),
        ({"description": "坑", "media_url": "https://a.cn/1.jpg"}, "坑\nhttps://a.cn/1.jpg"),
        ({"media_url": "http://a.cn/1"}, "路灯\nhttp://a.cn/1"),
    ],
)
def test_the_words_are_the_description_or_what_it_is_about(said, words):
    assert words_in(sent(**said), LAMP) == words


@pytest.mark.parametrize("address", ["ftp://a", "a.cn/1.jpg", "https://a b", "javascript:x"])
def test_a_picture_is_named_by_an_address_of_the_web(address):
    with pytest.raises(Wrong, match="media_url must be an http or https address"):
        words_in(sent(media_url=address), LAMP)


def test_a_submission_is_the_same_for_the_same_account_and_name_alone():
    first = submission_of(1, "a")
    assert isinstance(first, UUID)
    assert submission_of(1, "a") == first
    assert len({first, submission_of(2, "a"), submission_of(1, "b")}) == 3
    assert submission_of(1, "") is None


def test_a_demand_is_one_line_of_the_months_sheet():
    one = SimpleNamespace(
        asked_by="县应急局",
        title="隐患表",
        get_way_display=lambda: "群",
        received_at=AT,
        due_at=AT,
        get_listing_display=lambda: "清单外",
        basis="文件",
        get_shape_display=lambda: "纸质",
        span_label="",
        cells=0,
        known=None,
        by_hand=3,
        post=SimpleNamespace(title="办事员"),
        get_state_display=lambda: "待报",
        sent_at=None,
    )
    when = "2026-03-02 01:05"
    assert line(one) == [
        *("县应急局", "隐患表", "群", when, when, "清单外", "文件", "纸质", "一次", "0", "", "3", "办事员"),
        *("待报", ""),
    ]
    assert line(SimpleNamespace(**vars(one) | {"span_label": "2026年2月"}))[8] == "2026年2月"
    assert (len(line(one)), len(Department("甲", *range(7)).row)) == (len(LINES), len(HEADINGS))


def test_what_nobody_counted_is_said_and_nought_is_nought():
    assert Department("甲", 1, 0, 0, 0, 0, None, 0).row == ("甲", "1", "0", "0", "0", "0", "未计", "0")
