"""Wordings of real papers that the audit took for something else: each kind of them in a sentence of our own."""

import pytest

from zerentian.reports.rules.audit import Kind, audit
from zerentian.reports.rules.audit.boundaries import refusal_of
from zerentian.reports.rules.audit.quantities import quantities

NEWS, PLAN, SPEECH, REPORT = (
    "石桥镇召开秋修水利工作会议",
    "石桥镇防汛工作实施方案",
    "在石桥镇第五届人民代表大会上的讲话",
    "石桥镇2027年工作总结",
)


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        (NEWS, "要求每一名管水员都要把渠口的责任记在心上，一天看两遍。", Kind.PLAN),
        (NEWS, "高镇长强调要把秋修当成头等大事，做一个让乡亲放心的管水人。", Kind.PLAN),
        (NEWS, "要把渠口的杂物清得干干净净，让放水的日子雷打不动。", Kind.PLAN),
        (NEWS, "水利站给用水户发放新编的管水手册，逐户讲解怎样轮灌，赢得乡亲们的一致好评。", Kind.ACT),
        (NEWS, "此次回访，释放出谁把渠修坏了谁就要修好的强烈信号。", Kind.SLOGAN),
        (NEWS, "这次抽水，对老渠是一次难得的体检，对管水的人也是。", Kind.SLOGAN),
        (NEWS, "治水这件事，既要舍得花钱，也要管住乱接的口子。", Kind.PLAN),
        (NEWS, "围绕秋修，一是要把渠口看牢，二是要把账目贴上墙。", Kind.PLAN),
        (NEWS, "会议确定了今年的治水目标，新修支渠9公里，用水户达到300户。", Kind.PLAN),
        (NEWS, "石桥镇将紧盯漏点不放，守住乡亲们的每一滴水。", Kind.PLAN),
        (REPORT, "一年来，治水有了一些成绩，但是与乡亲们的盼望相比，还有差距。", Kind.PROBLEM),
        (NEWS, "连日来，水利站联合民兵深入各村，把渠边的杂草割了个干净。", Kind.ACT),
        (NEWS, "为让末梢的田也喝上水，10月9日，石桥镇组织机手清淤。", Kind.ACT),
        (NEWS, "10月9日，一场热热闹闹的放水仪式在渠首举行。", Kind.ACT),
        (NEWS, "参加这次会议的人员有：各村管水员、水利站全体人员、用水户代表。", Kind.ACT),
        (NEWS, "下一步，水利站要让每一道闸都有人管。", Kind.PLAN),
        (NEWS, "石桥镇将持续看好这条渠，让它年年有水。", Kind.PLAN),
        (NEWS, "站长表示，定会把渠管得明明白白。", Kind.PLAN),
        (NEWS, "此次活动的开展，不仅清了渠，还拉近了干部与乡亲的距离。", Kind.SLOGAN),
        (REPORT, "石桥镇荣获全县管水先进乡镇称号。", Kind.FACT),
        (REPORT, "全年溺水事故0起。", Kind.FACT),
        (REPORT, "大部分管水员都尽责，但也有个别人一周不到渠上去。", Kind.PROBLEM),
        (REPORT, "目前，14个漏点已解决12个，剩下2个等料到了再补。", Kind.FACT),
        (REPORT, "其中，加装水表、错时放水等7条建议已经落地。", Kind.FACT),
        (SPEECH, "一是请水利站站长通报去年秋修情况；", Kind.PLAN),
        (PLAN, "以上级治水思路为指导，坚持先急后缓，把乡亲们的用水放在心上。", Kind.SLOGAN),
        (REPORT, "对去年查出的九处漏点，水利站虽开过会作了部署，但仅有两处动工，其余未排期。", Kind.PROBLEM),
        (REPORT, "虽然秋修早早动手，但末梢的三个组仍有断水。", Kind.PROBLEM),
        (REPORT, "上周，老闸失修被县里点了名，给全镇带来不良影响。", Kind.PROBLEM),
    ],
)
def test_what_a_wording_says_outright_is_heard(title, text, kind):
    assert audit(f"{title}\n{text}").sentences[-1].kind is kind


def kinds_after(title, *lines):
    return [one.kind for one in audit("\n".join((title, *lines))).sentences[1:]]


def test_what_a_leader_goes_on_demanding_is_to_come_until_the_news_tells_on():
    found = kinds_after(
        NEWS,
        "会议要求，各村要把渠首看牢。",
        "进一步摸清每一处漏点，加强夜间巡护，做到小漏不过夜。",
        "当天，与会人员还参观了新修的渠首。",
    )
    assert found[:2] == [Kind.PLAN, Kind.PLAN]
    assert found[2] is not Kind.PLAN


def test_demands_numbered_after_a_colon_are_to_come():
    found = kinds_after(
        NEWS, "最后，水利站站长提出几点要求：", "一是组织人员对支渠进行拉网式检查，登记漏点，落实到人。"
    )
    assert found == [Kind.LEAD, Kind.PLAN]


def test_the_aims_of_a_plan_are_to_come_also_where_they_say_that_nothing_happens():
    found = kinds_after(PLAN, "二、工作目标", "1. 确保全镇范围内不发生因溃堤造成的伤亡。")
    assert found == [Kind.HEADING, Kind.PLAN]


def test_a_numbered_sentence_on_what_falls_short_is_no_heading():
    found = kinds_after(
        "石桥镇治水整改报告",
        "（一）老渠杂草丛生，闸口无人看管，漏水严重。",
        "已组织用水户割草清淤，并给闸口派了专人。",
    )
    assert found == [Kind.PROBLEM, Kind.ACT]


def test_a_line_after_a_long_dash_that_names_what_follows_is_a_heading():
    found = kinds_after(
        REPORT, "——向水利聚力，灌溉更有底气。", "全年新修支渠12公里，改造老闸9座，清淤沟渠31公里。"
    )
    assert found == [Kind.HEADING, Kind.ACT]


def test_short_numbered_lines_of_a_notice_with_text_below_are_headings_and_a_list_is_none():
    title = "关于检修水塔的通知"
    with_text = ("一、停水时间。", "10月8日早八点起停水。", "二、备水。", "各户周五前备好用水。")
    assert kinds_after(title, *with_text)[::2] == [Kind.HEADING, Kind.HEADING]
    assert kinds_after(title, "一、各户在周五前备水。", "二、不得私自开闸。") == [Kind.PLAN, Kind.PLAN]


def test_once_a_year_was_told_the_tasks_of_the_next_are_to_come():
    found = kinds_after(
        "石桥镇政府工作报告",
        "一、2027年工作回顾",
        "新修支渠12公里。",
        "二、2028年重点工作",
        "新修支渠9公里，改造老闸4座。",
    )
    assert found == [Kind.HEADING, Kind.ACT, Kind.HEADING, Kind.PLAN]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("渠会成立41周年，两周年时立的碑还在。", ()),
        ("第1、2、3组的渠，住在3栋2单元的人也来修。", ()),
        ("东二支沟和干东一支渠通了水，三家村的人三五成群来看，二轮延包也快了。", ()),
        ("三十多年来，乡里建起15分钟用水圈，守着千年古渠的两条腿没停过。", ()),
        ("全镇GDP19.92亿元，流动人口约20余万，占1/3。", ("19.92亿元", "20余万", "1/3")),
        ("水价涨5%—8%，修了5个多小时，双向四车道。", ("5%—8%", "5个多小时", "四车道")),
    ],
)
def test_what_is_counted_is_told_from_what_is_only_named_by_a_number(text, figures):
    assert quantities(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        "夜校讲什么由村民点单，谁来讲由镇里派单。",
        "把修渠许可由串联改并联，并对九处工地上门核对。",
        "水费每季在业主群公示，村里半年抽查一次。",
        "把健康守在家门口。",
    ],
)
def test_what_is_taught_and_what_runs_side_by_side_is_nobodys_speech(text):
    assert refusal_of(text) is None


def test_what_is_already_late_is_not_done_by_that():
    marks = "〔台账1593、1598、1806、2739、2756、3190、4064、4078、4658、4664〕"
    found = kinds_after(
        REPORT,
        "四、整改落实",
        "下一步，按期落实下列事项：",
        "一是8月7日前，水利站改造渠首闸门〔台账3595〕。",
        f"六是已经逾期的6件事项，由各责任单位尽快办结{marks}。",
    )
    assert found[-3:] == [Kind.LEAD, Kind.PLAN, Kind.PLAN]
