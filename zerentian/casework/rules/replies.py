"""Replies: what a reasoned answer must hold, and what is worth a warning before it goes out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

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

PERSONAL = (
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "手机号码", "a mobile number"),
    (re.compile(r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)"), "电话号码", "a phone number"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "身份证号码", "an ID number"),
    (re.compile(r"(?<!\d)\d{16,19}(?!\d)"), "银行卡号", "a bank card number"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "电子邮箱", "an e-mail address"),
    (re.compile(r"\d+\s*(?:栋|幢|号楼)\s*\d+\s*(?:单元|室|号)"), "门牌号", "a door number"),
    (
        re.compile(r"[\u4e00-\u9fff](?:某某?|[\u4e00-\u9fff]{1,2})(?:先生|女士|同志|大爷|大娘|阿姨)"),
        "人名称呼",
        "a person's name",
    ),
)


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing worth a second look in a text: the words, and what they seem to be. Never blocks."""

    words: str
    what: str
    what_en: str


def check_complete(parts: Parts) -> None:
    """Refuse a reply without request, facts, reasons, next steps or review notice, or with an unfilled placeholder.

    Source: 信访工作条例 art. 32 (contents), art. 35 (right to a review). A rule is needed where something is
    refused: 不予支持 without a cited rule does not go out.
    """
    for name, what, what_en in NEEDED:
        text: str = getattr(parts, name)
        if not text.strip():
            raise NotAllowed(f"答复还缺“{what}”，补上后才能发出 · the reply still lacks {what_en}")
        if found := PLACEHOLDER.search(text):
            raise NotAllowed(
                f"“{what}”里还有没有填写的“{found[0]}”，请填写或删去"
                f" · {what_en} still holds the placeholder {found[0]}: fill it in or remove it"
            )
    if parts.decision is Decision.NOT_SUPPORTED and not parts.rule_cited.strip():
        raise NotAllowed(
            "不予支持须写明所依据的法律法规或政策 · a request that is refused needs the rule it rests on"
        )


def warnings(parts: Parts) -> list[Warned]:
    """Return what looks like an empty reply: nothing found out, only received and passed on."""
    body = "\n".join((parts.facts_found, parts.reasons, parts.next_steps))
    found = [
        Warned(words, "像是空泛的答复", "sounds like an empty reply")
        for words in dict.fromkeys(match[0] for match in EMPTY_WORDS.finditer(body))
    ]
    if len(parts.reasons.strip()) < MIN_REASON:
        found.append(Warned(parts.reasons.strip(), "理由过短", "the reasons are very short"))
    return found


def personal_data(*texts: str) -> list[Warned]:
    """Return what looks like somebody's personal data in texts that are about to be published."""
    return list(dict.fromkeys(found for text in texts for found in personal_in(text)))


def personal_in(text: str) -> Iterable[Warned]:
    """Yield the passages of one text that look like personal data."""
    for pattern, what, what_en in PERSONAL:
        for match in pattern.finditer(text):
            yield Warned(match[0], what, what_en)
