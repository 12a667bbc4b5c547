"""Small papers and what they share: briefs, cards, notices for a board, an audited report, and who is named first."""

from datetime import date
from io import BytesIO
from types import SimpleNamespace

import docx
import pytest

from conftest import NOW
from zerentian.ledger.rules.periods import Period
from zerentian.organization.rules.rights import Kind
from zerentian.reports import brief as briefs
from zerentian.reports.actions.prose import Teller
from zerentian.reports.brief import Brief, brief_blocks
from zerentian.reports.cli.archive import case_told
from zerentian.reports.render import placard as placards
from zerentian.reports.render.audited import audited_word
from zerentian.reports.render.cards import HUNG_UP, CardSheet
from zerentian.reports.render.pdf import MissingGlyph
from zerentian.reports.render.placard import Placard, refuse_missing
from zerentian.reports.rules.audit import Kind as Said
from zerentian.reports.rules.audit import audit


@pytest.mark.parametrize(
    ("kind", "name", "who"),
    [
        (Kind.TOWNSHIP, "云岭乡", "全乡"),
        (Kind.TOWNSHIP, "石桥镇", "全镇"),
        (Kind.COUNTY, "示例县", "全县"),
        (Kind.VILLAGE, "上坪村", "全村"),
        (Kind.TOWNSHIP, "城关街道", "全街道"),
        (Kind.VILLAGE, "阳光社区", "全社区"),
        (Kind.COUNTY, "示例区", "全区"),
        (Kind.OFFICE, "驻上坪村", "驻上坪村"),
    ],
)
def test_a_unit_speaks_as_a_whole_by_the_end_of_its_name_and_an_office_by_its_name(kind, name, who):
    teller = SimpleNamespace(
        name_at=lambda path, day: name,
        path="c/t",
        period=Period.parse("2026H1"),
        unit=SimpleNamespace(kind=kind),
        runs_on=False,
    )
    told = Teller.subject.fget(teller)
    assert (told.whose, told.during) == (who, "上半年")


def brief(acts):
    return Brief(
        **{name: [] for name in Brief.__dataclass_fields__}
        | {"day": date(2026, 3, 2), "size": 7, "acts": acts}
    )


@pytest.mark.parametrize(
    ("acts", "told"),
    [
        ([], ["没有登记。"]),
        (["甲"], ["甲"]),
        (["甲", "乙"], ["甲", "乙"]),
        (["甲", "乙", "丙"], ["甲", "乙"]),
    ],
)
def test_a_brief_prints_two_acts_at_most_or_that_there_are_none(monkeypatch, acts, told):
    monkeypatch.setattr(briefs, "act_in_words", lambda act: act)
    lines = ["".join(run.text for run in block.runs) for block in brief_blocks(brief(acts))]
    first = lines.index("一、三亲自和结果")
    assert lines[first + 1 : lines.index("二、各领域逾期事项")] == told


def test_a_card_that_hangs_is_read_from_a_distance_and_one_in_the_hand_from_near():
    said = {"title": "避险卡", "number": "1", "lines": (), "foot": ""}
    assert (CardSheet(**said).size, CardSheet(**said, hung_up=True).size) == (13, HUNG_UP)
    assert HUNG_UP >= 2 * 13


@pytest.mark.parametrize("where", ["title", "issuer", "frame", "label", "text"])
def test_a_sign_that_no_font_prints_is_named_wherever_it_stands_on_a_board(monkeypatch, where):
    monkeypatch.setattr(placards, "missing", lambda text: ["龘"] if "龘" in text else [])
    said = {one: "龘文" if one == where else "文" for one in ("title", "issuer", "frame", "label", "text")}
    made = Placard(
        sort="公告",
        title=said["title"],
        issuer=said["issuer"],
        day=date(2026, 3, 2),
        parts=[("事由", "文"), (said["label"], said["text"])],
        frame=["文", said["frame"]],
    )
    with pytest.raises(MissingGlyph, match=r"“龘”没有字体可印：龘文.*ZERENTIAN_FONT_DIR"):
        refuse_missing(made)


def test_signs_that_are_there_are_printed(monkeypatch):
    monkeypatch.setattr(placards, "missing", lambda text: [])
    made = Placard(
        sort="公告", title="龘", issuer="", day=date(2026, 3, 2), parts=[("龘", "龘")], frame=["龘"]
    )
    assert refuse_missing(made) is None


def test_how_far_a_package_is_stands_beside_what_a_program_reads(capsys):
    case_told(2, 9)
    assert capsys.readouterr() == ("", "[2/9] 案卷 · cases\n")


def test_an_audited_report_has_the_page_and_the_letters_of_an_official_paper():
    word = docx.Document(BytesIO(audited_word(audit("工作总结\n3月2日，排查隐患9处。"), (), NOW)))
    section, normal = word.sections[0], word.styles["Normal"]
    laid = (section.page_width, section.page_height, section.left_margin, section.right_margin)
    assert [round(one.mm) for one in laid] == [210, 297, 28, 26]
    assert normal.font.size.pt == 16
    assert 'w:eastAsia="仿宋"' in normal.element.xml


SPEECH = "在石桥镇水利工作会议上的讲话"


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("一、进一步认清管水的形势", Said.FACT),
        ("一、全力以赴抓好秋修", Said.PLAN),
    ],
)
def test_a_heading_of_a_speech_that_urges_opens_what_is_to_come_and_one_on_how_things_stand_does_not(
    heading, kind
):
    line = (
        "全镇渠系水利用系数达到0.62，用水户312户。" if kind is Said.FACT else "各村清淤三遍，逐户登记漏点。"
    )
    found = audit("\n".join((SPEECH, heading, line))).sentences
    assert [one.kind for one in found[1:]] == [Said.HEADING, kind]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("（一）末梢断水时有发生。", True),
        ("（一）末梢断水，管水员少。", False),
        ("（一）末梢断水9处。", False),
    ],
)
def test_a_short_numbered_line_without_comma_and_number_names_the_problem_told_below_it(line, names):
    below = "三个组到了七月仍要挑水，管水员一人看两条渠，乡亲们意见不小。"
    found = audit("\n".join(("石桥镇2027年工作总结", "二、存在的问题", line, below))).sentences
    assert (found[2].kind is Said.HEADING) is names


@pytest.mark.parametrize("between", ["", "\n"])
def test_what_announces_a_numbered_list_is_a_lead_before_it_in_one_paragraph_and_on_a_line_of_its_own(
    between,
):
    told = f"办法是老办法。{between}一是3月2日，清淤9公里，用工312人次。二是3月9日，修闸4座。"
    found = audit(f"石桥镇2027年工作总结\n一、工作情况\n{told}").sentences
    assert [one.kind for one in found[2:]] == [Said.LEAD, Said.ACT, Said.ACT]
