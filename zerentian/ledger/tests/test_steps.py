"""What may be done by where a matter stands, and what somebody must say when doing it."""

from enum import StrEnum

import pytest

from zerentian.ledger.rules.refusals import NotAllowed, check_filled, check_words
from zerentian.ledger.rules.steps import Steps
from zerentian.ledger.rules.words import Words


class Lamp(StrEnum):
    OUT = "out"
    LIT = "lit"
    GONE = "gone"


class Turn(StrEnum):
    LIGHT = "light"
    QUENCH = "quench"
    TAKE = "take"


# Not in the order of the enumeration: pages show steps in that order all the same.
LAMP = Steps(
    {
        (Lamp.OUT, Turn.TAKE): Lamp.GONE,
        (Lamp.LIT, Turn.TAKE): Lamp.GONE,
        (Lamp.OUT, Turn.LIGHT): Lamp.LIT,
        (Lamp.LIT, Turn.QUENCH): Lamp.OUT,
    },
    {
        Lamp.OUT: Words("未点亮", "out"),
        Lamp.LIT: Words("已点亮", "lit"),
        Lamp.GONE: Words("已取走", "taken away"),
    },
    "灯",
)


def test_a_step_leads_where_the_table_says():
    assert LAMP.after(Lamp.OUT, Turn.LIGHT) is Lamp.LIT
    assert LAMP.after(Lamp.LIT, Turn.QUENCH) is Lamp.OUT
    assert LAMP.after(Lamp.LIT, Turn.TAKE) is Lamp.GONE


def test_a_step_that_cant_be_taken_is_refused_with_where_the_matter_stands():
    with pytest.raises(NotAllowed) as refused:
        LAMP.after(Lamp.GONE, Turn.LIGHT)
    assert refused.value.words == Words(
        "这一步现在不能做：灯目前为“已取走”，请先刷新页面",
        "this step can't be taken now (taken away): reload the page",
    )
    with pytest.raises(NotAllowed, match="已点亮"):
        LAMP.after(Lamp.LIT, Turn.LIGHT)


def test_the_steps_of_a_state_come_in_the_order_in_which_they_are_declared():
    assert LAMP.of(Lamp.OUT) == [Turn.LIGHT, Turn.TAKE]
    assert LAMP.of(Lamp.LIT) == [Turn.QUENCH, Turn.TAKE]
    assert LAMP.of(Lamp.GONE) == []


@pytest.mark.parametrize("said", ["  沟 已清 ", "\n沟 已清\t", "沟 已清"])
def test_what_is_said_is_kept_without_the_blanks_around_it(said):
    assert check_words(said, "结果", "what was done") == "沟 已清"
    assert check_filled(said, "结果", "what was done") == "沟 已清"


@pytest.mark.parametrize("nothing", ["", "  ", "\n\u3000"])
def test_what_is_missing_is_asked_for_by_its_name(nothing):
    with pytest.raises(NotAllowed) as unsaid:
        check_words(nothing, "办理结果", "what was done")
    assert unsaid.value.words == Words("请写明办理结果", "say what was done")
    with pytest.raises(NotAllowed) as empty:
        check_filled(nothing, "标题", "the title")
    assert empty.value.words == Words("请填写标题", "fill in the title")
