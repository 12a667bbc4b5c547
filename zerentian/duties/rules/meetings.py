"""Meetings (会议): what may follow what, who makes a quorum, what a weighty matter needs, as plain rules.

The chain is 筹备 → 通知 → 召开 → 拟出纪要 → 核对 → 签发（封存）. A signed meeting is taken up again only as an event of
its own, and what was signed stays. How many make a quorum, how early one is called and when its minutes are due is data
of the place, never of this file. Who attended is a fact of the minutes and stands nowhere else.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.steps import Steps
from zerentian.ledger.rules.words import Words

MOST_MEMBERS = 1000


class MeetingState(StrEnum):
    """Where a meeting stands."""

    DRAFTED = "drafted"
    CALLED = "called"
    HELD = "held"
    MINUTED = "minuted"
    AGREED = "agreed"
    SIGNED = "signed"
    CANCELLED = "cancelled"


class MeetingStep(StrEnum):
    """What may be done with a meeting."""

    CALL = "call"
    CHANGE = "change"
    HOLD = "hold"
    MINUTE = "minute"
    AGREE = "agree"
    SIGN = "sign"
    RETURN = "return"
    REOPEN = "reopen"
    SCAN = "scan"
    CANCEL = "cancel"


class ItemState(StrEnum):
    """Where a matter put before a meeting stands."""

    WAITING = "waiting"
    TABLED = "tabled"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class Result(StrEnum):
    """What a meeting did with a matter."""

    AGREED = "agreed"
    PUT_OFF = "put_off"
    REFUSED = "refused"
    HEARD = "heard"


class Weight(StrEnum):
    """The matters that are decided by many (三重一大)."""

    DECISION = "decision"
    APPOINTMENT = "appointment"
    PROJECT = "project"
    FUNDS = "funds"


class Check(StrEnum):
    """What is looked into before a weighty matter is put to a meeting."""

    LEGAL = "legal"
    INTEGRITY = "integrity"
    RISK = "risk"
    COMMENTS = "comments"
    EXPERTS = "experts"


class Share(StrEnum):
    """How large a part of the members a rule asks for; the place chooses among them, with its document."""

    NONE = "none"
    OVER_HALF = "over_1_2"
    HALF = "least_1_2"
    TWO_THIRDS = "least_2_3"
    THREE_QUARTERS = "least_3_4"
    FOUR_FIFTHS = "least_4_5"
    ALL = "all"


S, M = MeetingState, MeetingStep
# Nothing is owed on the meeting itself any more.
OVER_STATES = (S.SIGNED, S.CANCELLED)
OPEN_STATES = (S.DRAFTED, S.CALLED, S.HELD, S.MINUTED, S.AGREED)
AFTER_STATES = (S.HELD, S.MINUTED, S.AGREED, S.SIGNED)
# The agenda may still grow; after the call what is added says so.
AGENDA_STATES = (S.DRAFTED, S.CALLED, S.HELD)

STEPS: dict[tuple[MeetingState, MeetingStep], MeetingState] = {
    (S.DRAFTED, M.CALL): S.CALLED,
    (S.DRAFTED, M.CHANGE): S.DRAFTED,
    (S.CALLED, M.CHANGE): S.CALLED,
    (S.CALLED, M.HOLD): S.HELD,
    (S.HELD, M.HOLD): S.HELD,
    (S.HELD, M.MINUTE): S.MINUTED,
    (S.MINUTED, M.MINUTE): S.MINUTED,
    (S.MINUTED, M.AGREE): S.AGREED,
    (S.MINUTED, M.RETURN): S.HELD,
    (S.AGREED, M.RETURN): S.HELD,
    (S.AGREED, M.SIGN): S.SIGNED,
    (S.SIGNED, M.SCAN): S.SIGNED,
    (S.SIGNED, M.REOPEN): S.HELD,
    (S.DRAFTED, M.CANCEL): S.CANCELLED,
    (S.CALLED, M.CANCEL): S.CANCELLED,
}

# What may be done with a matter, by where it stands; its meeting narrows it further.
ITEM_STEPS: Mapping[ItemState, tuple[str, ...]] = {
    ItemState.WAITING: ("table", "withdraw"),
    ItemState.TABLED: ("settle", "untable"),
    ItemState.SETTLED: ("settle", "carry", "replace"),
    ItemState.WITHDRAWN: (),
}

STATE_WORDS = {
    S.DRAFTED: Words("筹备中", "being prepared"),
    S.CALLED: Words("已通知", "called"),
    S.HELD: Words("已召开，待拟纪要", "held, minutes to be drafted"),
    S.MINUTED: Words("纪要待核对", "minutes to be agreed"),
    S.AGREED: Words("纪要待签发", "minutes to be signed"),
    S.SIGNED: Words("纪要已签发", "minutes signed"),
    S.CANCELLED: Words("已取消", "cancelled"),
}

# The smallest number that is such a share of so many members.
NEEDED: Mapping[Share, tuple[int, int, bool]] = {
    Share.NONE: (0, 1, False),
    Share.OVER_HALF: (1, 2, True),
    Share.HALF: (1, 2, False),
    Share.TWO_THIRDS: (2, 3, False),
    Share.THREE_QUARTERS: (3, 4, False),
    Share.FOUR_FIFTHS: (4, 5, False),
    Share.ALL: (1, 1, False),
}


MOVES = Steps(STEPS, STATE_WORDS, "会议")
step, steps_from = MOVES.after, MOVES.of


def needed(share: Share, members: int) -> int:
    """Return the smallest whole number of members that is such a share of so many."""
    parts, of, over = NEEDED[share]
    whole, rest = divmod(members * parts, of)
    return whole + (1 if over or rest else 0)


def check_attendance(members: int, present: int, excused: int, attending: int) -> None:
    """Refuse numbers that cannot be: more present and excused than there are members."""
    if not 1 <= members <= MOST_MEMBERS or min(present, excused, attending) < 0 or attending > MOST_MEMBERS:
        raise NotAllowed(
            "请填写应到、实到、请假和列席人数", "give the numbers of members, present and excused"
        )
    if present + excused > members:
        raise NotAllowed(
            f"实到 {present} 人加请假 {excused} 人，多于应到 {members} 人，请核对",
            f"{present} present and {excused} excused are more than {members} members: check the numbers",
        )


def named_lines(words: str) -> str:
    """Return who was there without the lines that name nobody: a “请假：” with nothing behind it."""
    lines = (line.strip() for line in words.splitlines())
    return "\n".join(line for line in lines if line and not line.endswith(("：", ":")))


def check_quorum(share: Share, members: int, present: int, words: Words) -> None:
    """Refuse to let fewer decide than the rule of the place asks for; the matter may be put off."""
    if present < (least := needed(share, members)):
        raise NotAllowed(
            f"{words.zh}须有 {least} 人到会（应到 {members} 人），实到 {present} 人：本次只能缓议或听取，不能作决定",
            f"{words.en} needs {least} of {members} members, {present} are present: put it off or hear it only",
        )


def check_votes(
    present: int, recused: int, votes: tuple[int | None, int | None, int | None], unanimous: bool
) -> None:
    """Refuse votes that do not add up: given, they are all three, and as many as those who may vote."""
    may_vote = present - recused
    if may_vote < 0:
        raise NotAllowed("回避人数多于实到人数，请核对", "more recused themselves than are present")
    given = [vote for vote in votes if vote is not None]
    if unanimous and given:
        raise NotAllowed("一致同意的不必再填票数", "what all agreed to needs no count of votes")
    if given and len(given) < 3:
        raise NotAllowed("赞成、反对、弃权票数请填全，没有就填 0", "give all three counts, 0 for none")
    if given and sum(given) != may_vote:
        raise NotAllowed(
            f"票数合计 {sum(given)}，与可表决人数 {may_vote}（实到减回避）不符，请核对",
            f"{sum(given)} votes, but {may_vote} may vote (present without the recused)",
        )


def check_passed(share: Share, members: int, in_favour: int) -> None:
    """Refuse to call a matter agreed that too few were in favour of."""
    if in_favour < (least := needed(share, members)):
        raise NotAllowed(
            f"赞成 {in_favour} 人，未达到规定的 {least} 人（应到 {members} 人），不能记为通过",
            f"{in_favour} are in favour, the rule asks for {least} of {members}: it did not pass",
        )


def missing(
    weight: Weight | None, asked: Mapping[str, Collection[str]], done: Collection[str]
) -> list[Check]:
    """Return which checks a weighty matter still lacks, by the rule of the place; nothing for any other matter."""
    wanted = asked.get(weight, ()) if weight else ()
    return [one for one in Check if one in wanted and one not in done]


def check_missing(lacking: Collection[Check], waived: str) -> None:
    """Refuse to agree to a weighty matter without its checks, unless it is said why; that is printed then."""
    if lacking and not waived.strip():
        raise NotAllowed(
            "这项“三重一大”议题还缺规定的会前程序；请补做，或写明为何未做即决定（写入纪要）",
            "this weighty matter lacks checks that the rule asks for: make them, or say why it is decided without",
        )


def check_settled(unsettled: Collection[str]) -> None:
    """Refuse to draft minutes while a matter on the agenda has no outcome; names the first of them."""
    for title in unsettled:
        raise NotAllowed(
            f"议题“{title}”还没有登记结果；请先登记，没议到的登记为缓议",
            f"“{title}” has no outcome yet: record it, put off what was not reached",
        )


def check_other(by: int, *involved: int | None) -> None:
    """Refuse to let who drafted the minutes agree to or sign them; arguments are accounts' keys."""
    if by in involved:
        raise NotAllowed(
            "纪要由拟稿人以外的人核对、签发",
            "somebody other than who drafted the minutes agrees to and signs them",
        )
