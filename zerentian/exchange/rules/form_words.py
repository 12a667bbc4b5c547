"""What other offices call our figures in their headings, and which headings speak of persons: readable data."""

import re
import unicodedata
from collections.abc import Mapping

from zerentian.exchange.rules.form_maps import Part, Span

# Headings with blanks between them → figure, and what of it. A figure's own label is known besides.
FIGURE_WORDS: Mapping[tuple[str, Part], str] = {
    (
        "concerns.received",
        Part.VALUE,
    ): "派遣案件总数 案件总数 承办件数 受理件数 受理数 工单总数 工单数 诉求总数 收件数 "
    "信访总量 信访件数 本月总数 矛盾纠纷总数 纠纷总数 排查总数 转办件数 交办件数",
    (
        "answers.on_time_share",
        Part.NUMERATOR,
    ): "按时办结数 按期办结数 按期答复数 按时办结 按期办结 总计按时办结数 按期回复数",
    ("answers.on_time_share", Part.DENOMINATOR): "应办结数 到期件数 应答复数",
    (
        "answers.on_time_share",
        Part.VALUE,
    ): "按时结案率 按期办结率 按时办结率 按期回复率 按期答复率 及时办结率",
    (
        "concerns.open",
        Part.VALUE,
    ): "未办结数 在办数 在办件数 未办结 总计未办结数 未化解数 本月未化解数 正在办理",
    ("concerns.overdue", Part.VALUE): "超时未办数 逾期未办数 超期未办结数 逾期件数 超时未办结数",
    ("concerns.closed", Part.VALUE): "办结数 办结件数 已办结 化解数 已化解数 结案数",
    ("concerns.channel.hotline", Part.VALUE): "12345热线 12345热线受理 热线工单 12345热线件数",
    ("concerns.channel.board", Part.VALUE): "政民互动 留言板 网上留言 政民互动件数",
    ("concerns.channel.letter", Part.VALUE): "来信 来信件数 来信数",
    ("concerns.channel.visit", Part.VALUE): "来访 来访批次 来访件数",
    ("concerns.channel.call", Part.VALUE): "来电 来电件数",
    ("concerns.channel.form", Part.VALUE): "网上信访 网络",
    ("callbacks.satisfied_share", Part.VALUE): "满意率 群众满意率 回访满意率",
    ("callbacks.satisfied_share", Part.NUMERATOR): "满意数 满意件数",
    ("callbacks.satisfied_share", Part.REST): "不满意数 不满意件数",
    ("callbacks.satisfied_share", Part.REST_SHARE): "不满意率",
    ("callbacks.solved_share", Part.VALUE): "解决率 化解率 实际解决率 问题解决率",
    ("callbacks.made", Part.VALUE): "回访数 回访件数 回访次数",
    ("concerns.group.land", Part.VALUE): "土地 山林土地 山林权属 土地纠纷 征地拆迁 林地",
    ("concerns.group.labour", Part.VALUE): "劳资 劳动争议 劳动社保 欠薪",
    ("concerns.group.village", Part.VALUE): "村务 村务纠纷 邻里 邻里纠纷",
    ("concerns.group.traffic", Part.VALUE): "交通 道路交通",
    ("concerns.group.environment", Part.VALUE): "环保 环境污染 生态环境",
    ("concerns.group.building", Part.VALUE): "城乡建设 宅基地 住房 房屋宅基地",
    ("concerns.group.welfare", Part.VALUE): "民政 社会救助 救助",
    ("concerns.group.farming", Part.VALUE): "农业 农林水利 水利",
    ("deeds.mediation", Part.VALUE): "调解次数 调处次数 调解数 调处数",
    ("deeds.inspection", Part.VALUE): "检查次数 巡查次数 检查巡查 排查次数 开展检查 检查",
    ("deeds.training", Part.VALUE): "训练班 培训次数 培训班 培训演练 演练次数 举办训练班",
    ("deeds.people_told", Part.VALUE): "培训人次 受众人次 宣传人次 受教育人次 参训人次",
    ("deeds.people", Part.VALUE): "参加人次 参与人次 服务人次",
    ("deeds.publicity", Part.VALUE): "公益讲座 宣传活动 宣传次数 宣讲场次 讲座",
    ("deeds.meeting", Part.VALUE): "会议次数 召开会议",
    ("deeds.visit", Part.VALUE): "走访次数 入户走访 走访户次",
    ("deeds.service", Part.VALUE): "服务次数 帮扶次数",
    ("findings.opened", Part.VALUE): "发现隐患 发现问题 排查隐患数 隐患数 问题数 发现问题数 发现隐患数",
    ("findings.closed", Part.VALUE): "已整改 整改数 销号数 整改完成数 已整改数 整改到位数",
    ("findings.open", Part.VALUE): "未整改 未整改数 正在整改 整改中",
    ("findings.overdue", Part.VALUE): "逾期未整改 逾期未整改数",
    ("findings.on_time_share", Part.VALUE): "整改率 按期整改率",
    ("tasks.assigned", Part.VALUE): "交办事项 督办件数 事项总数 任务总数",
    ("tasks.closed", Part.VALUE): "办结事项 已完成 完成数 已办结事项",
    ("tasks.open", Part.VALUE): "未完成 推进中 正在推进",
    ("tasks.overdue", Part.VALUE): "欠进度 逾期事项 超期事项",
    ("tasks.on_time_share", Part.VALUE): "按期完成率 任务按期完成率",
}
SPANS: Mapping[Span, str] = {
    Span.YEAR: "本年累计 年度累计 今年以来 累计 本年 全年累计",
    Span.LAST_YEAR: "上年同期 去年同期 同期",
    Span.BEFORE: "上月 上期 上季度",
    Span.ASKED: "本月 本期 本季度 当月",
}
# A heading that says one of these speaks of persons: whoever the matter is about, and who in the office signs.
PERSONAL = re.compile(
    "姓名|身份证|身份号码|证件号|护照|电话|手机|联系方式|家庭住址|家庭地址|户籍地址|住址|户主|户名|当事人|诉求人|来信人|"
    "来访人|信访人|举报人|反映人|投诉人|申请人|受害人|死者|伤者|银行卡|卡号|开户行|残疾证|低保证|出生|性别|民族|排查人|巡查人|"
    "检查人|接件人|办理人|接办人|经办人|填报人|填表人|审核人|复核人|报送人|上报人|制表人|统计人|录入人|签字|签名|联系人|包案|"
    "稳控|记录人|涉及人员|人员名单|被帮扶人|家庭成员|监护人|邮箱|(?:^|/)(?:年龄|学历|文化程度|婚姻状况|籍贯)$"
)
RUNNING = ("序号", "编号", "号")
# Headings of the column that says whose row it is, in a form that villages fill.
VILLAGES = (
    "村",
    "村名",
    "村别",
    "行政村",
    "村居",
    "村社区",
    "村名称",
    "单位",
    "单位名称",
    "填报单位",
    "所在村",
)
TOTALS = re.compile("合计|总计|小计|全乡|全镇|全县|汇总")
FOOT = re.compile("填报人|审核人|填表人|负责人签|联系电话|制表|^注[:：]|^说明|^备注[:：]|单位负责人")
UNIT_OF_MEASURE = re.compile(r"[（(\[]([^（）()\[\]]*)[）)\]]")
DIVISORS: Mapping[str, int] = {"千": 1000, "万": 10_000, "百": 100, "亿": 100_000_000}


def bare(text: str) -> str:
    """Return a heading without blanks, brackets, signs and what it is counted in: 培训人次（千人次） → 培训人次."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s%、，。:：/*·\-_]", "", UNIT_OF_MEASURE.sub("", plain))


def divisor_of(text: str) -> int:
    """Return by what a number is divided where the heading is counted in thousands or ten thousands; else 1."""
    for found in UNIT_OF_MEASURE.findall(unicodedata.normalize("NFKC", text)):
        if found[:1] in DIVISORS and len(found) > 1:
            return DIVISORS[found[:1]]
    return 1


def spoken_span(text: str) -> tuple[Span, str]:
    """Return which days a heading speaks of, and what it says besides."""
    for span, words in SPANS.items():
        for word in words.split():
            if text.startswith(word) and len(text) > len(word):
                return span, text.removeprefix(word)
    return Span.ASKED, text
