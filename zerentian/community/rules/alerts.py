"""Recognising a warning in what was pasted: CAP 1.2 (OASIS, 2010-07-01), the JSON of weather sites, plain words.

Run in a child process (``ledger.foreign``): the text is a stranger's. The XML reader takes no DTD, no entity and no
network. What is not recognised stays empty, for a person to fill in; the original is kept beside it.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from lxml import etree

from zerentian.community.rules.warnings import FIRST_YEAR, LAST_YEAR, Alert, Colour, Form, Message
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.texts import plain

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
MOST_SIGNS = 200_000
COLOURS = {"红": Colour.RED, "橙": Colour.ORANGE, "黄": Colour.YELLOW, "蓝": Colour.BLUE}
ENGLISH = {"red": Colour.RED, "orange": Colour.ORANGE, "yellow": Colour.YELLOW, "blue": Colour.BLUE}
# Level codes of Chinese weather sites: 01 blue … 04 red.
LEVEL_CODES = {"01": Colour.BLUE, "02": Colour.YELLOW, "03": Colour.ORANGE, "04": Colour.RED}
SEVERITIES = {"Extreme": Colour.RED, "Severe": Colour.ORANGE, "Moderate": Colour.YELLOW, "Minor": Colour.BLUE}
MESSAGES = {"alert": Message.ALERT, "update": Message.UPDATE, "cancel": Message.CANCEL}
NOT_RELAYED: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "status": {"draft": ("草稿", "a draft"), "system": ("系统内部消息", "for systems only")},
    "msgType": {"ack": ("收到确认", "an acknowledgement"), "error": ("退回", "a rejection")},
    "scope": {
        "private": ("只发给指定收件人", "for named addressees only"),
        "restricted": ("限定范围", "restricted"),
    },
}
LONGEST = {"identifier": 200, "sender": 200}
LONGEST_NAMED = {
    "identifier": ("标识（identifier）", "the identifier"),
    "sender": ("发送方（sender）", "the sender"),
}
PLAIN = ("identifier", "sender", "issuer", "hazard", "headline", "text", "instruction", "areas", "drill")
TIMES = ("sent_at", "effective_at", "expires_at")
KEPT_CODES = ("category", "urgency", "severity", "certainty")
NAMED = re.compile(r"(?P<hazard>[\u4e00-\u9fff]{2,10}?)(?P<colour>[红橙黄蓝])色(?:等级)?(?:预警|风险)")
ISSUED = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff（）()]{3,30}?(?:气象台|气象局|气象站|应急管理局|水利局|自然资源局|指挥部|人民政府|林业局|委员会)"
    r"(?:(?:、|和|联合)[\u4e00-\u9fff]{3,20}?(?:气象台|气象局|应急管理局|水利局|自然资源局|指挥部))*)"
)
MOMENT = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日\s*(\d{1,2})\s*[时点:：]\s*(?:(\d{1,2})\s*分?)?")
STAMP = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?")


def recognised(content: str, this_year: int) -> Alert:
    """Return what is recognised in a message; NotAllowed for one that is empty, too long or damaged."""
    said = plain(content).strip()
    if not said:
        raise NotAllowed("请粘贴预警原文或选择文件", "paste the message, or choose its file")
    if len(said) > MOST_SIGNS:
        raise NotAllowed("原文太长，不像一条预警", "the message is too long for a warning")
    if said.startswith("<"):
        return from_cap(said)
    return from_json(said) if said[0] in "{[" else from_text(said, this_year)


def plainly(content: str, this_year: int) -> dict[str, Any]:
    """Return what is recognised as plain data: that alone passes from a child process (``alert_of`` reads it)."""
    found = recognised(content, this_year)
    data = {name: plain(value) if isinstance(value := getattr(found, name), str) else value for name in PLAIN}
    for name, most in LONGEST.items():
        if len(data[name]) > most:
            zh, en = LONGEST_NAMED[name]
            raise NotAllowed(
                f"{zh}有{len(data[name])}个字符，最多{most}个，请核对原文",
                f"{en} has {len(data[name])} characters, {most} at most: compare the message",
            )
    times = {name: moment.isoformat() for name in TIMES if (moment := getattr(found, name))}
    codes = {"form": found.form.value, "colour": found.colour.value, "message": found.message.value}
    said = {name: plain(text) for name, text in found.codes.items()}
    return data | times | codes | {"references": [plain(one) for one in found.references], "codes": said}


def alert_of(data: Mapping[str, Any]) -> Alert:
    """Return what was recognised from its plain data."""
    said: dict[str, Any] = {name: data[name] for name in PLAIN}
    said |= {name: datetime.fromisoformat(data[name]) for name in TIMES if name in data}
    return Alert(
        form=Form(data["form"]),
        colour=Colour(data["colour"]),
        message=Message(data["message"]),
        references=tuple(data["references"]),
        codes=data["codes"],
        **said,
    )


def from_cap(said: str) -> Alert:
    """Return what a CAP 1.2 message says, its Chinese block first."""
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        # The text was decoded already, whatever encoding its first line names.
        root = etree.fromstring(said.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise NotAllowed(
            f"XML 有误（第{error.lineno}行），请重新下载原文", f"the XML is damaged in line {error.lineno}"
        ) from error
    if root.getroottree().docinfo.doctype:
        raise NotAllowed("XML 带有 DTD，不予读取", "the XML has a DTD: it is not read")
    if root.tag != f"{{{CAP}}}alert":
        raise NotAllowed("这不是 CAP 1.2 预警", "this is no CAP 1.2 message")
    check_meant(root)
    infos = root.findall(f"{{{CAP}}}info")
    info = next((one for one in infos if child(one, "language").lower().startswith("zh")), None)
    info = infos[0] if info is None and infos else info
    place = "、".join(child(area, "areaDesc") for area in all_of(info, "area"))
    return Alert(
        form=Form.CAP,
        identifier=child(root, "identifier"),
        sender=child(root, "sender"),
        issuer=child(info, "senderName") or child(root, "source") or child(root, "sender"),
        hazard=child(info, "event"),
        colour=colour_of_cap(info),
        message=MESSAGES.get(child(root, "msgType").lower(), Message.ALERT),
        sent_at=moment(child(root, "sent")),
        effective_at=moment(child(info, "onset") or child(info, "effective")),
        expires_at=moment(child(info, "expires")),
        headline=child(info, "headline"),
        text=child(info, "description"),
        instruction=child(info, "instruction"),
        areas=place,
        references=tuple(
            one.split(",")[1] for one in child(root, "references").split() if one.count(",") == 2
        ),
        drill=child(root, "status").lower() in ("exercise", "test"),
        codes={name: child(info, name) for name in KEPT_CODES if child(info, name)},
    )


def check_meant(root: Any) -> None:
    """Refuse a message that warns nobody, by the name of what it is, and one that is not for everybody to read.

    Source: CAP 1.2, 3.2.1: status, msgType, scope.
    """
    for name, words in NOT_RELAYED.items():
        value = child(root, name)
        if value.lower() in words:
            zh, en = words[value.lower()]
            raise NotAllowed(
                f"这份文件的 {name} 是 {value}（{zh}），不能作为预警转发",
                f"its {name} is {value} ({en}): it is no warning to relay",
            )


def child(element: Any, name: str) -> str:
    """Return the text of the first child of a name, empty where there is none."""
    found = None if element is None else element.find(f"{{{CAP}}}{name}")
    return "" if found is None else " ".join("".join(found.itertext()).split())


def all_of(element: Any, name: str) -> list[Any]:
    """Return the children of a name."""
    return [] if element is None else list(element.findall(f"{{{CAP}}}{name}"))


def colour_of_cap(info: Any) -> Colour:
    """Return the colour that a block names in its words or parameters, else the one usual for its severity."""
    values = [child(one, "value") for one in all_of(info, "parameter") + all_of(info, "eventCode")]
    named = colour_in(" ".join([child(info, "headline"), child(info, "event"), *values]))
    return named if named is not Colour.UNKNOWN else SEVERITIES.get(child(info, "severity"), Colour.UNKNOWN)


def colour_in(text: str) -> Colour:
    """Return the colour that a text names."""
    if found := re.search(r"([红橙黄蓝])色", text):
        return COLOURS[found[1]]
    word = re.search(r"\b(red|orange|yellow|blue)\b", text, re.IGNORECASE)
    return ENGLISH[word[1].lower()] if word else Colour.UNKNOWN


def from_json(said: str) -> Alert:
    """Return what the JSON of a weather site says, whichever of the usual names its fields have."""
    try:
        data = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise NotAllowed(
            "JSON 有误，请重新复制原文", "the JSON is damaged: copy the message again"
        ) from error
    found = alerts_in(data)
    if len(found) != 1:
        raise NotAllowed(
            f"原文里有{len(found)}条预警，请一次粘贴一条", f"{len(found)} warnings: paste one at a time"
        )
    one = {str(key).lower(): value for key, value in found[0].items()}
    text = first(one, "issuecontent", "description", "text", "content")
    words = from_text(text, 0) if text else Alert(Form.TEXT)
    level = colour_in(f"{first(one, 'signallevel', 'severitycolor', 'level', 'color')}色")
    level = level if level is not Colour.UNKNOWN else LEVEL_CODES.get(first(one, "levelcode"), words.colour)
    return Alert(
        form=Form.JSON,
        identifier=first(one, "identifier", "alertid", "id") or digest(said),
        issuer=first(one, "sender", "sendername", "issuer", "publisher") or words.issuer or station(one),
        hazard=first(one, "signaltype", "typename", "eventtype", "type") or words.hazard,
        colour=level,
        message=MESSAGES.get(first(one, "msgtype", "status").lower(), words.message),
        sent_at=moment(first(one, "issuetime", "pubtime", "effective", "sendtime")),
        effective_at=moment(first(one, "starttime", "onset")),
        expires_at=moment(first(one, "relievetime", "endtime", "expires")),
        headline=first(one, "title", "headline"),
        text=text,
        areas="".join(first(one, name) for name in ("province", "city", "county")),
        references=tuple(re.findall(r"[A-Za-z0-9._-]{6,}", first(one, "references"))),
        drill=words.drill or is_drill(one),
    )


def is_drill(one: Mapping[str, Any]) -> bool:
    """Tell whether the JSON of a site says that it is a drill: in its status, title or issuer."""
    said = " ".join(first(one, name) for name in ("status", "title", "headline", "sender", "issuer"))
    return "演练" in said or bool({"exercise", "test"} & set(re.findall(r"[a-z]+", said.lower())))


def alerts_in(data: Any) -> list[Mapping[str, Any]]:
    """Return the objects in some JSON that speak of a warning each."""
    if isinstance(data, list):
        return [found for one in data[:50] for found in alerts_in(one)]
    if not isinstance(data, dict):
        return []
    inner = [value for value in data.values() if isinstance(value, list | dict)]
    nested = [found for one in inner for found in alerts_in(one)]
    keys = {str(key).lower() for key in data}
    return nested or (
        [data] if keys & {"issuecontent", "identifier", "alertid", "typename", "pubtime"} else []
    )


def first(one: Mapping[str, Any], *names: str) -> str:
    """Return the first of some fields that says something, as one line."""
    found = (one.get(name) for name in names)
    return next(
        (
            " ".join(plain(str(value)).split())
            for value in found
            if isinstance(value, str | int) and str(value)
        ),
        "",
    )


def station(one: Mapping[str, Any]) -> str:
    """Return the issuer where only the station is named."""
    name = first(one, "stationname", "city")
    return f"{name}气象台" if name and not name.endswith(("台", "局", "站")) else name


def from_text(said: str, this_year: int) -> Alert:
    """Return what plain words say, such as those passed on in a message."""
    issuer, named = ISSUED.search(said), NAMED.search(said)
    lifted, changed = re.search(r"解除|取消", said), re.search(r"变更|更新|升级为|降级为|继续发布", said)
    hazard = named["hazard"] if named else ""
    for before in ("发布", "解除", "取消", "变更为", "更新", "升级为", "降级为", "继续", "日", "分", "时"):
        hazard = hazard.rpartition(before)[2]
    return Alert(
        form=Form.TEXT,
        identifier=digest(said),
        issuer=re.sub(r"^.*[年月日时分【，。：]", "", issuer["issuer"]) if issuer else "",
        hazard=hazard,
        colour=colour_in(said),
        message=Message.CANCEL if lifted else Message.UPDATE if changed else Message.ALERT,
        sent_at=moment(said, this_year),
        headline=headline_of(said, hazard, lifted=bool(lifted)),
        text=said,
        areas=said,
        drill="演练" in said,
    )


def headline_of(said: str, hazard: str, *, lifted: bool) -> str:
    """Return a short headline of plain words: type and colour where they are named, else the first sentence."""
    colour = re.search(r"[红橙黄蓝]色", said)
    if not (hazard and colour):
        return re.split(r"[。！\n]", said)[0][:100]
    return f"{'解除' if lifted else ''}{hazard}{colour[0]}预警"


def digest(said: str) -> str:
    """Return what stands for a message without an identifier: the same words have the same one."""
    return f"text-{sha256(''.join(said.split()).encode()).hexdigest()[:24]}"


def moment(text: str, this_year: int = 0) -> datetime | None:
    """Return the first moment that a text names, in local time where it names no zone; None for none.

    A year in which no warning of ours can be issued is a slip, and none.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return written(text, this_year)
    if not FIRST_YEAR <= found.year < LAST_YEAR:
        return None
    return found if found.tzinfo else found.replace(tzinfo=LOCAL)


def written(text: str, this_year: int) -> datetime | None:
    """Return the first moment written as people and sites write it; one that no calendar has is none."""
    parts: list[int] = []
    if stamp := STAMP.search(text):
        parts = [int(part or 0) for part in stamp.groups()]
    elif (said := MOMENT.search(text)) and (said[1] or this_year):
        parts = [int(said[1] or this_year), *(int(part or 0) for part in said.groups()[1:])]
    if not (parts and FIRST_YEAR <= parts[0] < LAST_YEAR):
        return None
    try:
        return datetime(*parts, tzinfo=LOCAL)  # type: ignore[arg-type,misc]
    except ValueError:
        return None
