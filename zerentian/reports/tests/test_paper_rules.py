"""Small rules of papers: their two dresses, packages for the archive, titles, transfers, signing and progress."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules.merkle import leaf_hash, subtree_of
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.retention import Retention
from zerentian.reports.rules import bags, signing, titles, transfers
from zerentian.reports.rules.document import (
    AUTHOR_MARK,
    Annex,
    Chart,
    Document,
    Heading,
    Paragraph,
    Run,
    Table,
)
from zerentian.reports.rules.dresses import GROUP, PROOF_PAGE, Sealing, claimed, submitted
from zerentian.reports.rules.multiproof import multiproof, unknown_ranges
from zerentian.reports.rules.parts import parts_of, side_by_side
from zerentian.reports.rules.progress import STEPS, Progress, Step, progress_of
from zerentian.reports.rules.signing import DraftState, DraftStep

DAY, ONE = date(2026, 3, 2), timedelta(days=1)


def refused(words, check, *args):
    with pytest.raises(NotAllowed, match=words):
        check(*args)


# -- The two dresses -----------------------------------------------------------------------------------

SEALING = Sealing(size=12, root="0123456789abcdef" * 4, day=DAY)
NUMBER, MARK = Run("3次", statement="s001"), Run("〔台1〕", aside=True)


def paper(*blocks, annexes=()):
    return Document("BG-1", "报告", "云岭乡", "县", DAY, blocks, annexes)


def rows_of(document) -> dict[str, str]:
    assert document.proof is not None
    table = document.proof.blocks[0]
    return {name[0].text: words[0].text for name, words in table.rows}


def test_what_is_handed_in_says_the_same_words_without_marks_and_annexes():
    blocks = (Heading(1, (Run("一、情况"),)), Paragraph((Run("共"), NUMBER, MARK, Run("，"), NUMBER)))
    made = submitted(paper(*blocks, annexes=(Annex("附", ()),)), SEALING)
    heading, paragraph = made.blocks
    assert heading.runs == blocks[0].runs
    assert [(run.text, run.silent, run.listed) for run in paragraph.runs] == [
        ("共", False, False),
        ("3次", True, True),
        ("，", False, False),
        ("3次", True, False),
    ]
    assert made.annexes == ()
    assert made.proof.title == PROOF_PAGE


def test_a_column_of_nothing_but_marks_falls_away_and_no_other():
    rows = (((Run("上坪村"),), (NUMBER,), (MARK,)), ((Run("下坪村"),), (NUMBER, MARK), (MARK,)))
    [table] = submitted(paper(Table("表", ("村", "次数", "台账"), rows)), SEALING).blocks
    assert table.header == ("村", "次数")
    assert [["".join(run.text for run in cell) for cell in row] for row in table.rows] == [
        ["上坪村", "3次"],
        ["下坪村", "3次"],
    ]
    [empty] = submitted(paper(Table("表", ("村", "台账"), ())), SEALING).blocks
    assert empty.header == ("村", "台账")


def test_a_drawing_loses_the_remark_in_its_title_and_the_reports_in_it():
    [chart] = submitted(
        paper(Chart("trend", "巡山（近十二个月）", (("1月", 3),), (("1月", "出具"),))), SEALING
    ).blocks
    assert (chart.title, chart.series, chart.moments) == ("巡山", (("1月", 3),), ())


def test_the_proof_page_tells_number_root_and_day_and_what_the_author_claims():
    blocks = (
        Paragraph((NUMBER,)),
        Paragraph((Run("，全县第一"), Run(AUTHOR_MARK), Run("。"))),
        Paragraph((Run("我们很"), Run("努力。")), "author"),
        Paragraph((Run("说明。"),), "note"),
    )
    told = rows_of(submitted(paper(*blocks), SEALING))
    assert told["编号"] == "BG-1"
    assert told["数字"] == "正文1个数字，各带书签，均由台账条目算出"
    assert told["依据"] == "台账前12条，截至2026年3月2日封存"
    assert told["树根"].split(" ") == ["01234567", "89abcdef"] * 4
    assert {len(part) for part in told["树根"].split(" ")} == {GROUP}
    assert list(claimed(blocks)) == ["全县第一", "我们很努力。"]
    assert told["作者陈述"] == "“我们很努力。”没有记录支撑"
    assert rows_of(submitted(paper(), SEALING))["数字"] == "正文没有数字"


def test_the_code_of_a_seal_is_read_by_a_camera_and_typed_by_a_person():
    made = submitted(paper(), SEALING)
    assert made.proof.blocks[2].series == ((f"12 {SEALING.root}", None),)
    assert made.proof.blocks[1].kind == "note"
    author = submitted(paper(Paragraph((Run("努力。"),), "author")), SEALING).blocks[0]
    assert (author.kind, author.runs[0].text) == ("generated", "努力。")


# -- Packages ------------------------------------------------------------------------------------------

GOOD, BAD = "a" * 64, "b" * 64


def bag(**changes):
    """Return a package that holds, but for what is changed in its tags or digests."""
    digests = {"data/x": GOOD, "bagit.txt": GOOD, "bag-info.txt": GOOD, "manifest-sha256.txt": GOOD}
    tags = {
        "bagit.txt": bags.DECLARATION.encode(),
        "bag-info.txt": b"Payload-Oxum: 5.1\n",
        "manifest-sha256.txt": bags.listed({"data/x": GOOD}),
        "tagmanifest-sha256.txt": bags.listed(dict.fromkeys(bags.TAGS, GOOD)),
    }
    digests["tagmanifest-sha256.txt"] = GOOD
    digests |= changes.pop("digests", {})
    tags |= changes.pop("tags", {})
    for name in changes.pop("without", ()):
        tags.pop(name, None), digests.pop(name, None)
    return [(path, words.zh) for path, words in bags.Bag(digests, tags, changes.pop("size", 5)).check()]


def test_a_package_that_is_as_its_lists_say_holds():
    assert bag() == []
    assert bag(tags={"manifest-sha256.txt": f"{GOOD.upper()} \t*data/x\n\n".encode()}) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        *[({"without": [name]}, [(name, "缺少这个文件")]) for name in (*bags.TAGS, bags.TAG_MANIFEST)],
        ({"tags": {"bagit.txt": b"BagIt-Version: 0.97"}}, [("bagit.txt", "不是 BagIt 1.0 的声明")]),
        ({"digests": {"data/x": BAD}}, [("data/x", "与清单的 SHA-256 不同：文件被改动")]),
        (
            {"without": ["data/x"]},
            [
                ("data/x", "清单所列的文件不在包里"),
                ("bag-info.txt", "所写的大小与包内不符：包内0个文件、5字节"),
            ],
        ),
        (
            {"digests": {"data/y": GOOD}},
            [
                ("data/y", "清单没有列出这个文件"),
                ("bag-info.txt", "所写的大小与包内不符：包内2个文件、5字节"),
            ],
        ),
        ({"digests": {"stray.txt": GOOD}}, [("stray.txt", "包里多出的文件，没有清单担保")]),
        ({"size": 6}, [("bag-info.txt", "所写的大小与包内不符：包内1个文件、6字节")]),
        ({"tags": {"bag-info.txt": b""}}, [("bag-info.txt", "所写的大小与包内不符：包内1个文件、5字节")]),
        (
            {"tags": {"manifest-sha256.txt": bags.listed({"data/x": GOOD}) + b"w" * 50}},
            [("manifest-sha256.txt", f"这一行不是清单：{'w' * 40}")],
        ),
        (
            {"tags": {"tagmanifest-sha256.txt": bags.listed(dict.fromkeys(bags.TAGS[:2], GOOD))}},
            [
                ("manifest-sha256.txt", "清单没有列出这个文件"),
                ("manifest-sha256.txt", "包里多出的文件，没有清单担保"),
            ],
        ),
    ],
)
def test_whatever_a_package_does_not_hold_of_what_it_says_is_named(changes, found):
    assert bag(**changes) == found


def test_a_list_is_in_the_order_of_its_paths_and_what_is_empty_is_not_said():
    assert bags.listed({"b": "2", "a": "1"}) == b"1  a\n2  b\n"
    assert bags.info([("A", " x \n y "), ("B", " "), ("C", "z")]) == b"A: x y\nC: z\n"


# -- Titles --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "wide"), [("", 0), ("村", 1), ("a", 0.5), ("2026年", 3), ("，", 1)])
def test_a_latin_sign_is_half_as_wide(text, wide):
    assert titles.width(text) == wide


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("云岭乡关于2026年上半年的报告", ["云岭乡", "关于", "2026年上半年的", "报告"]),
        ("关于“清河”行动", ["关于", "“清河”", "行动"]),
        ("森林防火和安全", ["森林", "防火", "和", "安全"]),
        ("甲、乙", ["甲、", "乙"]),
    ],
)
def test_words_of_a_title_are_whole(title, words):
    assert list(titles.title_words(title)) == words


@pytest.mark.parametrize(
    ("lines", "better"),
    [
        (["甲" * 10, "乙" * 12], ["甲" * 10, "乙" * 14]),
        (["甲" * 10, "乙" * 12], ["甲" * 11, "乙" * 11]),
        (["甲" * 10, "乙" * 12, "丙" * 11], ["甲" * 11, "乙" * 10, "丙" * 12]),
        (["甲" * 12, "乙" * 10], ["甲" * 10 + "关于", "乙" * 12]),
    ],
)
def test_a_shape_is_uglier_that_is_uneven_oblong_hollow_or_open(lines, better):
    assert titles.ugliness(lines) < titles.ugliness(better)


def test_a_title_fills_a_line_before_it_takes_a_second_and_never_a_fifth():
    assert titles.title_lines("森林" * 9) == ["森林" * 9]
    assert len(titles.title_lines("森林" * 10)) == 2
    assert len(titles.title_lines("森林" * 36)) == 4
    assert titles.title_lines("森林" * 37) == ["森林" * 37]
    assert titles.title_lines("") == [""]


# -- Transfers -----------------------------------------------------------------------------------------


def piece(**more):
    said = {"place": 3, "number": "26-001", "responsible": "党政办", "title": "[题]", "day": date(2026, 1, 5)}
    said |= {"retention": "30年", "pages": 12, "files": 2, "folder": "cases/0003_26-001", "digest": "ab"}
    return transfers.Piece(**said | more)


def test_a_line_of_the_catalogue_stands_under_its_headings():
    line = dict(zip(transfers.HEADINGS, piece().cells(), strict=True))
    assert line == {
        **{"序号": "3", "档号": "", "文号": "26-001", "责任者": "党政办", "题名": "[题]", "日期": "20260105"},
        **{"保管期限": "30年", "密级": "", "页数": "12", "备注": "佐证文件2个", "位置": "cases/0003_26-001"},
        "案卷全文SHA-256": "ab",
    }
    assert piece(files=0).cells()[transfers.HEADINGS.index("备注")] == ""


def test_titles_and_folders_of_a_package():
    assert transfers.drawn_up_title("路灯") == "[关于“路灯”的诉求办理案卷]"
    assert transfers.folder_of(3, "26-001") == "cases/0003_26-001"
    assert transfers.folder_of(12345, "R", "papers") == "papers/12345_R"
    assert transfers.size_told(1_234_567_890) == "1.235 GB（1,234,567,890字节）"


def test_what_is_asked_for_has_begun_and_is_something():
    assert transfers.check_asked(1, DAY, DAY) is None
    refused("还没有开始", transfers.check_asked, 1, DAY + ONE, DAY)
    refused("没有可移交", transfers.check_asked, 0, DAY, DAY)


@pytest.mark.parametrize("state", list(transfers.TransferState))
def test_a_transfer_goes_on_from_the_states_that_are_named(state):
    if state in transfers.OURS:
        assert transfers.check_step(state, transfers.OURS, "撤回", "withdrawn") is None
    else:
        refused("这次移交不能撤回", transfers.check_step, state, transfers.OURS, "撤回", "withdrawn")


def test_another_time_of_keeping_is_another_and_has_its_reason():
    before, wanted, *_ = Retention
    assert transfers.check_class(before, wanted, f" {'因' * 301} ") == "因" * 300
    refused("保管期限已经是", transfers.check_class, before, before, "因")
    refused("改定保管期限的理由", transfers.check_class, before, wanted, " ")
    assert transfers.check_withdrawn("因" * 301) == "因" * 300


def test_only_kinds_that_go_to_the_archive_are_handed_over():
    assert transfers.check_kinds(["a"], {"a", "b"}) is None
    for kinds in ([], ["a", "c"]):
        refused("哪些种类", transfers.check_kinds, kinds, {"a", "b"})


# -- Signing and progress ------------------------------------------------------------------------------

LEADS = {
    DraftStep.SUBMIT: {DraftState.RETURNED, DraftState.WITHDRAWN},
    DraftStep.RETURN: {DraftState.SUBMITTED, DraftState.SIGNED},
    DraftStep.SIGN: {DraftState.SUBMITTED},
    DraftStep.WITHDRAW: {DraftState.SUBMITTED, DraftState.RETURNED, DraftState.SIGNED},
    DraftStep.ISSUE: {DraftState.SIGNED},
}


@pytest.mark.parametrize("step", list(DraftStep))
@pytest.mark.parametrize("state", list(DraftState))
def test_each_step_leads_on_from_its_own_states_alone(step, state):
    if state in LEADS[step]:
        assert signing.check_step(step, state) is None
    else:
        refused(f"这份送审稿{signing.NAMES[state][0]}", signing.check_step, step, state)


def test_comments_that_say_nothing_are_dropped_and_long_ones_named():
    assert signing.checked_comments({"一": " 改 ", "二": " "}) == {"一": "改"}
    assert signing.checked_comments({"": "字" * 2000}) == {"": "字" * 2000}
    refused("“全文”的意见超过2000字", signing.checked_comments, {"": "字" * 2001})
    refused("“一”的意见", signing.checked_comments, {"一": "字" * 2001})
    assert signing.check_reason({"": "改"}) is None
    refused("要写明改什么", signing.check_reason, {})


@given(st.sampled_from(STEPS), st.integers(0, 9), st.integers(0, 9))
def test_how_far_a_run_is_reads_back_from_how_it_is_kept(step, done, of):
    run = Progress("990101", "2026H1", "half", 3, step, done, of, "BG-1")
    assert progress_of(run.as_text()) == run
    assert run.place == 1 + STEPS.index(step)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"step": "other"}', '{"step": "seal", "more": 1}'])
def test_what_tells_of_no_run_is_none(text):
    assert progress_of(text) is None
    assert [step.value for step in Step] == ["seal", "compose", "bind", "render", "keep", "prove"]


# -- Proofs and parts ----------------------------------------------------------------------------------


@given(st.integers(1, 40), st.data())
def test_every_leaf_is_known_or_in_one_range(size, data):
    known = sorted(data.draw(st.sets(st.integers(0, size - 1))))
    ranges = list(unknown_ranges(size, known))
    covered = [at for start, end in ranges for at in range(start, end)]
    assert sorted([*covered, *known]) == list(range(size))
    assert ranges == sorted(ranges)
    leaves = [leaf_hash(bytes([at])) for at in range(size)]
    nodes = multiproof(size, known[::-1], subtree_of(leaves))
    assert list(nodes) == [f"{start}-{end}" for start, end in ranges]
    assert multiproof(0, [], subtree_of([])) == {}


def test_lines_stand_under_their_headings_without_marks():
    parts = parts_of(
        [
            ("generated", "前〔证1〕"),
            ("heading", "（一）甲"),
            ("heading", "题"),
            ("generated", " "),
            ("generated", "乙〔台3〕"),
        ]
    )
    assert [(part.title, part.lines) for part in parts] == [("", ["前"]), ("甲", ["题", "乙"])]
    assert parts_of([("heading", "一、空")]) == []


def test_parts_that_are_gone_stand_last_and_what_was_taken_over_is_told():
    earlier = parts_of(
        [
            ("heading", "一、甲"),
            ("generated", "全乡上下同心协力抓好落实。"),
            ("heading", "二、乙"),
            ("generated", "旧。"),
        ]
    )
    later = parts_of(
        [
            ("heading", "一、丙"),
            ("generated", "新。"),
            ("heading", "二、甲"),
            ("generated", "全乡上下同心协力抓好落实。"),
        ]
    )
    pairs = side_by_side(earlier, later)
    assert [(pair.title, pair.earlier, pair.later) for pair in pairs] == [
        ("丙", (), (("新。", ""),)),
        ("甲", ("全乡上下同心协力抓好落实。",), (("全乡上下同心协力抓好落实。", "same"),)),
        ("乙", ("旧。",), ()),
    ]
