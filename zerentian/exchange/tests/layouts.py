"""Eight forms as counties send them, made by code after descriptions: nobody's file, nobody's figures.

Each names the cells that our records can know, so that a test can count how many of them fill by themselves.
"""

import io
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

THIN = Border(*(Side(style="thin") for _ in range(4)))
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)


@dataclass(frozen=True)
class Layout:
    """A form: its name, who wants it, its bytes, the cells of one row or of the whole that we can know."""

    name: str
    asked_by: str
    content: bytes
    knowable: tuple[str, ...]
    # Columns that we can know of each row of a list, and its first row.
    listed: tuple[str, ...] = ()
    first: int = 0
    personal: tuple[str, ...] = ()


def book_of(title, rows, merges, *, sheet="Sheet1", last=0, heads=0):
    """Return a workbook with texts from the first row on, merged areas, borders down to a row."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for row in rows:
        page.append(list(row))
    page["A1"] = title
    page["A1"].font = Font(bold=True, size=18)
    for area in merges:
        page.merge_cells(area)
    width = max(len(row) for row in rows)
    for row in range(1, max(last, len(rows)) + 1):
        for column in range(1, width + 1):
            cell = page.cell(row, column)
            cell.border, cell.alignment = THIN, CENTRE
    page.print_title_rows = f"1:{heads or 2}"
    page.print_area = f"A1:{get_column_letter(width)}{max(last, len(rows))}"
    return book, page


def saved(book):
    """Return a workbook's bytes."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def hotline():
    """The month's sheet of the hotline: three rows of headings, a row for each unit, shares as whole per cents."""
    outcome = ["按时办结", "超时办结", "未办结"]
    rows = [
        ["12345热线办理情况月报"] + [None] * 15,
        [
            *(
                "序号",
                "单位",
                "派遣案件总数",
                "12345热线",
                None,
                None,
                "政民互动",
                None,
                None,
                "总计",
                None,
                None,
            ),
            *("结案率%", "按时结案率%", "不满意数", "不满意率%"),
        ],
        [None] * 16,
        [
            None,
            None,
            None,
            *outcome,
            *outcome,
            "按时办结数",
            "超时办结数",
            "未办结数",
            None,
            None,
            None,
            None,
        ],
    ]
    merges = ["A1:P1", "D2:F3", "G2:I3", "J2:L3", *(f"{one}2:{one}4" for one in "ABCMNOP")]
    book, page = book_of(rows[0][0], rows, merges, last=8, heads=4)
    for row in range(5, 9):
        page.cell(row, 14).number_format = "0%"
    return Layout("12345工单月报", "县热线办", saved(book), (), ("A", "B", "C", "J", "L", "N", "O", "P"), 5)


def disputes():
    """Disputes: the month in the title, totals in the headings' texts, the total above the towns."""
    rows = [
        ["矛盾纠纷排查化解统计表（  月）"] + [None] * 8,
        ["镇办", "矛盾纠纷类型"] + [None] * 7,
        [
            None,
            "当前情况",
            None,
            "土地（共计：  件）",
            None,
            "劳资（共计：  件）",
            None,
            "邻里（共计：  件）",
            None,
        ],
        [None, "本月总数", "本月未化解数", *["化解数", "未化解数"] * 3],
        ["合计", "=SUM(B6:B8)", "=SUM(C6:C8)"] + [None] * 6,
        ["云岭乡"] + [None] * 8,
        ["雾溪乡"] + [None] * 8,
        ["示例镇"] + [None] * 8,
        ["填报单位：          填报人：          联系电话："] + [None] * 8,
    ]
    merges = ["A1:I1", "A2:A4", "B2:I2", "B3:C3", "D3:E3", "F3:G3", "H3:I3", "A9:I9"]
    book, _ = book_of(rows[0][0], rows, merges, heads=4)
    return Layout("矛盾纠纷统计表", "县委政法委", saved(book), ("A1", "B6", "C6", "D3", "F3", "H3", "A9"))


def petitions():
    """The ledger of petitions: a row that counts the columns, four columns that name somebody."""
    heads = (
        "编号 责任科室 信访方式 标题 接件时间 举报类型 类型 乡镇 转办时间 "
        "应办结日期 办理情况 办结时间 接件人 科室接办人 办理人"
    )
    rows = [["信访台账"] + [None] * 14, heads.split(), list(range(1, 16))]
    book, page = book_of("信访台账", rows, ["A1:O1"], last=6, heads=3)
    choice = DataValidation(type="list", formula1='"是,否"', allow_blank=True)
    choice.add("K4:K6")
    page.add_data_validation(choice)
    for row in range(4, 7):
        page.cell(row, 5).number_format = "yyyy/m/d"
    return Layout(
        "信访台账",
        "县信访局",
        saved(book),
        (),
        ("A", "B", "C", "D", "E", "G", "H", "J", "K", "L"),
        4,
        ("M", "N", "O"),
    )


def hazards():
    """The ledger of hazards with days, money and whether they are mended; a total of the money below."""
    heads = (
        "检查日期 被检查单位 隐患 严重程度 原因类别 整改措施 责任人 "
        "整改时限 整改到位时间 是否整改 整改金额（元） 销号时间 备注"
    )
    rows = [["安全隐患排查整改台账"] + [None] * 12, heads.split()]
    book, page = book_of("安全隐患排查整改台账", rows, ["A1:M1"], last=6)
    page["A7"], page["K7"] = "合计", "=SUM(K3:K6)"
    for row in range(3, 7):
        page.cell(row, 11).number_format = "0.00"
    known = tuple("ABCDEFGHIJKL")
    return Layout("安全隐患排查整改台账", "县应急局", saved(book), (), known, 3)


def hazards_of_nature():
    """A patrol's record: who patrolled and signed stays with the office."""
    heads = "编号 隐患点 巡查人 日期 坡面情况 排水情况 天气 雨量（mm） 巡查情况 状态 签字"
    rows = [["地质灾害隐患点巡查记录"] + [None] * 10, heads.split()]
    book, _ = book_of("地质灾害隐患点巡查记录", rows, ["A1:K1"], last=5)
    return Layout("地灾巡查记录", "县自然资源局", saved(book), (), ("A", "B", "D", "I"), 3, ("C", "K"))


def decisions():
    """The sheet of what was decided: for import by another system, no title, ten headings."""
    heads = "会议名称 任务要求 备注 会议时间 事项类型 分管领导 督办频次 主办部门 是否阅知件 立项反馈截止"
    rows = [heads.split()]
    book = Workbook()
    page = book.worksheets[0]
    page.title = "议定事项导入"
    page.append(rows[0])
    hidden = book.create_sheet("字典")
    hidden.append(["每周", "每两周"])
    hidden.sheet_state = "hidden"
    choice = DataValidation(type="list", formula1="字典!$A$1:$B$1")
    choice.add("G2:G40")
    page.add_data_validation(choice)
    return Layout("议定事项台账", "县政府督查室", saved(book), (), ("B", "C", "D", "E", "F", "H", "J"), 2)


def culture():
    """The year's sheet of a culture station: counted in thousands."""
    heads = (
        "机构（个） 从业人员（人） 展览（个） 文艺活动（次） 训练班（次） "
        "培训人次（千人次） 公益讲座（次） 收入（千元） 支出（千元）"
    )
    rows = [["文化站基本情况"] + [None] * 8, heads.split(), [None] * 9]
    book, page = book_of("文化站基本情况", rows, ["A1:I1"], last=3)
    page["A5"], page["B5"] = "填报单位", None
    page["D5"], page["E5"] = "填报日期", None
    return Layout("文化站年报", "县文旅局", saved(book), ("E3", "F3", "G3", "B5", "E5"))


def progress():
    """What was set and how it goes: by task, money by hand."""
    heads = "序号 工作目标及要求 完成时限 责任单位 责任领导 工作动态 资金使用 进度 存在问题 下步打算"
    rows = [["重点工作推进表（ 月）"] + [None] * 9, heads.split()]
    book, _ = book_of("重点工作推进表（ 月）", rows, ["A1:J1"], last=6)
    return Layout("重点工作推进表", "县政府办", saved(book), ("A1",), ("A", "B", "C", "D", "E", "H"), 3)


LAYOUTS = (hotline, disputes, petitions, hazards, hazards_of_nature, decisions, culture, progress)
