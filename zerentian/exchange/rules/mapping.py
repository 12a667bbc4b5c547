"""Which column of somebody's table holds what: recognised headings, maps, and columns that are refused."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.texts import plain
from zerentian.organization.rules.tables.headings import BETWEEN
from zerentian.organization.rules.tables.layout import Wanted
from zerentian.organization.rules.toml_maps import map_in
from zerentian.organization.rules.unasked import unasked

# Closed: what an import may bring, with what it is called in messages.
KEYS: Mapping[str, str] = {
    "number": "编号",
    "title": "标题",
    "text": "诉求内容",
    "received_at": "受理时间",
    "channel": "渠道",
    "category": "类别",
    "place": "地址",
    "contact_name": "诉求人",
    "contact_phone": "联系电话",
    "reply": "答复",
    "replied_at": "答复时间",
    "answered_by": "承办单位",
    "satisfied": "满意度",
    "kind": "诉求类型",
    "happened": "发生时间",
    "confidential": "是否保密",
}
DEFAULTS = frozenset({"channel", "category", "kind", "confidential", "decision"})
TRANSLATED = frozenset({"channel", "category", "kind", "satisfied", "confidential", "answered_by"})
NEEDED = ("text", "received_at")
SECTIONS = frozenset({"source", "columns", "defaults", "values"})

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": (
        "编号",
        "工单号",
        "工单编号",
        "诉求编号",
        "受理编号",
        "信访编号",
        "信访件编号",
        "登记编号",
        "事项编号",
        "案件编号",
        "流水号",
        "msgid",
        "number",
        "id",
    ),
    "title": ("标题", "诉求标题", "工单标题", "主题", "诉求主题", "事项名称", "信访目的", "title", "subject"),
    "text": (
        "诉求内容",
        "内容",
        "工单内容",
        "问题描述",
        "反映内容",
        "反映问题",
        "信访内容",
        "主要内容",
        "内容描述",
        "事项概况",
        "概况信息",
        "留言内容",
        "来电内容",
        "text",
        "content",
        "description",
    ),
    "received_at": (
        "受理时间",
        "来电时间",
        "登记时间",
        "登记日期",
        "受理日期",
        "收件时间",
        "来信日期",
        "来访日期",
        "信访日期",
        "诉求时间",
        "提交时间",
        "留言时间",
        "接件时间",
        "创建时间",
        "postedat",
        "askedat",
        "receivedat",
        "createdat",
    ),
    "channel": (
        "渠道",
        "来源",
        "诉求渠道",
        "诉求来源",
        "工单来源",
        "受理渠道",
        "信访形式",
        "来件方式",
        "channel",
    ),
    "category": (
        "类别",
        "分类",
        "诉求类别",
        "内容分类",
        "问题分类",
        "诉求分类",
        "问题类别",
        "事项分类",
        "category",
    ),
    "place": (
        "地址",
        "事发地",
        "事发地址",
        "事发地点",
        "诉求地址",
        "问题属地",
        "地点",
        "发生地址",
        "place",
        "address",
    ),
    "contact_name": (
        "诉求人",
        "来电人",
        "姓名",
        "信访人",
        "联系人",
        "反映人",
        "诉求人姓名",
        "信访人姓名",
        "来电人姓名",
    ),
    "contact_phone": (
        "联系电话",
        "电话",
        "手机",
        "手机号",
        "手机号码",
        "来电号码",
        "联系方式",
        "主叫号码",
        "phone",
    ),
    "reply": (
        "答复",
        "办理结果",
        "答复内容",
        "处理结果",
        "回复内容",
        "回复",
        "办理情况",
        "处理意见",
        "办结意见",
        "reply",
        "answer",
    ),
    "replied_at": (
        "答复时间",
        "回复时间",
        "办结时间",
        "办结日期",
        "答复日期",
        "回复日期",
        "反馈时间",
        "repliedat",
        "answeredat",
    ),
    "answered_by": (
        "承办单位",
        "办理单位",
        "责任单位",
        "主办单位",
        "答复单位",
        "回复单位",
        "承办部门",
        "answeredby",
    ),
    "satisfied": ("满意度", "是否满意", "满意情况", "群众评价", "满意度评价", "satisfied"),
    "kind": ("诉求类型", "工单类型", "诉求性质", "信访类型", "类型", "kind"),
    "happened": ("发生时间", "事发时间", "发生日期", "happened"),
    "confidential": ("是否保密", "保密", "是否公开信息", "confidential"),
}
KEY_OF: Mapping[str, str] = {heading: key for key, headings in HEADINGS.items() for heading in headings}

# Boundary 1: what tells whose account it was, who liked it or where it was posted is not taken in.
REFUSED = re.compile(
    r"(?:发帖|发布|发表|跟帖|评论|留言)(?:人|者)(?:id|ID)?|楼主|作者|网名|昵称|网友(?:名|昵称)?|.*[账帐]号.*|用户(?:名|id|编号)?|"
    r"(?:微信|抖音|快手|微博|qq)(?:号|id|名|昵称)?|.*(?:点赞|点踩|粉丝|关注者|转发|评论|阅读|浏览|播放|收藏|反对)(?:数|量|次数|人数)?|"
    r"关注(?:数|人数)|.*(?:链接|网址)|帖子(?:地址|id|编号)|主页(?:地址)?|ip(?:地址|address)?|openid|"
    r"poster|author|user(?:name|id)?|account(?:name|id)?|nick(?:name)?|handle|screenname|profile(?:url)?|"
    r"(?:dis)?likes?(?:count)?|upvotes?|downvotes?|follow(?:ers?|ing)(?:count)?|fans|shares?|reposts?|views?|"
    r"(?:post|page)?(?:url|link)|postaddress",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Key → heading, what holds where a cell is empty, and what words of the source mean here."""

    columns: Mapping[str, str]
    defaults: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    source: str = ""

    def as_data(self) -> dict[str, object]:
        """Return the map as plain data, as it is kept."""
        values = {key: dict(words) for key, words in self.values.items()}
        return {"columns": dict(self.columns), "defaults": dict(self.defaults), "values": values}


def normal(heading: str) -> str:
    """Return a heading without blanks, signs and case."""
    return re.sub(r"[\s_\-*＊:：（）()【】\[\]]", "", heading).lower()


def recognised(headings: Sequence[str]) -> dict[str, str]:
    """Return the headings one knows by their usual names: key → heading, the usual name first.

    Under a wide heading the lower name counts ("来电人/电话"), unless two columns bear it: whose is meant nobody knows.
    """
    found: dict[str, tuple[int, str]] = {}
    lower = Counter(normal(heading.rpartition(BETWEEN)[2]) for heading in headings)
    for heading in headings:
        name, below = normal(heading), normal(heading.rpartition(BETWEEN)[2])
        name = below if name not in KEY_OF and lower[below] == 1 else name
        if (key := KEY_OF.get(name)) is not None:
            rank = HEADINGS[key].index(name)
            found[key] = min(found.get(key, (rank, heading)), (rank, heading), key=lambda pair: pair[0])
    return {key: heading for key, (_, heading) in found.items()}


def wanted_of(chosen: ColumnMap | None) -> Wanted:
    """Return what an import looks for in a file: the columns of a map, else the usual headings."""
    if chosen and chosen.columns:
        columns = set(chosen.columns.values())
        return Wanted(lambda headings: len(columns & set(headings)), columns.issubset)
    return Wanted(
        lambda headings: len(recognised(headings)),
        lambda headings: not missing_keys(recognised(headings)),
    )


def missing_keys(columns: Mapping[str, str]) -> list[str]:
    """Return the keys without which nothing can be imported and that no column carries."""
    return [key for key in NEEDED if key not in columns and not (key == "text" and "title" in columns)]


def is_refused(heading: str) -> bool:
    """Tell whether a column holds what is not collected: accounts, posts, opinions, creed, marks on persons."""
    return bool(REFUSED.fullmatch(normal(heading)) or unasked(heading))


def read_map(content: str | bytes) -> ColumnMap:
    """Read a map in TOML: ``source``, ``[columns]``, ``[defaults]``, ``[values.channel]`` and the like."""
    return map_of(map_in(content))


def map_of(data: Mapping[str, object]) -> ColumnMap:
    """Return a map from plain data; refuse keys nobody knows and columns nobody may bring."""
    known(data, SECTIONS, "映射文件", "the map")
    columns = known(section(data, "columns"), KEYS, "[columns]", "[columns]")
    defaults = known(section(data, "defaults"), DEFAULTS, "[defaults]", "[defaults]")
    values = known(section(data, "values"), TRANSLATED, "[values]", "[values]")
    for heading in columns.values():
        if is_refused(said(heading)):
            raise NotAllowed(
                f"不能导入“{heading}”列：账号、帖文、观点、信仰、政治面貌、重点人员标记一类的内容不收集（边界第1、2条），请从映射中删去",
                f"the column {heading} can't be imported: accounts, posts, opinions, creed and marks on"
                " persons are not collected; take it out of the map",
            )
    return ColumnMap(
        {key: said(heading) for key, heading in columns.items()},
        {key: said(value) for key, value in defaults.items()},
        {key: {said(word): said(code) for word, code in section(values, key).items()} for key in values},
        said(data.get("source", "")),
    )


def said(value: object) -> str:
    """Return a word of a map as the cells that it speaks of are read."""
    return plain(str(value)).strip()


def known(
    data: Mapping[str, object], keys: Mapping[str, str] | frozenset[str], where: str, where_en: str
) -> Mapping[str, object]:
    """Return the data; refuse keys that are not on the closed list."""
    if unknown := sorted(data.keys() - set(keys)):
        raise NotAllowed(
            f"{where} 不认识 {'、'.join(unknown)}，可用的有：{'、'.join(sorted(keys))}",
            f"{where_en} does not know {', '.join(unknown)}; there are: {', '.join(sorted(keys))}",
        )
    return data


def section(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Return a table of the map; refuse what is none."""
    found = data.get(name, {})
    if not isinstance(found, Mapping):
        raise NotAllowed(f"映射文件的 [{name}] 应是一个表", f"[{name}] of the map is a table")
    return found


def fitted(chosen: ColumnMap | None, headings: Sequence[str]) -> ColumnMap:
    """Return the map for these headings: as given, else by the usual names; refuse one that doesn't fit."""
    columns = dict(chosen.columns) if chosen and chosen.columns else recognised(headings)
    there = "、".join(heading for heading in headings if heading)
    if absent := [heading for heading in columns.values() if heading not in headings]:
        raise NotAllowed(
            f"表中没有“{'、'.join(absent)}”列；表中的列有：{there}",
            f"the table has no column {', '.join(absent)}; it has: {there}",
        )
    if missing := missing_keys(columns):
        named = "、".join(f"{KEYS[key]}（{key}）" for key in missing)
        raise NotAllowed(
            f"不知道哪一列是{named}；表中的列有：{there}。请用映射说明",
            f"which column is {', '.join(missing)}? The table has: {there}. Say so in a map",
        )
    return replace(chosen, columns=columns) if chosen else ColumnMap(columns)


def left_out(chosen: ColumnMap, headings: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the headings that are not imported: those that are refused, and the others."""
    taken = set(chosen.columns.values())
    rest = [heading for heading in headings if heading and heading not in taken]
    refused = [heading for heading in rest if is_refused(heading)]
    return refused, [heading for heading in rest if heading not in refused]
