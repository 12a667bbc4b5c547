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


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        (REPORT, "并将管水情况纳入年终考核，漏报的不得参评。", Kind.ACT),
        (REPORT, "分管副镇长就秋修进度向主席团作了汇报，代表们提出了意见。", Kind.ACT),
        (REPORT, "会议就今年的秋修形势和存在问题作出分析。", Kind.ACT),
        (REPORT, "境内有山塘5口、水库2座，均已全部纳入渠长制管理。", Kind.FACT),
        (REPORT, "水利工程维修支出36.5万元", Kind.FACT),
        (REPORT, "经查，该处为各户门前沟，并非主渠。", Kind.FACT),
        (REPORT, "便民大厅受理用水报装410件，发出水卡396张。", Kind.FACT),
        (REPORT, "例如，审计指出的“水费挂账”问题，因站长未签字，拖了四个月才平账。", Kind.PROBLEM),
        (PLAN, "全镇五口山塘均不同程度存在渗漏。", Kind.PROBLEM),
        (PLAN, "修渠事关庄稼收成，事关乡亲生计。", Kind.SLOGAN),
        (REPORT, "用水户协会应在放水前三天公示轮灌表，管水员逐户告知。", Kind.PLAN),
        (REPORT, "现将全年秋修情况总结如下，并就2028年重点任务作出安排。", Kind.LEAD),
    ],
)
def test_what_was_read_out_put_on_a_list_or_came_about_has_the_kind_its_wording_says(title, text, kind):
    assert audit(f"{title}\n{text}").sentences[-1].kind is kind


def test_a_list_after_what_is_aimed_at_is_to_come():
    found = kinds_after("石桥镇政府工作报告", "奋斗目标：", "新修支渠20公里，发展用水户协会8家。")
    assert found == [Kind.LEAD, Kind.PLAN]


def test_matters_promised_for_a_year_are_to_come():
    found = kinds_after("石桥镇2028年十件民生实事", "1.改造饮水管网12公里，惠及3200人。", "2.新建水站6个。")
    assert found == [Kind.PLAN, Kind.PLAN]


def test_a_line_after_a_long_dash_names_also_what_is_shorter_than_it():
    found = kinds_after(REPORT, "——把水路修到田头，旱地变成保收田。", "整修渠道18公里，新装水泵9台。")
    assert found == [Kind.HEADING, Kind.ACT]


def test_who_does_what_by_which_rule_is_done_however_short_it_is_said():
    found = kinds_after(
        REPORT, "其次，实行管水员轮流守夜制。", "每晚两人一班，天亮交接，闸门有人看、渠口有人巡。"
    )
    assert found[0] is Kind.ACT


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("完成秋修资金155万的六成，去年只够三成五。", ("155万", "六成", "三成五")),
        ("渠断面2×3米，水温-3℃，修了一年多，放水一天半。", ("2×3米", "-3℃", "一年多", "一天半")),
        ("打通最后一公里，做到三个“务必”，一户不漏，四小时一巡，桥的两头都通了。", ()),
        ("渠首管网二期完工，5.7万农户、9个村委会用上了水，划为九个责任区。", ("5.7万", "9个村委会", "九个")),
        ("百年不遇的旱年，巡一处、修一处、记一处，坐满了一桌人围坐一桌。", ("一桌",)),
    ],
)
def test_amounts_of_every_make_are_found_and_sayings_with_a_number_are_not(text, figures):
    assert quantities(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        "管水干部自觉净化社交圈、生活圈、朋友圈。",
        "个别管水干部思想观念陈旧，还是老一套办法。",
        "轮灌表发出前再查错别字、敏感信息、个人隐私。",
        "转发《致用水户的一封信》和防溺水知识到朋友圈、村民群、小组群。",
        "石桥镇意识形态工作自查报告",
    ],
)
def test_what_an_office_says_of_itself_and_passes_on_is_nobodys_speech(text):
    assert refusal_of(text) is None


@pytest.mark.parametrize(
    ("kept", "declined"),
    [
        ("先定谁来讲，其次是讲什么，最后是怎么讲。", "村民群里说了什么，要有人记下来。"),
        ("汛期建立“家长微信群+值守员”联系办法，逐户提醒防溺水。", "村民群里安排专人值守，第一时间截图。"),
        ("能并联的手续不串联，能上门办的不让人跑。", "对串联的住户逐户上门做工作。"),
        ("换下的管段经打压检验合格，开始注水。", "对不同意见要及时打压。"),
    ],
)
def test_words_of_work_are_no_words_about_what_others_say(kept, declined):
    assert refusal_of(kept) is None
    assert refusal_of(declined) is not None
