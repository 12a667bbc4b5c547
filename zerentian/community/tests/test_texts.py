"""Texts step by step: what follows what, what each sort is without which it says nothing, how a reader is advised."""

from datetime import date

import pytest

from zerentian.community.rules import inquiries, notices
from zerentian.community.rules.aloud import amount, clock, in_words, one_by_one, script, sentence, spoken
from zerentian.community.rules.inquiries import KINDS, Outcome, Row
from zerentian.community.rules.notices import NEEDED, PARTS, Part, Sort, State, Step
from zerentian.community.rules.plainness import JARGON, advice
from zerentian.community.rules.remedies import remedy, remedy_in_english
from zerentian.community.tests.conftest import ANSWER, CORRECTION, NOTICE
from zerentian.ledger.rules.refusals import NotAllowed

FOLLOWS = {
    State.DRAFT: {Step.EDIT: "draft", Step.SUBMIT: "review"},
    State.REVIEW: {Step.CLEAR: "cleared", Step.RETURN: "draft"},
    State.CLEARED: {Step.RETURN: "draft", Step.RELEASE: "released"},
    State.RELEASED: {Step.AMEND: "draft", Step.WITHDRAW: "withdrawn"},
    State.WITHDRAWN: {},
}
TEXTS = {Sort.NOTICE: NOTICE, Sort.ANSWER: ANSWER, Sort.CORRECTION: CORRECTION}


def advised(sort, title, said, until=date(2026, 3, 6)):
    """Return what is advised, in Chinese."""
    return [one.zh for one in advice(sort, title, said, until)]


class TestSteps:
    @pytest.mark.parametrize("state", list(State))
    @pytest.mark.parametrize("step", list(Step))
    def test_a_text_goes_from_each_state_by_its_steps_alone(self, state, step):
        if step in FOLLOWS[state]:
            assert notices.after(state, step) == FOLLOWS[state][step]
        else:
            with pytest.raises(NotAllowed, match="刷新页面"):
                notices.after(state, step)

    @pytest.mark.parametrize("state", list(State))
    def test_what_is_being_prepared_may_be_given_up_and_nothing_else(self, state):
        steps = notices.steps_from(state)
        assert set(steps) - {Step.DROP} == set(FOLLOWS[state])
        assert (Step.DROP in steps) is (state in ("draft", "review", "cleared"))

    @pytest.mark.parametrize(
        ("state", "steps"),
        [
            (
                "handling",
                "ask-correction ask-fee consult consult-reached hear ask-time grant-time refuse-time draft withdraw"
                " challenge judge",
            ),
            ("correcting", "correct draft withdraw challenge judge"),
            ("paying", "fee-reached paid draft withdraw challenge judge"),
            ("drafted", "return release withdraw challenge judge"),
            ("answered", "publish challenge judge"),
            ("withdrawn", "judge"),
        ],
    )
    def test_a_request_goes_from_each_state_by_its_steps_alone(self, state, steps):
        assert set(inquiries.steps_from(state)) == set(steps.split())
        for step in inquiries.FROM:
            if step in steps.split():
                assert inquiries.check_step(state, step) is None
            else:
                with pytest.raises(NotAllowed, match="刷新页面"):
                    inquiries.check_step(state, step)

    def test_who_wrote_decides_on_nothing_of_their_own(self):
        assert inquiries.check_other(None, 1, "起草", "drafted") is None
        assert inquiries.check_other(2, 1, "起草", "drafted") is None
        with pytest.raises(NotAllowed, match=r"起草的人不能自己批.* whoever drafted does not"):
            inquiries.check_other(1, 1, "起草", "drafted")
        assert notices.check_reviewer(3, [1, 2]) is None
        with pytest.raises(NotAllowed, match="请由另一人审查"):
            notices.check_reviewer(2, [1, 2])


class TestParts:
    @pytest.mark.parametrize("sort", list(Sort))
    def test_a_text_keeps_its_parts_in_their_order_without_blanks_and_no_others(self, sort):
        said = {part: f" {part} " for part in Part}
        kept = notices.check_parts(sort, said)
        assert list(kept) == list(PARTS[sort])
        assert all(text == part for part, text in kept.items())

    @pytest.mark.parametrize(
        ("sort", "needed"),
        [
            (Sort.NOTICE, {"什么事"}),
            (Sort.ANSWER, {"大家问的是什么", "事实", "事实的来源"}),
            (
                Sort.CORRECTION,
                {"大家问的是什么", "事实", "怎么核实的", "哪个单位确认的", "怎么提出异议"},
            ),
        ],
    )
    def test_each_sort_is_refused_without_what_it_needs_and_goes_without_the_rest(self, sort, needed):
        whole = TEXTS[sort].said
        missed = set()
        for part in PARTS[sort]:
            lacking = {one: text for one, text in whole.items() if one is not part}
            if part in NEEDED[sort]:
                with pytest.raises(NotAllowed) as refused:
                    notices.check_parts(sort, lacking | {part: " \n"})
                missed.add(refused.value.words.zh.removeprefix("请填写"))
            else:
                assert notices.check_parts(sort, lacking)[part] == ""
        assert missed == needed

    def test_a_path_is_cut_to_county_and_township(self):
        assert notices.township_of("990100/990101/990101-V01") == "990100/990101"
        assert notices.township_of("990100/990101") == "990100/990101"
        assert notices.township_of("990100") == "990100"


class TestAnswers:
    @pytest.mark.parametrize(
        ("row", "outcomes"),
        [
            (Row.GIVEN, "public given"),
            (Row.PART, "part"),
            (Row.REFUSED, "secret law safety third internal process case_file register"),
            (Row.UNABLE, "absent elsewhere to_make unclear"),
            (Row.UNHANDLED, "petition repeated publication excessive again"),
            (Row.OTHER, "uncorrected unpaid other"),
        ],
    )
    def test_each_kind_of_answer_counts_in_its_row_of_the_yearly_table(self, row, outcomes):
        assert [one.value for one in Outcome if KINDS[one].row is row] == outcomes.split()

    def test_what_is_given_and_what_others_publish_needs_no_reason_and_a_way_to_get_it(self):
        without = {one.value for one in Outcome if not KINDS[one].reason}
        assert without == {"public", "given", "publication", "uncorrected", "unpaid"}
        found = {one.value for one in Outcome if KINDS[one].where}
        assert found == {"public", "given", "part", "register", "elsewhere", "petition", "publication"}
        assert set(inquiries.PUBLISHABLE) == {Outcome.PUBLIC, Outcome.GIVEN, Outcome.PART}

    @pytest.mark.parametrize("outcome", [Outcome.PART, Outcome.SECRET, Outcome.REGISTER])
    def test_against_a_refusal_review_comes_first_in_both_languages(self, outcome):
        clause = remedy(outcome, organ="甲府", court="乙院")
        assert "向甲府申请行政复议" in clause
        assert "十五日内向乙院提起行政诉讼" in clause
        assert "应当先申请" in clause
        english = remedy_in_english(outcome, organ="A", court="B")
        assert "review comes first" in english
        assert "go to B within fifteen days" in english

    @pytest.mark.parametrize("outcome", [Outcome.GIVEN, Outcome.ABSENT, Outcome.PETITION, Outcome.OTHER])
    def test_against_any_other_answer_either_way_is_open(self, outcome):
        clause = remedy(outcome, organ="甲府", court="乙院")
        assert "六个月内向乙院提起行政诉讼" in clause
        assert "先申请" not in clause
        english = remedy_in_english(outcome, organ="A", court="B")
        assert "ask A for a review within sixty days of receiving it, or go to B within six months" in english


class TestAdvice:
    @pytest.mark.parametrize("sort", list(Sort))
    def test_a_text_that_says_all_is_advised_nothing(self, sort):
        said = {**TEXTS[sort].said, Part.ASK: "水管站 0731-87654321"}
        assert (
            advised(sort, TEXTS[sort].title, said, None if sort is not Sort.NOTICE else date(2026, 3, 6))
            == []
        )

    @pytest.mark.parametrize(
        ("sort", "part", "words"),
        [
            (Sort.NOTICE, Part.WHO, "谁需要看"),
            (Sort.NOTICE, Part.WHERE, "在哪里"),
            (Sort.NOTICE, Part.TIMES, "什么时间"),
            (Sort.NOTICE, Part.TO_DO, "什么都不用做也请写出来"),
            (Sort.NOTICE, Part.ASK, "问哪里"),
            (Sort.ANSWER, Part.DOING, "正在怎么办"),
            (Sort.ANSWER, Part.ASK, "问哪里"),
            (Sort.CORRECTION, Part.ASK, "问哪里"),
        ],
    )
    def test_each_part_that_is_missing_or_blank_is_asked_for_alone(self, sort, part, words):
        said = {**TEXTS[sort].said, Part.ASK: "水管站 0731-87654321", part: " "}
        (only,) = advised(sort, TEXTS[sort].title, said)
        assert words in only

    def test_only_a_notice_is_asked_until_when_it_holds(self):
        assert advised(Sort.NOTICE, NOTICE.title, NOTICE.said, None) == ["没有写到哪天为止有效"]

    @pytest.mark.parametrize(
        ("times", "is_exact"),
        [
            ("3月5日", True),
            ("上午八点", True),
            ("9:30", True),
            ("５月", True),
            ("过几天", False),
            ("下周", False),
        ],
    )
    def test_a_time_names_a_day_or_an_hour(self, times, is_exact):
        found = advised(Sort.NOTICE, NOTICE.title, {**NOTICE.said, Part.TIMES: times})
        assert found == ([] if is_exact else [f"“{times}”没有写出几月几日几点"])

    def test_a_title_of_thirty_a_sentence_of_fifty_and_a_text_of_six_hundred_are_not_too_long(self):
        short = dict.fromkeys(PARTS[Sort.CORRECTION], "") | {Part.ASK: "问", Part.FACTS: "因" * 50}
        assert advised(Sort.CORRECTION, "题" * 30, short) == []
        assert advised(Sort.CORRECTION, "题" * 31, short) == ["标题有31个字，30个字以内更好读"]
        (sentence_only,) = advised(Sort.CORRECTION, "题", {**short, Part.FACTS: "因" * 51 + "。短句"})
        assert sentence_only == f"这句有51个字，拆成两句更好懂：{'因' * 18}……"
        whole = ("因" * 49 + "。") * 12
        assert advised(Sort.CORRECTION, "题", {**short, Part.ASK: "", Part.FACTS: whole}) == [
            "没有写不清楚时问哪里"
        ]
        assert advised(Sort.CORRECTION, "题", {**short, Part.FACTS: whole}) == ["全文601字，能不能分开或写短"]

    @pytest.mark.parametrize("word", sorted(JARGON))
    def test_each_word_of_the_files_is_named_with_what_to_say_instead(self, word):
        found = advised(Sort.NOTICE, NOTICE.title, {**NOTICE.said, Part.MORE: f"我们{word}做好"})
        (named,) = [one for one in found if f"“{word}”" in one]
        assert named.endswith(f"可改为：{JARGON[word]}" if JARGON[word] else "可以去掉")

    def test_what_is_missing_stands_before_what_is_long_and_that_before_the_language_of_files(self):
        found = advised(Sort.NOTICE, "切实" + "题" * 30, {**NOTICE.said, Part.ASK: ""})
        assert [one[:4] for one in found] == ["没有写不", "标题有3", "“切实”"]


class TestAloud:
    @pytest.mark.parametrize(
        ("number", "said"),
        [
            (9, "九"),
            (20, "二十"),
            (100, "一百"),
            (101, "一百零一"),
            (1000, "一千"),
            (1010, "一千零一十"),
            (9999, "九千九百九十九"),
            (10_000, "一万"),
            (10_500, "一万零五百"),
            (100_001, "十万零一"),
            (110_000, "十一万"),
            (12_003_000, "一千二百万三千"),
            (10**8, "一亿"),
            (10**12 + 1, "一万亿零一"),
        ],
    )
    def test_a_number_is_said_with_its_gaps(self, number, said):
        assert in_words(number) == said

    @pytest.mark.parametrize(
        ("hour", "minute", "said"),
        [
            (2, 0, "两点"),
            (8, 0, "八点"),
            (8, 5, "八点零五分"),
            (8, 10, "八点十分"),
            (8, 30, "八点半"),
            (24, 0, "二十四点"),
        ],
    )
    def test_an_hour_is_said_as_people_say_it(self, hour, minute, said):
        assert clock(hour, minute) == said

    def test_a_number_too_long_for_an_amount_is_called_out(self):
        assert amount("1" + "0" * 15) == "一千万亿"
        assert amount("1" * 17) == "幺" * 17
        assert amount("12.50") == "十二点五零"
        assert one_by_one("0731-87") == "零拐三幺八拐"

    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ("3-5月", "三到五月"),
            ("12345户", "一万二千三百四十五户"),
            ("400-123-4567", "四零零幺二三四五六拐"),
            ("2026年", "二零二六年"),
            ("1800年", "一千八百年"),
            ("25:00", "二十五:零"),
            ("12.5%", "百分之十二点五"),
            ("110元", "一百一十元"),
            ("请打119", "请打幺幺九"),
            ("每亩1,200元", "每亩一千二百元"),
            ("110,120", "幺幺零,幺二零"),
            ("20%-30%", "百分之二十到百分之三十"),
            ("降至-5℃", "降至零下五摄氏度"),
            ("-5～-3℃", "零下五到零下三摄氏度"),
            ("5—8℃", "五到八摄氏度"),
            ("2026.11.30", "二零二六年十一月三十日"),
            ("2026/3/5", "二零二六年三月五日"),
            ("2026-2027年", "二零二六到二零二七年"),
            ("〔2026〕12号", "〔二零二六〕十二号"),
            ("8∶30—14∶00", "八点半到十四点"),
        ],
    )
    def test_what_a_number_stands_for_decides_how_it_is_said(self, written, said):
        assert spoken(written) == said

    @pytest.mark.parametrize(
        ("text", "ended"),
        [("停水", "停水。"), ("停水。", "停水。"), ("小心！", "小心！"), ("行吗？", "行吗？")],
    )
    def test_a_sentence_ends_once(self, text, ended):
        assert sentence(text) == ended

    def test_a_notice_is_read_out_part_by_part_in_its_order(self):
        lines = script(Sort.NOTICE, "水管站", "停水检修", NOTICE.said | {Part.TO_DO: "存水\n 关阀"}, "3月6日")
        assert lines == [
            "各位乡亲请注意，水管站通知。",
            "停水检修。",
            "和这件事有关的是：下坪方向用自来水的住户。",
            "检修主管道，停水一天。",
            "地点：水厂到下坪一线。",
            "时间：三月五日八点到十八点。",
            "请大家：存水；关阀。",
            "不清楚的，请问：水管站 零拐三幺八拐六五四三二幺。",
            "有效期到三月六日。",
        ]

    @pytest.mark.parametrize(
        ("sort", "leads"),
        [
            (
                Sort.ANSWER,
                ["有乡亲问：", "情况是这样的：", "正在这样办：", "不清楚的，请问：〔空：问哪里〕。"],
            ),
            (
                Sort.CORRECTION,
                ["有乡亲问：", "真实情况是：", "是这样核实的：", "不清楚的，请问：〔空：问哪里〕。"],
            ),
        ],
    )
    def test_an_answer_and_a_correction_explain_a_matter(self, sort, leads):
        lines = script(sort, "乡政府", "题目", TEXTS[sort].said, "")
        assert lines[0] == "各位乡亲请注意，乡政府说明一件事。"
        assert [line.startswith(lead) for line, lead in zip(lines[2:], leads, strict=True)] == [True] * 4
