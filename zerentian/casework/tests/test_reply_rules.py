"""What a reply lacks, what in it is worth a second look, what of it names somebody; and what a call-back may say."""

from contextlib import nullcontext
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.casework.rules.callbacks import (
    Contacted,
    Satisfied,
    Solved,
    check_consistent,
    check_other_handler,
    contradiction,
)
from zerentian.casework.rules.mentions import mentioned
from zerentian.casework.rules.replies import (
    HIDDEN,
    MIN_REASON,
    MIN_SUBSTANCE,
    Decision,
    Parts,
    certain_data,
    check_complete,
    check_unchanged,
    filled,
    fingerprint,
    lacking,
    marked,
    masked,
    personal_data,
    substance,
    warnings,
)
from zerentian.casework.tests.conftest import PARTS
from zerentian.ledger.rules.refusals import NotAllowed

WHOLE = Parts(decision=Decision.SUPPORTED, **PARTS)
NEEDED = ("request", "facts_found", "reasons", "next_steps", "review_notice")


# -- what a reply lacks ----------------------------------------------------------------------------------------------


def test_a_whole_reply_lacks_nothing_and_nothing_of_it_is_worth_a_second_look():
    assert lacking(WHOLE) == []
    assert warnings(WHOLE) == []
    check_complete(WHOLE)


@pytest.mark.parametrize("part", NEEDED)
@pytest.mark.parametrize("blank", ["", " \n"])
def test_a_part_that_is_not_written_is_lacking_at_its_place(part, blank):
    found = lacking(replace(WHOLE, **{part: blank}))
    assert [(one.part, one.words) for one in found] == [(part, "")]
    assert found[0].what.startswith("答复还缺")
    assert found[0].what_en.startswith("the reply still lacks")


@pytest.mark.parametrize("decision", list(Decision))
def test_a_rule_is_cited_where_something_is_not_supported_and_may_be_left_out_elsewhere(decision):
    needs_it = decision is Decision.NOT_SUPPORTED
    parts = replace(WHOLE, decision=decision, rule_cited=" ")
    assert [one.part for one in lacking(parts)] == (["rule_cited"] if needs_it else [])
    assert lacking(replace(parts, rule_cited="《办法》（示例）第四条")) == []
    with pytest.raises(NotAllowed, match="法律法规") if needs_it else nullcontext():
        check_complete(parts)


@pytest.mark.parametrize("part", [*NEEDED, "rule_cited"])
@pytest.mark.parametrize("words", ["{日期}", "{}", "【请填单位】", "【此处填写】", "××", "___"])
def test_a_placeholder_left_anywhere_is_lacking_once_under_its_own_words(part, words):
    found = lacking(replace(WHOLE, **{part: f"于{words}前修好，{words}复查"}))
    assert [(one.words, one.part) for one in found] == [(words, part)]
    assert f"“{words}”" in found[0].what
    assert words in found[0].what_en


@pytest.mark.parametrize("words", ["×", "__", "【公告】", "{日期", "日期}", "（填写）"])
def test_signs_that_stand_in_ordinary_sentences_are_no_placeholders(words):
    assert lacking(replace(WHOLE, facts_found=f"现场{words}查看，控制器损坏。")) == []


def test_the_first_thing_lacking_is_what_is_said():
    with pytest.raises(NotAllowed, match="查明的事实"):
        check_complete(replace(WHOLE, facts_found="", next_steps="{日期}"))


# -- one wording and another -----------------------------------------------------------------------------------------


def test_a_wording_is_told_by_every_part_and_by_which_part_holds_what():
    others = [replace(WHOLE, **{name: "另写"}) for name in PARTS]
    others += [replace(WHOLE, decision=one) for one in Decision if one is not Decision.SUPPORTED]
    others += [replace(WHOLE, request=WHOLE.reasons, reasons=WHOLE.request)]
    prints = {fingerprint(one) for one in (WHOLE, *others)}
    assert len(prints) == len(others) + 1
    assert {len(one) for one in prints} == {16}
    assert fingerprint(replace(WHOLE)) == fingerprint(WHOLE)
    assert fingerprint(None) == ""


def test_what_was_read_may_be_written_over_and_what_changed_since_may_not():
    check_unchanged(WHOLE, fingerprint(WHOLE))
    for expected in ("", fingerprint(replace(WHOLE, reasons="同事写的"))):
        with pytest.raises(NotAllowed, match="同事改过"):
            check_unchanged(WHOLE, expected)


def test_what_the_program_knows_is_filled_in_wherever_it_stands_and_the_decision_stays():
    parts = replace(WHOLE, request="{甲}和{甲}", review_notice="{乙}，{丙}", decision=Decision.EXPLAINED)
    known = {"{甲}": "路灯", "{乙}": "示例县"}
    assert asdict(filled(parts, known)) == asdict(parts) | {
        "request": "路灯和路灯",
        "review_notice": "示例县，{丙}",
    }


@given(st.lists(st.sampled_from(["路灯", "{日期}", "{", "}", "××", "×", "\n"]), max_size=8))
def test_a_text_in_stretches_is_the_whole_text_and_its_open_stretches_are_what_a_reply_lacks(pieces):
    text = "".join(pieces)
    stretches = marked(text)
    assert "".join(words for words, _ in stretches) == text
    assert all(words for words, _ in stretches)
    found = lacking(replace(WHOLE, facts_found=f"已{text}"))
    assert {words for words, is_open in stretches if is_open} == {one.words for one in found}


# -- worth a second look ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["facts_found", "reasons", "next_steps"])
@pytest.mark.parametrize(
    "words", ["已收悉", "已转交", "已转至相关", "正在研究中", "请您耐心等待", "请耐心等待", "感谢您的来信"]
)
def test_words_that_say_nothing_are_pointed_at_once_in_their_part(part, words):
    said = f"{getattr(WHOLE, part)}{words}，{words}。"
    found = warnings(replace(WHOLE, **{part: said}))
    assert [(one.words, one.part) for one in found] == [(words, part)]
    assert "空泛" in found[0].what


def test_words_that_say_nothing_are_not_looked_for_in_what_the_person_asked():
    assert warnings(replace(WHOLE, request="你们说已收悉，请耐心等待")) == []


@pytest.mark.parametrize(("length", "is_short"), [(MIN_REASON - 1, True), (MIN_REASON, False)])
def test_a_reason_of_fewer_than_twelve_characters_is_worth_a_look(length, is_short):
    found = warnings(replace(WHOLE, reasons=f" {'路' * length} "))
    short = [one for one in found if one.what == "理由过短"]
    assert [(one.words, one.part) for one in short] == ([("路" * length, "reasons")] if is_short else [])
    assert MIN_REASON == 12


@pytest.mark.parametrize(("length", "is_short"), [(MIN_SUBSTANCE - 1, True), (MIN_SUBSTANCE, False)])
def test_facts_reasons_and_next_steps_together_say_something_from_sixty_characters_on(length, is_short):
    parts = replace(WHOLE, facts_found="查" * 20 + " \n", reasons="理" * 20, next_steps="做" * (length - 40))
    found = [one.part for one in warnings(parts) if "没有实质内容" in one.what]
    assert found == (["facts_found"] if is_short else [])
    assert MIN_SUBSTANCE == 60


def test_what_a_reply_itself_says_is_without_the_request_and_the_way_to_a_review():
    said = substance(WHOLE)
    assert said.splitlines() == [WHOLE.facts_found, WHOLE.reasons, WHOLE.next_steps]


@pytest.mark.parametrize("part", list(PARTS))
def test_who_is_named_in_a_part_is_pointed_at_there(part):
    found = warnings(replace(WHOLE, **{part: f"{getattr(WHOLE, part)}电话13900000000"}))
    assert [(one.words, one.what, one.part) for one in found] == [("13900000000", "手机号码", part)]


# -- personal data ---------------------------------------------------------------------------------------------------

NUMBERS = [
    ("13900000000", "手机号码", True),
    ("139-0000-0000", "手机号码", True),
    ("139 0000 0000", "手机号码", True),
    ("１３９００００００００", "手机号码", True),
    ("99010119990101001X", "身份证号码", True),
    ("99010119990101001x", "身份证号码", True),
    ("6222 0000 0000 0000 000", "银行卡号", True),
    ("6222000000000000", "银行卡号", True),
    ("0990-0000000", "电话号码", False),
    ("09900000000", "电话号码", False),
    ("person.one@example.org", "电子邮箱", False),
    ("person＠example．org", "电子邮箱", False),
    ("3栋2单元", "门牌号", False),
    ("12号楼 301室", "门牌号", False),
    ("示某某女士", "人名称呼", False),
    ("示例先生", "人名称呼", False),
]


@pytest.mark.parametrize(("words", "what", "is_certain"), NUMBERS)
def test_what_is_somebodys_own_is_found_as_it_was_written_and_what_is_certain_is_kept_apart(
    words, what, is_certain
):
    text = f"请联系，{words}。"
    assert [(one.words, one.what) for one in personal_data(text) if one.what == what] == [(words, what)]
    assert [one.words for one in certain_data(text) if one.what == what] == ([words] if is_certain else [])
    assert words not in masked(text)
    assert HIDDEN in masked(text)
    assert masked(text).startswith("请联系，")


@pytest.mark.parametrize(
    "text",
    [
        "12900000000",
        "139000000001",
        "2139000000009",
        "1390000000",
        "编号202600014300",
        "990101199901010",
        "费用1200.50元",
        "0990-000000",
        "@云岭乡",
        "3栋楼房",
        "先生",
        "第3号楼",
    ],
)
def test_what_only_looks_a_little_like_it_stays(text):
    assert certain_data(text) == []
    assert personal_data(text) == []
    assert masked(text) == text


def test_what_stands_in_several_texts_is_named_once_in_its_order():
    found = personal_data("电话13900000000", "13900000001、13900000000")
    assert [one.words for one in found] == ["13900000000", "13900000001"]


def test_the_longer_is_hidden_before_what_stands_within_it():
    assert masked("卡号6222000000000000，另有6222000000000000111") == f"卡号{HIDDEN}，另有{HIDDEN}"


# -- call-backs ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("contacted", list(Contacted))
@pytest.mark.parametrize("solved", [None, *Solved])
@pytest.mark.parametrize("satisfied", [None, *Satisfied])
def test_who_was_reached_says_both_and_who_was_not_says_neither(contacted, solved, satisfied):
    said = [one is not None for one in (solved, satisfied)]
    is_right = all(said) if contacted is Contacted.YES else not any(said)
    words = "请分别填写" if contacted is Contacted.YES else "没有联系上"
    with nullcontext() if is_right else pytest.raises(NotAllowed, match=words):
        check_consistent(contacted, solved, satisfied, "")


@pytest.mark.parametrize(
    ("solved", "satisfied", "words", "against"),
    [
        (Solved.YES, Satisfied.NO, "灯还是不亮", "还是不"),
        (Solved.PARTLY, Satisfied.NO, "灯还是不亮", ""),
        (Solved.NO, Satisfied.YES, "灯还是不亮", ""),
        (Solved.NO, Satisfied.YES, "很不满意", "不满意"),
        (Solved.YES, Satisfied.YES, "没有解决，很不满意", "没有解决"),
        (Solved.YES, Satisfied.PARTLY, "不满意", ""),
        (Solved.YES, Satisfied.YES, "没有不满意", ""),
        (Solved.YES, Satisfied.YES, "又坏了", "又坏"),
        (None, None, "不满意", ""),
    ],
)
def test_words_contradict_the_tick_that_says_the_opposite_alone(solved, satisfied, words, against):
    assert contradiction(solved, satisfied, words) == against


def test_the_refusal_quotes_the_words_that_contradict():
    with pytest.raises(NotAllowed, match="“还是不”"):
        check_consistent(Contacted.YES, Solved.YES, Satisfied.YES, "灯还是不亮")
    check_consistent(Contacted.YES, Solved.NO, Satisfied.NO, "灯还是不亮")


@pytest.mark.parametrize(
    ("handlers", "may"), [((2, None, 3), True), ((1,), False), ((2, 1, None), False), ((), True)]
)
def test_who_had_a_hand_in_it_does_not_call_back(handlers, may):
    with nullcontext() if may else pytest.raises(NotAllowed, match="他人回访"):
        check_other_handler(1, *handlers)


# -- mentions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "titles", "unknown"),
    [
        ("@党政办主任 请看", ["党政办主任"], []),
        ("＠党政办主任请看", ["党政办主任"], []),
        ("@党政办主任助理来", ["党政办主任助理"], []),
        ("@会计，@党政办主任，@会计", ["党政办主任"], ["会计"]),
        ("写信到one@党政办主任", [], []),
        ("@", [], []),
        ("@党政办主任@党政办主任助理", ["党政办主任", "党政办主任助理"], []),
        ("@出纳、@会计", [], ["出纳", "会计"]),
    ],
)
def test_the_longest_title_that_fits_is_meant_and_each_is_said_once(words, titles, unknown):
    found = mentioned(words, ["党政办主任", "", "党政办主任助理"])
    assert (list(found.titles), list(found.unknown)) == (titles, unknown)
