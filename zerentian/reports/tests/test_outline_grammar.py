"""The grammar of outlines: what each placeholder may say, where it stands, and every mistake with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.registry import BALANCES
from zerentian.reports.rules.outline import BLOCKS, OPTIONS, Part, Slot, parse

KNOWN = frozenset({"a.b", "a.c"})
STOCK = sorted(BALANCES)[0]


def parsed(body: str, known=KNOWN):
    return parse(f"# 题\n\n{body}", known)


def only(body: str) -> Part:
    [part] = parsed(body).parts
    return part


def refused(body: str, known=KNOWN) -> list[tuple[int, str]]:
    return [(one.line, one.message.zh) for one in parsed(body, known).refused]


# -- Blocks and lines ----------------------------------------------------------------------------------


def test_an_outline_is_headings_paragraphs_and_blocks_in_their_order_with_their_lines():
    text = "# 报告\n\n## 一、情况\n\n甲\n乙\n{{ list a.b }}\n丙\n\n### （一）\n#### 1.\n\n{{ table a.b }}\n"
    told = parse(text, KNOWN)
    assert told.title == "报告"
    assert [(part.kind, part.line, part.level) for part in told.parts] == [
        ("heading", 3, 2),
        ("paragraph", 5, 0),
        ("list", 7, 0),
        ("paragraph", 8, 0),
        ("heading", 10, 3),
        ("heading", 11, 4),
        ("table", 13, 0),
    ]
    assert [part.pieces for part in told.parts[1:4:2]] == [("甲乙",), ("丙",)]
    assert told.objections == ()


def test_the_title_is_the_first_heading_of_the_first_level_and_names_its_placeholders():
    told = parse("## 前\n\n# {{ unit }}{{period}}报告\n\n# 又", KNOWN)
    assert told.title == "{{ unit }}{{ period }}报告"
    assert [part.level for part in told.parts] == [2, 1]
    none = parse("正文。", KNOWN)
    assert (none.title, [(one.line, one.message.zh) for one in none.refused]) == (
        "",
        [(1, "缺少标题：第一行请写“# 标题”")],
    )


def test_a_paragraph_is_cut_at_its_placeholders():
    part = only("本期{{ figure a.b with=states }}，{{ unit }}。")
    assert part.pieces == (
        "本期",
        Slot("figure", ("a.b",), "", (("with", "states"),), 3),
        "，",
        Slot("unit", line=3),
        "。",
    )
    assert only("{{ figure a.b }}").kind == "paragraph"
    assert only("{{unit}}").pieces == (Slot("unit", line=3),)


@pytest.mark.parametrize("body", ["做了。", "{{ unit }}做了。", "{{ comparable }}。"])
def test_a_paragraph_without_a_figure_is_somebodys_own_words(body):
    assert only(body).is_free_text


def test_what_holds_a_figure_and_what_is_no_paragraph_is_nobodys_own_words():
    assert not only("做了{{ figure a.b }}。").is_free_text
    assert not only("## 一、做了").is_free_text
    assert not only("{{ list a.b }}").is_free_text


SAID = {
    **{"say": "say concerns", "waiting": "waiting 事项", "chart": "chart trend a.b"},
    **{"balance": f"balance {STOCK}"},
}


@pytest.mark.parametrize("kind", BLOCKS)
def test_a_block_stands_on_a_line_of_its_own(kind):
    told = f"{{{{ {SAID.get(kind, f'{kind} a.b')} }}}}"
    known = KNOWN | {STOCK}
    assert [part.kind for part in parsed(told, known).parts] == [kind]
    assert refused(told, known) == []
    assert refused(f"甲\n{told}乙", known) == [(4, f"{kind} 须独占一行")]


# -- Placeholders --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "slot"),
    [
        ("{{ list a.b a.c limit=8 }}", Slot("list", ("a.b", "a.c"), "", (("limit", "8"),), 3)),
        ("{{ chart trend a.b }}", Slot("chart", ("a.b",), "trend", (), 3)),
        ("{{ chart states a.b }}", Slot("chart", ("a.b",), "states", (), 3)),
        ("{{ chart lights a.b a.c }}", Slot("chart", ("a.b", "a.c"), "lights", (), 3)),
        ("{{ chart lights a.b a.c a.b }}", Slot("chart", ("a.b", "a.c", "a.b"), "lights", (), 3)),
        ("{{ say concerns }}", Slot("say", (), "concerns", (), 3)),
        ("{{ waiting “召开会议” }}", Slot("waiting", (), "召开会议", (), 3)),
        ('{{ waiting "召开 会议" }}', Slot("waiting", (), "召开 会议", (), 3)),
        (
            "{{ typical a.b pick=deed:12,deed:a-3 }}",
            Slot("typical", ("a.b",), "", (("pick", "deed:12,deed:a-3"),), 3),
        ),
    ],
)
def test_a_placeholder_is_its_kind_its_figures_and_its_options(body, slot):
    assert only(body).pieces == (slot,)
    assert refused(body) == []


def test_an_option_is_told_by_its_name_else_by_what_is_usual():
    slot = Slot("list", ("a.b",), "", (("limit", "8"),))
    assert (slot.option("limit"), slot.option("by"), slot.option("by", "unit")) == ("8", "", "unit")


@pytest.mark.parametrize(
    "said",
    [
        "chart trend", "chart lights a.b", "chart pie a.b", "chart", "say", "say concerns twice", "waiting", "list",
        "figure", "unit a.b", "nothing", "", "LIST a.b",
    ],
)  # fmt: skip
def test_a_placeholder_that_means_nothing_is_named_and_keeps_the_outline_from_being_issued(said):
    told = parsed(f"{{{{ {said} }}}}")
    assert [(one.line, one.message.zh) for one in told.refused] == [
        (3, f"不认识占位符 {{{{ {said} }}}}，见提纲说明")
    ]
    assert [one.line for one in told.waiting] == [3]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{{ figure x.y }}", "没有指标 x.y，见指标目录"),
        ("{{ table a.b x.y }}", "没有指标 x.y，见指标目录"),
        ("{{ balance x.y }}", "没有指标 x.y，见指标目录"),
        ("{{ chart trend x.y }}", "没有指标 x.y，见指标目录"),
        ("{{ balance a.b }}", f"a.b 没有增减表，可用：{'、'.join(sorted(BALANCES))}"),
    ],
)
def test_a_figure_that_is_not_there_is_named(body, words):
    assert refused(body) == [(3, words)]
    assert refused(f"{{{{ balance {STOCK} }}}}", KNOWN | {STOCK}) == []


def test_every_mistake_is_named_with_its_own_line_within_a_paragraph():
    first, second = (
        "{{ figure x.y }}甲\n乙{{ unit }}",
        "丙\n丁{{ figure x.z }}，{{ nothing }}{{ list a.b by=unit }}",
    )
    body = f"{first}\n{{{{ list a.b }}}}\n{second}"
    assert [(line, words[:10]) for line, words in refused(body)] == [
        (3, "没有指标 x.y，见"),
        (7, "不认识占位符 {{ "),
        (7, "没有指标 x.z，见"),
        (7, "waiting 须独"),
        (7, "list 没有选项“"),
        (7, "list 须独占一行"),
    ]


def test_a_placeholder_that_is_broken_over_two_lines_keeps_the_outline_from_being_issued():
    told = parsed("甲\n{{ figure\na.b }}")
    assert [(one.line, one.message.zh) for one in told.refused] == [(4, "waiting 须独占一行")]
    assert len(told.waiting) == 1


# -- Options -------------------------------------------------------------------------------------------

FITTING = {
    "figure": ["with=states"],
    "list": ["limit=1", "limit=99"],
    "table": ["by=unit"],
    "typical": ["limit=5", "pick=deed:1"],
    "matters": ["limit=10"],
    "ahead": ["limit=10"],
    "scored": ["limit=10"],
    "spread": ["by=unit", "by=area", "by=duty", "limit=4"],
}
ODD = ["limit=0", "limit=100", "limit=-1", "by=person", "with=all", "pick=12", "pick=deed:", "pick=Deed:1"]


@pytest.mark.parametrize(("kind", "option"), [(kind, one) for kind, fits in FITTING.items() for one in fits])
def test_an_option_that_fits_passes(kind, option):
    assert refused(f"{{{{ {kind} a.b {option} }}}}") == []


@pytest.mark.parametrize(
    ("kind", "option"),
    [(kind, one) for kind, known in OPTIONS.items() for one in ODD if one.partition("=")[0] in known],
)
def test_a_value_that_an_option_cannot_have_is_named_with_what_it_can(kind, option):
    [(line, words)] = refused(f"{{{{ {kind} a.b {option} }}}}")
    assert line == 3
    assert words.startswith(f"选项 {option} 不能这样写；limit 是1到99")


@pytest.mark.parametrize(
    ("kind", "option"),
    [("list", "by=unit"), ("table", "limit=3"), ("matters", "top=3"), ("spread", "with=states")],
)
def test_an_option_of_another_placeholder_is_named_with_those_that_there_are(kind, option):
    [(_, words)] = refused(f"{{{{ {kind} a.b {option} }}}}")
    offered = "、".join(f"{one}=" for one in OPTIONS[kind])
    assert words == f"{kind} 没有选项“{option.partition('=')[0]}=”；可用：{offered}"


def test_a_placeholder_without_options_says_so():
    assert refused(f"{{{{ balance {STOCK} limit=3 }}}}", KNOWN | {STOCK}) == [
        (3, "balance 没有选项“limit=”；可用：没有选项")
    ]
    assert [one.message.en for one in parsed("{{ chart trend a.b limit=3 }}").refused] == [
        "chart has no option “limit=”; it has: none"
    ]


# -- Quantities typed by hand --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("巡山12次。", "12"),
        ("完成率98.5%。", "98.5%"),
        ("巡山１２次。", "１２"),
        ("召开会议五次。", "五次"),
        ("走访三十余户。", "三十余户"),
        ("投入两万元。", "两万元"),
        ("一是巡山，二是值守。", ""),
        ("第一次会议。", ""),
        ("（一）巡山。", ""),
        ("上下一心。", ""),
        ("三级书记。", ""),
    ],
)
def test_a_quantity_that_was_typed_is_pointed_out_and_does_not_forbid(text, typed):
    told = parsed(f"前文。\n{text}")
    found = [(one.line, one.refused, one.message.zh) for one in told.objections]
    words = f"“{typed}”是手写的数量，没有记录支撑；请改用指标"
    assert found == ([(3, False, words)] if typed else [])
    assert told.refused == []


def test_a_quantity_in_a_heading_or_beside_a_figure_is_seen_where_it_stands_in_a_paragraph():
    assert parsed("## 12次巡山").objections == ()
    assert [one.refused for one in parsed("{{ figure a.b }}，共12次。").objections] == [False]


def test_what_is_wrong_is_told_in_the_order_of_the_lines():
    told = parsed("{{ figure x.y }}\n\n巡山12次。\n\n{{ nothing }}")
    assert [one.line for one in told.objections] == [3, 5, 7]
    assert told.objections[0].placed.zh == "第3行：没有指标 x.y，见指标目录"
    assert told.objections[0].placed.en == "line 3: there is no figure x.y"


@given(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=60))
def test_whatever_is_typed_is_read_and_every_line_that_is_named_is_there(text):
    told = parse(text, KNOWN)
    lines = text.count("\n") + 1
    assert all(1 <= one.line <= lines for one in (*told.objections, *told.parts))
    assert [one.line for one in told.objections] == sorted(one.line for one in told.objections)
