"""Replies: what a reasoned answer must hold, and what is worth a warning before it goes out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from hashlib import sha256

from zerentian.casework.rules.concerns import Route
from zerentian.ledger.rules.refusals import NotAllowed


class Decision(StrEnum):
    """What was decided (信访工作条例 art. 32): supported, explained (reasonable, without a basis), not supported."""

    SUPPORTED = "supported"
    EXPLAINED = "explained"
    NOT_SUPPORTED = "not_supported"


class Told(StrEnum):
    """How the answer reached the person."""

    CODE_PAGE = "code_page"
    PHONE = "phone"
    IN_PERSON = "in_person"
    LETTER = "letter"
    HOTLINE = "hotline"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a reply (信访工作条例 art. 32): request, facts, rule, decision, what follows, way to a review."""

    request: str
    facts_found: str
    rule_cited: str
    decision: Decision
    reasons: str
    next_steps: str
    review_notice: str


NEEDED = (
    ("request", "诉求内容", "the request"),
    ("facts_found", "查明的事实", "the facts found"),
    ("reasons", "理由", "the reasons"),
    ("next_steps", "下一步安排", "what happens next"),
    ("review_notice", "复查途径和期限", "the way to a review and its date"),
)
PLACEHOLDER = re.compile(r"\{[^{}]*\}|【[^】]*(?:填写|请填)[^】]*】|×{2,}|_{3,}")
EMPTY_WORDS = re.compile(
    r"已收悉|已转交|已转(?:至|给)?相关|正在(?:研究|处理)中|请(?:您)?耐心等待|感谢您的(?:来信|关注)"
)
MIN_REASON = 12
# On 2,816 published replies "shorter than 60 characters" found 86 in 100 of those that explain nothing, 80 % rightly.
MIN_SUBSTANCE = 60
# Filled in by the program on the day a reply goes out: who reviews it, and until when that may be asked.
REVIEWER, REVIEW_UNTIL, ANSWERED_ON = "{复查单位}", "{复查截止日}", "{答复日期}"
REVIEW_NOTICE = (
    f"如不服本答复，您可以自收到之日起三十日内向{REVIEWER}申请复查。本答复于{ANSWERED_ON}发出，当日收到的，"
    f"申请截止日为{REVIEW_UNTIL}。"
)
# A petition on these routes is decided by an administrative act (信访工作条例 art. 31 (4), (5)): art. 35 gives no
# review of it; reconsideration and the court are open, whose terms would run out meanwhile (行政复议法 art. 20,
# 行政诉讼法 art. 46).
RECONSIDERED = (Route.RECONSIDERATION, Route.ENFORCEMENT)
RECONSIDERATION_NOTICE = (
    f"如不服本答复，您可以自收到之日起六十日内向{REVIEWER}申请行政复议，或者自收到之日起六个月内依法向人民法院提起"
    f"行政诉讼。本答复于{ANSWERED_ON}发出。"
)

# What is certainly a person's own number may not be published; the rest is worth a second look.
CERTAIN = (
    (re.compile(r"(?<!\d)1[ -]?[3-9](?:[ -]?\d){9}(?!\d)"), "手机号码", "a mobile number"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "身份证号码", "an ID number"),
    (re.compile(r"(?<!\d)\d{4}(?:[ -]?\d){12,15}(?!\d)"), "银行卡号", "a bank card number"),
)
PERSONAL = (
    *CERTAIN,
    (re.compile(r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)"), "电话号码", "a phone number"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "电子邮箱", "an e-mail address"),
    (re.compile(r"\d+\s*(?:栋|幢|号楼)\s*\d+\s*(?:单元|室|号)"), "门牌号", "a door number"),
    (
        re.compile(r"[\u4e00-\u9fff](?:某某?|[\u4e00-\u9fff]{1,2})(?:先生|女士|同志|大爷|大娘|阿姨)"),
        "人名称呼",
        "a person's name",
    ),
)
HIDDEN = "［已隐去］"
HALF_WIDTH = str.maketrans("０１２３４５６７８９－　＠．", "0123456789- @.")


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing worth a second look in a text: the words, what they seem to be, and in which part of the reply."""

    words: str
    what: str
    what_en: str
    part: str = ""


def lacking(parts: Parts) -> list[Warned]:
    """Return what keeps a reply from going out: parts not written, placeholders not filled, a rule not cited.

    Source: 信访工作条例 art. 32 (contents), art. 35 (right to a review). A rule is needed where something is
    refused: 不予支持 without a cited rule does not go out.
    """
    found = []
    for name, what, what_en in (*NEEDED, ("rule_cited", "依据", "the rule cited")):
        text: str = getattr(parts, name)
        if not text.strip() and name != "rule_cited":
            found.append(
                Warned("", f"答复还缺“{what}”，补上后才能发出", f"the reply still lacks {what_en}", name)
            )
        for words in dict.fromkeys(PLACEHOLDER.findall(text)):
            said = f"“{what}”里还有没有填写的“{words}”，请填写或删去"
            said_en = f"{what_en} still holds the placeholder {words}: fill it in or remove it"
            found.append(Warned(words, said, said_en, name))
    if parts.decision is Decision.NOT_SUPPORTED and not parts.rule_cited.strip():
        said = "不予支持须写明所依据的法律法规或政策"
        found.append(Warned("", said, "a request that is refused needs the rule it rests on", "rule_cited"))
    return found


def notice_of(route: str) -> str:
    """Return the clause on what may be done against a reply, by the route of a petition matter, empty for others."""
    return RECONSIDERATION_NOTICE if route in RECONSIDERED else REVIEW_NOTICE


def check_complete(parts: Parts) -> None:
    """Refuse a reply that lacks something, naming the first thing it lacks."""
    for missing in lacking(parts):
        raise NotAllowed(missing.what, missing.what_en)


def check_unchanged(parts: Parts, expected: str) -> None:
    """Refuse to overwrite or release a draft that is no longer the one that was read (see ``fingerprint``)."""
    if expected != fingerprint(parts):
        raise NotAllowed(
            "您打开之后，同事改过这份草稿：下面是您写的，请对照现在的草稿，再保存一次",
            "a colleague changed the draft since you opened it: compare it with yours below, then save again",
        )


def fingerprint(parts: Parts | None) -> str:
    """Return what tells one wording of a draft from another; empty before there is one."""
    if parts is None:
        return ""
    return sha256("\0".join(f"{name}={text}" for name, text in asdict(parts).items()).encode()).hexdigest()[
        :16
    ]


def filled(parts: Parts, known: Mapping[str, str]) -> Parts:
    """Return the parts with the placeholders filled that the program knows."""
    texts = {name: text for name, text in asdict(parts).items() if name != "decision"}
    for placeholder, words in known.items():
        texts = {name: text.replace(placeholder, words) for name, text in texts.items()}
    return replace(parts, **texts)


def warnings(parts: Parts) -> list[Warned]:
    """Return what is worth a second look before a reply goes out; never blocks.

    It looks empty (nothing found out, only received and passed on), gives hardly a reason, or names somebody.
    """
    found = [
        Warned(words, "像是空泛的答复", "sounds like an empty reply", name)
        for name in ("facts_found", "reasons", "next_steps")
        for words in dict.fromkeys(match[0] for match in EMPTY_WORDS.finditer(getattr(parts, name)))
    ]
    if len(parts.reasons.strip()) < MIN_REASON:
        found.append(Warned(parts.reasons.strip(), "理由过短", "the reasons are very short", "reasons"))
    if len("".join(substance(parts).split())) < MIN_SUBSTANCE:
        said = f"查明的事实、理由和下一步合起来不足{MIN_SUBSTANCE}字，像是没有实质内容"
        said_en = (
            f"facts, reasons and next steps have fewer than {MIN_SUBSTANCE} characters: is anything in it?"
        )
        found.append(Warned("", said, said_en, "facts_found"))
    found += [replace(one, part=name) for name, text in asdict(parts).items() for one in personal_data(text)]
    return found


def substance(parts: Parts) -> str:
    """Return what a reply itself says: without the request it repeats and the way to a review."""
    return "\n".join((parts.facts_found, parts.reasons, parts.next_steps))


def personal_data(*texts: str) -> list[Warned]:
    """Return what looks like somebody's personal data in texts that are about to be published."""
    return list(dict.fromkeys(found for text in texts for found in personal_in(text, PERSONAL)))


def certain_data(*texts: str) -> list[Warned]:
    """Return the numbers in texts that are certainly a person's own and may not be published (PIPL art. 25)."""
    return list(dict.fromkeys(found for text in texts for found in personal_in(text, CERTAIN)))


def personal_in(text: str, patterns: Iterable[tuple[re.Pattern[str], str, str]]) -> Iterable[Warned]:
    """Yield the passages of one text that look like personal data; full-width digits are digits."""
    plain = text.translate(HALF_WIDTH)
    for pattern, what, what_en in patterns:
        for match in pattern.finditer(plain):
            yield Warned(text[match.start() : match.end()], what, what_en)


def masked(text: str) -> str:
    """Return a text with what looks like personal data taken out: a suggestion for the public copy."""
    for found in sorted(personal_data(text), key=lambda one: -len(one.words)):
        text = text.replace(found.words, HIDDEN)
    return text


def marked(text: str) -> list[tuple[str, bool]]:
    """Return a text in stretches, each with whether it is a placeholder that is still to be filled."""
    stretches, end = [], 0
    for match in PLACEHOLDER.finditer(text):
        stretches += [(text[end : match.start()], False), (match[0], True)]
        end = match.end()
    return [(words, open_) for words, open_ in [*stretches, (text[end:], False)] if words]
