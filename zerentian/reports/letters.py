"""Letters to residents (信函格式): the decision letter (处理意见书), and what all letters have in common.

Each begins with what it says in plain words, names days, not "today", and where a review is asked for with the full
name, address and telephone of whoever does it.
"""

from collections.abc import Iterator
from datetime import date, datetime

from zerentian.casework.codes import spelled
from zerentian.casework.models import Concern, Reply
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import Kind, Step
from zerentian.casework.rules.replies import RECONSIDERED, Decision
from zerentian.casework.rules.reviews import Level, Outcome
from zerentian.ledger.models import Instance
from zerentian.ledger.rules.periods import LOCAL, chinese_day, local_day
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.protected import ABOUT_ONE
from zerentian.reports.rules.document import Block, Document, Heading, Paragraph, Run
from zerentian.reports.rules.titles import unstopped

ALONE = "未经他人复核"
DEMO = "演示实例：内容均为虚构"
# What a letter calls that which it answers, by kind.
ASKED = {
    Kind.CONSULT: "咨询事项",
    Kind.HELP: "求助事项",
    Kind.COMPLAINT: "投诉请求",
    Kind.SUGGESTION: "意见建议",
    Kind.WRONGDOING: "检举控告事项",
    Kind.PETITION: "投诉请求",
}
DECISIONS = {
    Decision.SUPPORTED: "经研究，对您的请求予以支持。",
    Decision.EXPLAINED: "您的请求有合理之处，但目前缺乏法律法规依据，现解释说明如下。",
    Decision.NOT_SUPPORTED: "经研究，对您的请求不予支持。",
}
IN_SHORT = {
    Decision.SUPPORTED: "您的请求得到支持",
    Decision.EXPLAINED: "您的请求目前办不了，信里说明了原因",
    Decision.NOT_SUPPORTED: "您的请求没有得到支持，信里说明了原因",
}
# A suggestion is adopted or not (信访工作条例 art. 29); a question is answered, whatever the answer is.
OF_SUGGESTIONS = {
    Decision.SUPPORTED: ("经研究，对您的建议予以采纳。", "您的建议采纳了"),
    Decision.EXPLAINED: (
        "您的建议有合理之处，但目前还不能采纳，现说明如下。",
        "您的建议目前还不能采纳，信里说明了原因",
    ),
    Decision.NOT_SUPPORTED: ("经研究，对您的建议不予采纳。", "您的建议没有采纳，信里说明了原因"),
}
OF_QUESTIONS = {
    Decision.SUPPORTED: ("现就您咨询的事项答复如下。", "信里有具体的说明"),
    Decision.EXPLAINED: ("现就您咨询的事项说明如下。", "信里有具体的说明"),
    Decision.NOT_SUPPORTED: (
        "您咨询的事项，按现行规定不能办理，说明如下。",
        "按现行规定办不了，信里说明了原因",
    ),
}
INSTANCES = {Level.REVIEW: "复查", Level.RECHECK: "复核"}
ENDS = "。！？；：…”）"
NUMERALS = "一二三四五六七八九"
PLAINLY = "简单说："
NAMED = tuple(
    f".{one}" for one in ("txt", "pdf", "docx", "xlsx", "ofd", "jpg", "png", "zip")
)  # a file stands as it is called


def decision_letter(concern: Concern, reply: Reply, *, viewer: Account, now: datetime) -> Document:
    """Return the letter of a released reply: in short, request, facts, rule, decision, reasons, next steps, review.

    Source: 信访工作条例 art. 32 (contents), art. 35 (the right to a review and its 30 days).
    """
    released = reply.released_at or now
    parts = (
        (ASKED[Kind(concern.kind)], reply.request),
        ("重新办理的缘由", taken_up_again(concern, reply, released)),
        ("查明的事实", reply.facts_found),
        ("法律法规依据", reply.rule_cited),
        ("处理意见和理由", f"{decided(concern, reply)[0]}\n{reply.reasons}"),
        ("下一步安排", reply.next_steps),
        open_against(concern, reply, local_day(released)),
    )
    named = "信访事项处理意见书" if concern.kind == Kind.PETITION else "群众诉求答复意见书"
    blocks = [in_short(plain_answer(concern, reply)), *sections(parts)]
    mark = ALONE if reply.alone else ""
    return letter(concern, named, blocks, f"{reply.round}", released, viewer, now, mark)


def letter(
    concern: Concern,
    named: str,
    blocks: list[Block],
    part: str,
    moment: datetime,
    viewer: Account,
    now: datetime,
    mark: str = "",
) -> Document:
    """Return a letter about a concern to whoever raised it, named by number and code alone, dated as of a moment."""
    unit = concern.unit.organ_on(local_day(moment))
    demo = DEMO if Instance.objects.is_demo() else ""
    return Document(
        number=f"{concern.number}-{part}",
        title=f"{unit}{named}",
        unit_name=unit,
        recipient=f"诉求人（诉求编号{concern.number}，查询码{spelled(concern.code)}）",
        closing_day=local_day(moment),
        blocks=tuple(blocks),
        mark="；".join(filter(None, (demo, mark))),
        printed=print_line(viewer, now),
        note=ABOUT_ONE,
        form="letter",
    )


def taken_up_again(concern: Concern, reply: Reply, until: datetime) -> str:
    """Return which answer a later one follows, and why the matter was taken up again; empty for a first answer."""
    earlier = concern.replies.filter(released=True, round__lt=reply.round).order_by("round").last()
    if earlier is None or earlier.released_at is None:
        return ""
    said = f"本机关曾于{chinese_day(local_day(earlier.released_at))}作出答复。"
    again = concern.happenings.filter(step=Step.REOPEN, at__gt=earlier.released_at, at__lte=until)
    taken = again.order_by("pk").last()
    why = reopened(concern, local_day(taken.at), taken.words) if taken else ""
    return f"{said}\n{why}现重新答复，以本次答复为准。"


def reopened(concern: Concern, day: date, words: str) -> str:
    """Return who had a matter taken up again on a day, and for what reason."""
    ruled = concern.reviews.filter(outcome=Outcome.REDO, decided_on=day).select_related("unit").first()
    if ruled is None:
        return f"{chinese_day(day)}，因“{words.rstrip(ENDS)}”重新办理。" if words else ""
    organ = ruled.organ or ruled.unit.organ_on(day)
    return f"{chinese_day(day)}，{organ}{INSTANCES[Level(ruled.level)]}后要求重新办理：{ended(words)}"


def decided(concern: Concern, reply: Reply) -> tuple[str, str]:
    """Return what was decided, as the law words it of a matter of this kind, and the same in plain words."""
    decision = Decision(reply.decision)
    if concern.kind == Kind.CONSULT:
        return OF_QUESTIONS[decision]
    if concern.kind == Kind.SUGGESTION:
        return OF_SUGGESTIONS[decision]
    return DECISIONS[decision], IN_SHORT[decision]


def plain_answer(concern: Concern, reply: Reply) -> str:
    """Return a decision in plain words, with until when a review can be asked for: it depends on the day of receipt."""
    answered = "重新办理后有了新的答复" if reply.round > 1 else "有了答复"
    said = f"您反映的“{unstopped(concern.title)}”{answered}，{decided(concern, reply)[1]}。"
    if reply.released_at is None:
        return said
    return said + plain_remedy(concern, reply.released_at)


def plain_remedy(concern: Concern, released: datetime) -> str:
    """Return in plain words until when and where something can be done against an answer; empty if unknown."""
    day = local_day(released)
    superior = concern.unit.parent_on(day)
    if superior is None:
        return ""
    organ = superior.organ_on(day)
    if concern.route in RECONSIDERED:
        return f"不同意的，收到之日起六十日内可以向{organ}申请行政复议，或者六个月内向法院起诉。"
    # The clock of this very answer: a later one gives a later letter its day.
    run = concern.clocks.filter(purpose=Purpose.ASK_REVIEW, start__lte=released).order_by("pk").last()
    if run is None:
        return ""
    last = f"{chinese_day(day)}收到的，到{chinese_day(run.due)}为止，含当天"
    return f"不同意的，收到之日起三十日内（{last}）可以向{organ}申请复查。"


def open_against(concern: Concern, reply: Reply, day: date) -> tuple[str, str]:
    """Return the part of a letter on what may be done against it, with where: a review, or reconsideration."""
    where = reviewer(concern, day)
    if concern.route in RECONSIDERED:
        return "救济途径", f"{reply.review_notice}\n{where.replace('复查机关', '复议机关')}"
    return "复查权利", f"{reply.review_notice}\n{where}"


def reviewer(concern: Concern, day: date) -> str:
    """Return who reviews an answer: full name, address and telephone, as far as they are stored."""
    superior = concern.unit.parent_on(day)
    return f"复查机关：{reached(superior, day)}。" if superior else ""


def reached(unit: Unit, day: date) -> str:
    """Return the full name of a unit's organ, and how it is reached; it stands alone."""
    return "，".join((unit.organ_on(day), *ways_to(unit)))


def reached_within(unit: Unit, day: date) -> str:
    """Return the full name of a unit's organ within a sentence, how it is reached in brackets."""
    told = "，".join(ways_to(unit))
    return f"{unit.organ_on(day)}{f'（{told}）' if told else ''}"


def ways_to(unit: Unit) -> list[str]:
    """Return how a unit's organ is reached: address and telephone, as far as they are stored."""
    organ = unit.kept_organ
    told = [f"地址：{organ.address}"] * bool(organ.address) if organ else []
    return told + ([f"电话：{organ.telephone}"] * bool(organ.telephone) if organ else [])


def in_short(words: str) -> Block:
    """Return what stands at the head of a letter in plain words."""
    return Paragraph((Run(PLAINLY + words),))


def sections(parts: tuple[tuple[str, str], ...]) -> list[Block]:
    """Return headings numbered 一、二、 with their paragraphs; a part without text is left out."""
    return list(_sections(parts))


def _sections(parts: tuple[tuple[str, str], ...]) -> Iterator[Block]:
    """Yield the headings and paragraphs of the parts that have any text."""
    written = [(title, text.strip()) for title, text in parts if text.strip()]
    for place, (title, text) in zip(NUMERALS, written, strict=False):
        yield Heading(1, (Run(f"{place}、{title}"),))
        yield from paragraphs("\n".join(ended(line.strip()) for line in text.splitlines()))


def ended(line: str) -> str:
    """Return a line with a full stop where it has none at its end, or a comma: so people often type."""
    return line if not line or line[-1] in ENDS or line.endswith(NAMED) else f"{line.rstrip('，、')}。"


def paragraphs(text: str) -> list[Block]:
    """Return a text's lines as paragraphs."""
    return [Paragraph((Run(line.strip()),)) for line in text.splitlines() if line.strip()]


def print_line(viewer: Account, now: datetime) -> str:
    """Return who printed it and when, as every print-out of a concern bears it."""
    return f"{viewer.name} {now.astimezone(LOCAL):%Y-%m-%d %H:%M} 打印"
