"""What is recognised in a message, field by field, whichever form it came in."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.community.rules import alerts
from zerentian.community.rules.alerts import CAP, alert_of, plainly, recognised
from zerentian.community.rules.warnings import Colour, Form, Message, is_local, is_own, named_in, next_contact
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed

SENT = datetime(2026, 3, 2, 8, 40, tzinfo=LOCAL)


def cap(info="", **said):
    """Return a CAP message with some children of its own, and one block."""
    head = {
        "identifier": "i-1",
        "sender": "s",
        "sent": "2026-03-02T08:40:00+08:00",
        "status": "Actual",
        "msgType": "Alert",
        "scope": "Public",
    } | said
    body = "".join(f"<{name}>{text}</{name}>" for name, text in head.items())
    return f"<alert xmlns='{CAP}'>{body}{info}</alert>"


def site(**said):
    """Return what is recognised in the JSON of a site with these fields."""
    return recognised(json.dumps({"identifier": "99010041600000_1"} | said), 2026)


class TestCap:
    def test_the_chinese_block_is_read_else_the_first(self):
        english = "<info><language>en-US</language><event>Gale</event></info>"
        chinese = "<info><language>ZH-cn</language><event>大风</event></info>"
        assert recognised(cap(english + chinese), 2026).hazard == "大风"
        assert (
            recognised(cap(english + "<info><language>fr</language><event>vent</event></info>"), 2026).hazard
            == "Gale"
        )
        bare = recognised(cap(), 2026)
        assert (bare.hazard, bare.areas, bare.codes, bare.expires_at) == ("", "", {}, None)

    def test_the_issuer_is_who_signs_else_the_source_else_the_sender(self):
        named = "<info><senderName>示例县气象台</senderName></info>"
        assert recognised(cap(named, source="来源"), 2026).issuer == "示例县气象台"
        assert recognised(cap("<info/>", source="来源"), 2026).issuer == "来源"
        assert recognised(cap("<info/>"), 2026).issuer == "s"

    @pytest.mark.parametrize(
        ("kind", "message"), [("Alert", "alert"), ("UPDATE", "update"), ("cancel", "cancel")]
    )
    def test_a_message_warns_changes_or_lifts(self, kind, message):
        assert recognised(cap(msgType=kind), 2026).message == message

    @pytest.mark.parametrize(("status", "is_drill"), [("Exercise", True), ("test", True), ("Actual", False)])
    def test_an_exercise_and_a_test_are_drills(self, status, is_drill):
        assert recognised(cap(status=status), 2026).drill is is_drill

    def test_it_begins_at_its_onset_else_when_it_takes_effect(self):
        both = "<info><effective>2026-03-02T09:00:00+08:00</effective><onset>2026-03-02T10:00:00+08:00</onset></info>"
        assert recognised(cap(both), 2026).effective_at.hour == 10
        one = "<info><effective>2026-03-02T09:00:00+08:00</effective></info>"
        assert recognised(cap(one), 2026).effective_at.hour == 9

    def test_references_areas_and_codes_are_read_whole(self):
        said = "a,1,2026-03-02T08:00:00+08:00 broken b,2,2026-03-02T08:00:00+08:00 x,y"
        info = (
            "<info><category>Met</category><urgency>Expected</urgency><area><areaDesc>上坪</areaDesc></area>"
            "<area><areaDesc> 下\n坪 </areaDesc></area></info>"
        )
        found = recognised(cap(info, references=said), 2026)
        assert found.references == ("1", "2")
        assert found.areas == "上坪、下 坪"
        assert found.codes == {"category": "Met", "urgency": "Expected"}

    @pytest.mark.parametrize(
        ("info", "colour"),
        [
            ("<headline>大风红色预警</headline><severity>Minor</severity>", Colour.RED),
            ("<event>Orange wind</event>", Colour.ORANGE),
            ("<parameter><valueName>c</valueName><value>yellow</value></parameter>", Colour.YELLOW),
            ("<eventCode><valueName>c</valueName><value>蓝色</value></eventCode>", Colour.BLUE),
            ("<severity>Extreme</severity>", Colour.RED),
            ("<severity>Severe</severity>", Colour.ORANGE),
            ("<severity>Moderate</severity>", Colour.YELLOW),
            ("<severity>Minor</severity>", Colour.BLUE),
            ("<severity>Unknown</severity>", Colour.UNKNOWN),
        ],
    )
    def test_the_colour_is_what_is_named_else_that_of_its_severity(self, info, colour):
        assert recognised(cap(f"<info>{info}</info>"), 2026).colour is colour

    def test_a_damaged_message_names_its_line(self):
        with pytest.raises(NotAllowed, match=r"XML 有误（第2行）.* damaged in line 2"):
            recognised("<alert>\n<open></alert>", 2026)
        with pytest.raises(NotAllowed, match=r"这不是 CAP 1\.2 预警"):
            recognised("<alert/>", 2026)

    @given(st.sampled_from(["identifier", "sender"]), st.integers(190, 210))
    def test_a_name_has_two_hundred_signs_at_most(self, name, length):
        said = cap(**{name: "x" * length})
        if length <= 200:
            assert plainly(said, 2026)[name] == "x" * length
        else:
            with pytest.raises(NotAllowed, match=f"{length}个字符，最多200个"):
                plainly(said, 2026)

    def test_what_passes_from_a_child_process_is_the_same_on_the_other_side(self):
        ends = "<expires>2026-03-02T20:00:00+08:00</expires>"
        info = f"<info><language>zh</language><severity>Minor</severity>{ends}</info>"
        for said in (cap(info, references="a,1,b"), "示例县气象台3月2日8时40分发布大风蓝色预警"):
            data = json.loads(json.dumps(plainly(said, 2026)))
            assert alert_of(data) == replace(recognised(said, 2026), references=tuple(data["references"]))


class TestJson:
    @pytest.mark.parametrize(
        ("said", "field", "value"),
        [
            ({"headline": "大风"}, "headline", "大风"),
            ({"title": "一", "headline": "二"}, "headline", "一"),
            ({"description": "正文"}, "text", "正文"),
            ({"SendTime": "2026-03-02 08:40:00"}, "sent_at", SENT),
            ({"effective": "2026-03-02T08:40:00+08:00"}, "sent_at", SENT),
            ({"onset": "2026-03-02 08:40"}, "effective_at", SENT),
            ({"EndTime": "2026/3/2 8:40"}, "expires_at", SENT),
            ({"publisher": "示例县气象台"}, "issuer", "示例县气象台"),
            ({"stationName": "示例县"}, "issuer", "示例县气象台"),
            ({"stationName": "示例县气象局"}, "issuer", "示例县气象局"),
            ({"city": "示例县"}, "issuer", "示例县气象台"),
            ({"typeName": "寒潮", "type": "11B"}, "hazard", "寒潮"),
            ({"level": "橙"}, "colour", Colour.ORANGE),
            ({"severityColor": "Red "}, "colour", Colour.UNKNOWN),
            ({"levelCode": "01"}, "colour", Colour.BLUE),
            ({"levelCode": "02"}, "colour", Colour.YELLOW),
            ({"levelCode": "03"}, "colour", Colour.ORANGE),
            ({"levelCode": "04"}, "colour", Colour.RED),
            ({"level": "红", "levelCode": "01"}, "colour", Colour.RED),
            ({"msgType": "Update"}, "message", Message.UPDATE),
            ({"status": "cancel"}, "message", Message.CANCEL),
            ({"text": "示例县气象台解除大风蓝色预警"}, "message", Message.CANCEL),
            ({"province": "甲省", "county": "乙县"}, "areas", "甲省乙县"),
            ({"references": "99010041600000_0, x"}, "references", ("99010041600000_0",)),
            ({"status": "test"}, "drill", True),
            ({"headline": "演练"}, "drill", True),
            ({"status": "protest"}, "drill", False),
        ],
    )
    def test_each_field_is_found_under_its_usual_names(self, said, field, value):
        assert getattr(site(**said), field) == value

    def test_its_words_say_what_its_fields_do_not(self):
        found = site(issueContent="示例县气象台2026年3月2日8时40分发布雷电黄色预警信号")
        assert (found.form, found.issuer, found.hazard, found.colour) == (
            Form.JSON,
            "示例县气象台",
            "雷电",
            Colour.YELLOW,
        )
        assert found.sent_at is None, "the time of a site is a field of its own"

    def test_without_an_identifier_the_same_words_have_the_same_one(self):
        one, other = (recognised(json.dumps({"typeName": "寒潮", "id": key}), 2026) for key in ("", 7))
        assert one.identifier.startswith("text-")
        assert len(one.identifier) == len("text-") + 24
        assert other.identifier == "7"

    @pytest.mark.parametrize(
        ("data", "count"),
        [([], 0), ({}, 0), ({"a": {"b": 1}}, 0), ([{"identifier": "1"}, {"pubTime": "x"}], 2), ([1, "x"], 0)],
    )
    def test_one_warning_is_pasted_at_a_time(self, data, count):
        with pytest.raises(NotAllowed, match=f"原文里有{count}条预警"):
            recognised(json.dumps(data), 2026)

    def test_a_warning_is_found_however_deep_it_lies_and_counted_once(self):
        inner = {"ALERTID": "a-1", "typeName": "大雾"}
        assert recognised(json.dumps({"id": "outer", "data": [{"list": [inner]}]}), 2026).identifier == "a-1"
        assert len(alerts.alerts_in([inner] * 51)) == 50

    def test_the_first_field_that_says_something_is_read_as_one_line(self):
        one = {"a": "", "b": None, "c": ["x"], "d": " two\n words ", "e": 5, "f": 1.5}
        assert alerts.first(one, "a", "b", "c", "d", "e") == "two words"
        assert alerts.first(one, "e") == "5"
        assert alerts.first(one, "f", "z") == ""


class TestWords:
    @pytest.mark.parametrize(
        ("said", "moment"),
        [
            ("3月2日8时40分", SENT),
            ("3月2日 8:40", SENT),
            ("3月2日8点", SENT.replace(minute=0)),
            ("2025年12月31日23时59分", datetime(2025, 12, 31, 23, 59, tzinfo=LOCAL)),
            ("2026-3-2 8:40:30", SENT.replace(second=30)),
            ("2026/03/02T08:40", SENT),
            ("2月30日8时", None),
            ("13月2日8时", None),
            ("1999年3月2日8时", None),
            ("2100年3月2日8时", None),
            ("明天", None),
        ],
    )
    def test_a_moment_is_read_as_people_and_sites_write_it(self, said, moment):
        assert alerts.written(said, 2026) == moment

    @pytest.mark.parametrize(
        ("text", "year"), [("2000-01-01T00:00", 2000), ("2099-12-31T23:59", 2099), ("1999-12-31T23:59", None)]
    )
    def test_a_year_of_ours_is_from_2000_to_2099(self, text, year):
        found = alerts.moment(text)
        assert (found and found.year) == year
        assert found is None or found.tzinfo is LOCAL

    def test_a_day_without_a_year_is_of_this_one_and_none_where_that_is_unknown(self):
        assert alerts.written("3月2日8时40分", 0) is None
        assert alerts.moment("2026-03-02T08:40:00Z").utcoffset() == timedelta(0)

    @pytest.mark.parametrize(
        ("said", "message", "headline"),
        [
            ("示例县气象台发布暴雨红色预警", Message.ALERT, "暴雨红色预警"),
            ("示例县气象台解除暴雨红色预警", Message.CANCEL, "解除暴雨红色预警"),
            ("示例县气象台取消暴雨红色预警", Message.CANCEL, "解除暴雨红色预警"),
            ("示例县气象台变更为暴雨红色预警", Message.UPDATE, "暴雨红色预警"),
            ("示例县气象台升级为暴雨红色预警", Message.UPDATE, "暴雨红色预警"),
            ("示例县气象台继续发布暴雨红色预警", Message.UPDATE, "暴雨红色预警"),
            ("今晚有雨。大家小心", Message.ALERT, "今晚有雨"),
        ],
    )
    def test_plain_words_say_what_a_message_does(self, said, message, headline):
        found = recognised(said, 2026)
        assert (found.message, found.headline) == (message, headline)
        assert (found.text, found.areas) == (said, said)

    def test_a_headline_of_words_without_a_type_has_a_hundred_signs(self):
        assert recognised("雨" * 101, 2026).headline == "雨" * 100

    @pytest.mark.parametrize(
        ("text", "colour"),
        [
            ("红色", "red"),
            ("Yellow alert", "yellow"),
            ("bored", "unknown"),
            ("红旗", "unknown"),
            ("BLUE", "blue"),
        ],
    )
    def test_a_colour_is_a_word_of_its_own(self, text, colour):
        assert alerts.colour_in(text) == colour

    def test_the_longest_message_is_read_and_a_longer_one_is_none(self):
        assert recognised("字" * 200_000, 2026).form is Form.TEXT
        with pytest.raises(NotAllowed, match="原文太长"):
            recognised("字" * 200_001, 2026)
        with pytest.raises(NotAllowed, match="请粘贴预警原文"):
            recognised(" \n", 2026)


class TestNames:
    @pytest.mark.parametrize(
        ("issuer", "name", "is_its"),
        [
            ("上坪村", "上坪村", True),
            ("上坪村民委员会", "上坪村", True),
            ("示例县上坪村委会", "上坪村", True),
            ("上坪村应急小组", "上坪村", True),
            ("大上坪村", "上坪村", True),
            ("水利站党支部", "水利站", True),
            ("云岭乡水利站", "水利站", True),
            ("示例市水利站", "水利站", False),
            ("下坪村", "上坪村", False),
            ("示例县气象台", "", False),
        ],
    )
    def test_a_unit_issues_nothing_whatever_stands_before_or_behind_its_name(self, issuer, name, is_its):
        assert is_own(issuer, name) is is_its

    @pytest.mark.parametrize(
        ("issuer", "local"),
        [
            ("本乡", True),
            ("我镇政府", True),
            ("街道办", True),
            ("村委会", True),
            ("镇江市气象台", False),
            ("县气象台", False),
        ],
    )
    def test_a_place_that_names_only_its_sort_is_our_own(self, issuer, local):
        assert is_local(issuer) is local

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("石桥", [3]),
            ("石桥村", [3]),
            ("阳光社区", [4]),
            ("大上坪村和上坪村", [2, 1]),
            ("大上坪村", [2]),
            ("东", []),
            ("东村", [5]),
            ("", []),
        ],
    )
    def test_villages_are_named_with_their_sort_or_without_but_never_by_one_sign(self, text, found):
        names = {1: "上坪村", 2: "大上坪村", 3: "石桥村", 4: "阳光社区", 5: "东村"}
        assert named_in(text, names) == found

    @pytest.mark.parametrize(
        ("contacts", "tried", "following"),
        [
            ([7, 8], [9], 7),
            ([7, 8], [7, 9], 8),
            ([7, 8], [8], 7),
            ([7], [7], 7),
            ([7, 8, 9], [7, 7], 8),
            ([], [], None),
        ],
    )
    def test_whoever_stands_after_the_last_tried_is_called_next(self, contacts, tried, following):
        assert next_contact(contacts, tried) == following
