"""The audit reads any township's report: every sentence, one kind, its quantities, and what is declined."""

import hashlib
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.reports.rules.audit import Kind, audit
from zerentian.reports.rules.audit.presentation import bars, outline_from, picture
from zerentian.reports.rules.audit.quantities import quantities
from zerentian.reports.rules.audit.sentences import split
from zerentian.reports.rules.outline import parse

REPORT = Path(os.environ.get("ZERENTIAN_INPUT", "../shared")) / "input" / "report.txt"

# A real report read by hand: the start of each sentence's SHA-256, its kind, and whether it is declined.
BY_HAND = """
9a358fdfe7ee heading
3a51339210fa slogan
9a358fdfe7ee heading
8ff41f5fca75 slogan
062310b1396d lead
7e7d17e3aa2e heading
ee3c23e474d8 lead
4491f3a2ac03 act
e9c914f4ae95 lead
63d91128d3c8 act
212cbbf63990 act declined
7cf59db97821 slogan
f9328ddd9b2f lead
2edaa9531b02 act declined
976f596dfd42 heading
0c6650337a23 heading
9a7ecc3d3301 slogan
34308bb70f32 slogan declined
70cc63f8ae68 slogan
9fff4c0f13e4 heading declined
a9e605d04d33 slogan declined
3c914ed78bf7 lead
7d26edd3f87a act
19d154da9379 act
412c8ce89c5f lead
332fd6fa24d6 slogan declined
a60c642b16ca slogan declined
e734b9f00072 heading
88003b03b83e problem
4a0bfd1e651c problem
b77bed386ff0 problem
edf1e50ebafc problem declined
3de390f96b87 problem
024a1904a04c plan
856b302b9929 problem declined
2d4fe2bd876c fact declined
c4fe16ff07f8 problem
7aaddf0745e0 problem declined
8e278800640f heading
63c24a729da3 heading
503fee122288 plan
32417ced5a1b plan
1e5df38dffeb heading
569eb7d176c8 plan
fe34ce75c758 heading
1a8557832189 plan
7efb61476084 heading
b2edde6d257d plan declined
0f9a3ceca192 heading
0609ff2ad208 plan
6ea160d730a4 plan
b71c79fb0b41 heading
18a49893e343 slogan
36d27304d045 slogan
31893dd9ef5d plan
7b9fe1dbd67e heading
7937274ef45f slogan declined
"""

WRITTEN = """
heading	云岭乡安全生产工作情况报告
lead	今年以来，乡党委、政府按照县里部署抓安全生产，现将有关情况报告如下：
heading	一、基本情况
fact	云岭乡地处县域北部，总面积一百二十平方公里，辖12个村，常住人口18600人。
heading	二、工作开展情况
heading	（一）压实责任。
slogan	乡党委始终高度重视安全生产，牢固树立安全发展理念，切实增强责任感和紧迫感。
act	乡里与12个村签订了安全生产责任书，印发《云岭乡安全生产要点》。
lead	一是开展排查。
act	+对6家烟花爆竹店、3座加油站进行检查，发现隐患21处，已整改20处，整改率95.2%。
lead	+二是强化宣传。
act	+张贴标语三十余条，发放明白纸2000份，入户讲解五次。
act	+3月、6月各召开一次调度会，将道路养护列入村级预算。
fact	+全乡未发生较大以上生产安全事故，事故起数同比下降12.5%。
heading	三、存在问题
problem	（一）个别企业主体责任意识不强，台账不规范。
problem	（二）乡里专职安全员只有2名，监管力量不足。
heading	四、下一步打算
plan	下一步，乡里将继续抓好隐患整改。
plan	一是把沿河两个砂场作为重点，每月检查不少于两次。
plan	二是补齐应急物资，汛期前新建仓库1座。
"""

OTHER_TOPICS = [
    ("act", "成立河长制办公室，配备巡河员14名，巡河368人次，清理河道垃圾9.6吨。"),
    ("act", "转移低洼处群众36户97人，集中安置在乡中心小学。"),
    ("act", "举办秸秆综合利用培训班4期，推广粉碎还田机械12台。"),
    ("act", "受理来信来访41件，办结39件，逐件答复来信人。"),
    ("act", "发展党员6名，选派第一书记5名，召开支部书记例会12次。"),
    ("act", "拨付产业补助资金48.3万元，为87户脱贫户购买防贫保险。"),
    ("act", "将问题清单分解到各站所，明确由农业站牵头负责。"),
    ("fact", "7月8日降雨量达126毫米，受灾农作物320亩，直接经济损失46万元。"),
    ("fact", "现有脱贫户312户1046人，人均纯收入14200元，同比增长9.1%。"),
    ("slogan", "全乡干部坚定信心、真抓实干，奋力谱写乡村振兴新篇章。"),
    ("slogan", "始终把群众放在心中最高位置，做到守土有责、守土尽责。"),
    ("problem", "但仍存在一些不足，主要是村级集体经济薄弱、增收渠道单一。"),
    ("plan", "今后，我们将坚持以党建为统领，进一步提升治理水平。"),
    ("plan", "力争年底前完成污水管网三期工程。"),
    ("act", "把沿街铺面划分为4个片区，明确了各片区的卫生职责。"),
    ("act", "上半年组织消防演练3次，演练前反复讲解要领，争取人人会用灭火器。"),
    ("fact", "获得2024年度全县文明乡镇称号。"),
    ("fact", "垃圾分类考评在第三季度排名第二。"),
    ("fact", "全乡茶园预计产量21万公斤，预计茶农收入增长6%。"),
    ("slogan", "一年来，全乡上下同心协力，扎实推进征兵、统计、帮办等各项工作。"),
    ("slogan", "全乡干部迎难而上，较好地完成了年初确定的各项任务。"),
    ("slogan", "积极打造生态宜居的美丽乡村，不断提升群众获得感。"),
    ("lead", "我受乡人民政府委托作报告，请予以审议。"),
    ("lead", "现将我乡整治工作情况汇报如下，请予审议。"),
    ("act", "申报入库项目9个，建立责任、问题、措施三项清单。"),
    ("act", "实行支书负责制，每月由村支书向乡党委报告进展。"),
    ("act", "围绕垃圾、污水两大短板，新建收集点23个。"),
    ("fact", "上半年受理群众来信41件，办结39件，办结率95.1%。"),
    ("fact", "隐患整改率达96.5%。"),
    ("problem", "有3家养殖场贮存池容积不够，雨天外溢。"),
    ("plan", "请各村于6月15日前完成整改，并报送佐证材料。"),
    ("plan", "建议县里统筹建设冷藏设施。"),
]

DECLINED = [
    "安排专人监看村民微信群，发现负面言论及时上报。",
    "加强舆情监测和研判，第一时间引导网上舆论。",
    "摸清辖区群众思想动态，掌握苗头性、倾向性信息。",
    "对重点信访人员落实包保稳控措施，实行日见面制度。",
    "组织网评员跟帖引导，牢牢掌握领导权、话语权。",
    "劝返进京上访群众三人。",
    "部分群众思想觉悟不高，等靠要思想严重。",
]
KEPT = [
    "公布监督电话，收集群众意见建议53条并逐条答复。",
    "群众安全意识有待提高。",
    "为65岁以上老年人等重点人群体检412人。",
    "接受社会和舆论监督。",
    "扶持高校毕业生等重点群体就业，动态监测脱贫户收入。",
    "汛期道路管控有力，村民在村务上有话语权。",
    "在全网评选中获奖，群众满意度达95%。",
]


def _written(lines: str) -> tuple[str, list[tuple[str, str]]]:
    """Return a text from labelled lines (a plus sign goes on in the paragraph) and its labels."""
    labelled = [tuple(line.split("\t")) for line in lines.strip().splitlines()]
    text = "".join(line[1:] if line.startswith("+") else f"\n{line}" for _, line in labelled)
    return text, [(line.removeprefix("+"), kind) for kind, line in labelled]


@pytest.fixture(scope="module")
def real_report():
    if not REPORT.is_file():
        pytest.skip(f"no {REPORT}: set ZERENTIAN_INPUT to read the real report")
    return audit(REPORT.read_text(encoding="utf-8"))


def test_the_real_report_is_read_as_by_hand(real_report):
    by_hand = [line.split() for line in BY_HAND.strip().splitlines()]
    assert len(real_report.sentences) == len(by_hand)
    right = sum(
        hashlib.sha256(found.text.encode()).hexdigest()[:12] == digest and found.kind == kind
        for found, (digest, kind, *_) in zip(real_report.sentences, by_hand, strict=True)
    )
    assert right / len(by_hand) >= 0.95


def test_the_real_report_states_no_figure_and_names_no_evidence(real_report):
    assert real_report.totals.figures == 0
    assert real_report.totals.with_evidence == 0


def test_sentences_on_speech_and_opinion_are_declined_in_the_real_report(real_report):
    declined = {
        hashlib.sha256(one.text.encode()).hexdigest()[:12] for one in real_report.sentences if one.declined
    }
    by_hand = {line.split()[0] for line in BY_HAND.strip().splitlines() if line.endswith("declined")}
    assert declined == by_hand


def test_a_whole_report_of_another_topic_is_read_right():
    text, labels = _written(WRITTEN)
    assert [(one.text, one.kind.value) for one in audit(text).sentences] == labels


def test_a_report_on_a_second_half_of_a_year_tells_of_it_as_past():
    title, rest = "某乡2025年下半年工作情况的报告", "下半年，全乡召开会议4次，走访32户。"
    assert [one.kind for one in audit(f"{title}\n一、工作措施\n{rest}").sentences][-1] is Kind.ACT
    plans = "某乡2025年上半年工作总结和2025年下半年打算"
    assert [one.kind for one in audit(f"{plans}\n三、下半年打算\n{rest}").sentences][-1] is Kind.PLAN


def test_a_title_that_tells_of_work_and_of_plans_opens_no_part():
    found = audit("云岭乡上半年工作总结及下半年工作打算\n半年来，全乡上下凝心聚力，真抓实干。")
    assert found.sentences[-1].kind is Kind.SLOGAN


@pytest.mark.parametrize(("kind", "text"), OTHER_TOPICS)
def test_one_sentence_of_any_topic_has_its_kind(kind, text):
    found = audit(f"云岭乡工作情况报告\n一、工作情况\n{text}").sentences[-1]
    assert (found.text, found.kind.value) == (text, kind)


@pytest.mark.parametrize("text", DECLINED)
def test_a_sentence_on_what_people_say_or_think_is_declined_and_states_no_figure(text):
    found = audit(f"{text}12个村").sentences[0]
    assert found.declined
    assert found.figures == ()
    assert text.rstrip("。") not in outline_from(audit(text))


@pytest.mark.parametrize("text", KEPT)
def test_what_people_send_and_how_they_fare_is_not_declined(text):
    assert audit(text).sentences[0].declined is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("召开会议五次，覆盖12个村，整改率38.5%，培训三千余人。", ("五次", "12个村", "38.5%", "三千余人")),
        ("投入资金1,200.5万元，硬化道路３公里。", ("1,200.5万元", "３公里")),
        ("百分之三十八的户，三分之二的村，3-5户结对。", ("百分之三十八", "三分之二", "3-5户")),
        ("慰问困难户72户171人，每季度召开一次例会。", ("72户", "171人", "一次")),
        ("配备一名联络员，近百名干部入户。", ("一名", "近百名")),
    ],
)
def test_quantities_are_found_as_they_are_written(text, found):
    assert quantities(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "G69高速公路和S305线将是近期的一件大事",
        "制定“十严禁”，增强“四个意识”，坚持“三带头”",
        "第一时间到位，第3次会议，第十二条",
        "2025年6月30日上午9点30分，〔2025〕12号",
        "一手软、一手硬，千方百计，十分重视，24小时值班",
        "党的二十大和二十届四中全会，拨打12345热线",
        "一户一档、一村一策，1+4+N机制，5G和4A级景区",
        "（一）组织领导",
        "转移群众xx户",
    ],
)
def test_road_numbers_dates_ordinals_and_slogans_are_no_quantities(text):
    assert quantities(text) == ()


def test_a_title_glued_to_the_text_is_cut_off():
    pieces = split("云岭乡防汛工作情况的报告按照县里要求，乡里抓好防汛。\n云岭乡防汛工作情况的报告\n正文。")
    assert [piece.text for piece in pieces][:2] == [
        "云岭乡防汛工作情况的报告",
        "按照县里要求，乡里抓好防汛。",
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("群众说：“路修好了。”乡里记下了。", ["群众说：“路修好了。”", "乡里记下了。"]),
        ("开展“您满意吗？”活动。", ["开展“您满意吗？”活动。"]),
        ("修路（含桥。另有便道）三处。完了。", ["修路（含桥。另有便道）三处。", "完了。"]),
        ("长3.5公里，1.加强；2.落实。", ["长3.5公里，1.加强；2.落实。"]),
        ("等等……后来好了。", ["等等……", "后来好了。"]),
        ("真的吗？！是的。", ["真的吗？！", "是的。"]),
    ],
)
def test_quotes_brackets_dots_and_points_do_not_mislead_the_split(text, sentences):
    assert [piece.text for piece in split(text)] == sentences


@given(
    st.text(
        alphabet=st.one_of(
            st.characters(), st.sampled_from("。！？…；“”（）《》一二、1.是 \n\t\u3000报告按照我镇")
        )
    )
)
def test_the_sentences_joined_are_the_text_without_white_space(text):
    joined = "".join(piece.text for piece in split(text))
    assert re.sub(r"[\s\x1c-\x1f\x85]+", "", joined) == re.sub(r"[\s\x1c-\x1f\x85]+", "", text)


@given(st.text(alphabet=st.sampled_from("。，一二三、是（）12.个村召开了问题将要不足我镇下一步\n：“”")))
def test_any_text_gets_one_kind_a_sentence_and_can_be_shown(text):
    found = audit(text)
    assert sum(found.totals.kinds.values()) == len(found.sentences)
    assert picture(found).count("<g>") == len(found.sentences)
    assert len(bars(found)) == len(Kind)


def test_the_new_outline_waits_for_the_evidence_of_acts_and_facts():
    text, _ = _written(WRITTEN)
    outline = outline_from(audit(text + "\n" + DECLINED[0]))
    assert "{{ waiting 张贴标语三十余条，发放明白纸2000份，入户讲解五次。 }}" in outline
    assert outline.count("{{ waiting") == sum(kind in ("act", "fact") for _, kind in _written(WRITTEN)[1])
    assert outline.startswith("# 云岭乡安全生产工作情况报告")
    assert not parse(outline, frozenset()).refused
    assert "微信群" not in outline
    assert "牢固树立" not in outline


def test_the_picture_says_in_words_what_it_shows():
    drawn = picture(audit("云岭乡工作报告\n召开会议3次。"))
    assert "行动 1 句" in drawn
    assert "第 2 句：行动" in drawn
    assert 'role="img"' in drawn


def test_the_author_is_asked_for_what_a_sentence_leaves_open():
    found = audit(
        "云岭乡工作报告\n一、问题\n隐患台账不规范。\n二、打算\n下一步，由农业站于9月底前补种树木300株。"
    )
    problem, plan = found.sentences[2], found.sentences[4]
    assert problem.missing == ("who", "due")
    assert plan.missing == ()
    assert [one.words.zh for one in found.questions] == ["第3句（问题）由谁负责解决，在什么时候以前解决？"]
    assert found.questions[0].section == "一、问题"


def test_the_summary_counts_what_can_be_checked():
    text, _ = _written(WRITTEN)
    told = audit(text).summary
    assert "行动4句、事实2句" in told.zh
    assert "没有一句指明佐证" not in told.zh
    assert "6 checkable" in told.en


def test_no_sentence_however_long_is_dear_to_read():
    found = audit("对村民" * 4000 + "\n" + "问题不足，" * 3000)
    assert max(len(one.text) for one in found.sentences) <= 600


def kinds_under(*lines: str) -> list[str]:
    return [one.kind for one in audit("\n".join(lines)).sentences]


@pytest.mark.parametrize(
    ("title", "heading", "kind"),
    [
        ("某乡2025年工作总结", "二、2026年工作重点", "plan"),
        ("某乡2025年工作总结", "二、2025年重点工作完成情况", "act"),
        ("某乡工作总结", "二、重点工作", "act"),
    ],
)
def test_a_heading_of_a_later_year_opens_the_plans(title, heading, kind):
    assert kinds_under(title, heading, "对重复信访事项实行清单管理，明确包案领导。")[-1] == kind


def test_tasks_named_after_shortcomings_are_to_come():
    told = "对重复信访事项实行清单管理，明确包案领导。"
    lines = ["某乡工作总结", "一、存在的问题", "办理质量不高。", "二、工作重点", told]
    assert kinds_under(*lines)[-1] == "plan"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("三组到五组的路修好了，花了58万元。", ("58万元",)),
        ("督查人员分成三组，查了4天。", ("三组", "4天")),
        ("交出了一份群众满意的答卷。", ()),
        ("每名班子成员每月住村4晚。", ("4晚",)),
    ],
)
def test_groups_of_a_village_are_places_and_what_is_rhetoric_counts_nothing(text, found):
    assert quantities(text) == found


def test_an_outline_has_one_title_its_levels_and_no_signature_of_the_old_report():
    text = (
        "青石镇人民政府\n关于2025年防汛工作情况的报告\n县人民政府：\n现将有关情况报告如下。\n一、主要工作\n（一）压实责任\n"
        "镇党委召开专题会议3次。\n二、存在问题\n石门村渠道至今没有清淤。\n特此报告。\n青石镇人民政府\n2025年11月20日"
    )
    assert outline_from(audit(text)).split("\n\n") == [
        "# 青石镇人民政府关于2025年防汛工作情况的报告",
        "## 一、主要工作",
        "### （一）压实责任",
        "{{ waiting 镇党委召开专题会议3次。 }}",
        "## 二、存在问题",
        "石门村渠道至今没有清淤。",
        "特此报告。\n",
    ]


def test_nobody_is_asked_what_stands_behind_the_words_that_end_a_report():
    found = audit("云岭乡工作报告\n一、工作\n召开会议3次。\n巡查12次。\n特此报告。")
    assert found.sentences[-1].missing == ()
    assert [one.words.zh for one in found.questions] == [
        "第3、4句（行动）各凭什么记录、文件或照片可以查到，各是哪一天、在哪里办的？"
    ]
