"""Requests for information (依申请公开): kinds of answer, what each must say, what follows what, how it is counted.

Source: 政府信息公开条例 (国令711号) arts 29-42. What somebody wants the information for is never asked: the rule knows
no such condition any more. The rows of the yearly table are those of the annual report (国办公开办函〔2021〕30号).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed


class Channel(StrEnum):
    """By which way a request came (art. 29). ``oral``: staff wrote it down for who can't write it."""

    COUNTER = "counter"
    POST = "post"
    ONLINE = "online"
    FAX = "fax"
    ORAL = "oral"


class Applicant(StrEnum):
    """Who asks, by the columns of the yearly table."""

    PERSON = "person"
    BUSINESS = "business"
    RESEARCH = "research"
    CHARITY = "charity"
    LEGAL = "legal"
    BODY = "body"


class State(StrEnum):
    """Where a request stands."""

    HANDLING = "handling"
    CORRECTING = "correcting"
    PAYING = "paying"
    DRAFTED = "drafted"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What may be done with a request."""

    RECEIVE = "receive"
    ASK_CORRECTION = "ask-correction"
    CORRECT = "correct"
    ASK_FEE = "ask-fee"
    FEE_REACHED = "fee-reached"
    PAID = "paid"
    CONSULT = "consult"
    CONSULT_REACHED = "consult-reached"
    HEAR = "hear"
    ASK_TIME = "ask-time"
    GRANT_TIME = "grant-time"
    REFUSE_TIME = "refuse-time"
    DRAFT = "draft"
    RETURN = "return"
    RELEASE = "release"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    MOVE = "move"
    CHALLENGE = "challenge"
    JUDGE = "judge"


OPEN_STATES = (State.HANDLING, State.CORRECTING, State.PAYING, State.DRAFTED)
# From where a step may be taken. What else it needs, its action asks.
FROM: Mapping[Step, tuple[State, ...]] = {
    Step.ASK_CORRECTION: (State.HANDLING,),
    Step.CORRECT: (State.CORRECTING,),
    Step.ASK_FEE: (State.HANDLING,),
    Step.FEE_REACHED: (State.PAYING,),
    Step.PAID: (State.PAYING,),
    Step.CONSULT: (State.HANDLING,),
    Step.CONSULT_REACHED: (State.HANDLING,),
    Step.HEAR: (State.HANDLING,),
    Step.ASK_TIME: (State.HANDLING,),
    Step.GRANT_TIME: (State.HANDLING,),
    Step.REFUSE_TIME: (State.HANDLING,),
    Step.DRAFT: (State.HANDLING, State.CORRECTING, State.PAYING),
    Step.RETURN: (State.DRAFTED,),
    Step.RELEASE: (State.DRAFTED,),
    Step.WITHDRAW: OPEN_STATES,
    Step.PUBLISH: (State.ANSWERED,),
    Step.CHALLENGE: (*OPEN_STATES, State.ANSWERED),
    Step.JUDGE: tuple(State),
}


class Whom(StrEnum):
    """Whose opinion is asked: somebody whose rights it touches (art. 32), or another organ (art. 34)."""

    THIRD = "third"
    ORGAN = "organ"


class Heard(StrEnum):
    """What was heard. A third party that is silent leaves the decision to the office; an organ's silence is consent."""

    AGREED = "agreed"
    AGAINST = "against"
    SILENT = "silent"


class Row(StrEnum):
    """The groups of results in the yearly table."""

    GIVEN = "given"
    PART = "part"
    REFUSED = "refused"
    UNABLE = "unable"
    UNHANDLED = "unhandled"
    OTHER = "other"


class Outcome(StrEnum):
    """Each kind of answer, as finely as the yearly table counts it. ``uncorrected`` and after: no answer by art. 36."""

    PUBLIC = "public"
    GIVEN = "given"
    PART = "part"
    SECRET = "secret"
    LAW = "law"
    SAFETY = "safety"
    THIRD = "third"
    INTERNAL = "internal"
    PROCESS = "process"
    CASE_FILE = "case_file"
    REGISTER = "register"
    ABSENT = "absent"
    ELSEWHERE = "elsewhere"
    TO_MAKE = "to_make"
    UNCLEAR = "unclear"
    PETITION = "petition"
    REPEATED = "repeated"
    PUBLICATION = "publication"
    EXCESSIVE = "excessive"
    AGAIN = "again"
    UNCORRECTED = "uncorrected"
    UNPAID = "unpaid"
    OTHER = "other"


# Whose own last day passed while they were waited for: the one kind of answer that then ends a request.
LAPSES: Mapping[State, Outcome] = {State.CORRECTING: Outcome.UNCORRECTED, State.PAYING: Outcome.UNPAID}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of answer: its row, its article, what the letter says first; ``where`` and ``reason`` are needed."""

    row: Row
    article: str
    words: str
    where: bool = False
    reason: bool = True


KINDS: Mapping[Outcome, Kind] = {
    Outcome.PUBLIC: Kind(Row.GIVEN, "第三十六条第一项", "您申请的信息已经主动公开", where=True, reason=False),
    Outcome.GIVEN: Kind(Row.GIVEN, "第三十六条第二项", "您申请的信息予以公开", where=True, reason=False),
    Outcome.PART: Kind(Row.PART, "第三十六条第二项、第三十七条", "您申请的信息部分公开", where=True),
    Outcome.SECRET: Kind(Row.REFUSED, "第十四条、第三十六条第三项", "您申请的信息属于国家秘密，不予公开"),
    Outcome.LAW: Kind(
        Row.REFUSED,
        "第十四条、第三十六条第三项",
        "您申请的信息属于法律、行政法规禁止公开的信息，不予公开",
    ),
    Outcome.SAFETY: Kind(
        Row.REFUSED,
        "第十四条、第三十六条第三项",
        "您申请的信息公开后可能危及国家安全、公共安全、经济安全、社会稳定，不予公开",
    ),
    Outcome.THIRD: Kind(
        Row.REFUSED,
        "第十五条、第三十六条第三项",
        "您申请的信息公开会对第三方合法权益造成损害，不予公开",
    ),
    Outcome.INTERNAL: Kind(
        Row.REFUSED, "第十六条第一款、第三十六条第三项", "您申请的信息属于内部事务信息，不予公开"
    ),
    Outcome.PROCESS: Kind(
        Row.REFUSED, "第十六条第二款、第三十六条第三项", "您申请的信息属于过程性信息，不予公开"
    ),
    Outcome.CASE_FILE: Kind(
        Row.REFUSED, "第十六条第二款、第三十六条第三项", "您申请的信息属于行政执法案卷信息，不予公开"
    ),
    Outcome.REGISTER: Kind(
        Row.REFUSED,
        "第三十六条第七项",
        "您申请的信息，有关法律、行政法规对其获取有特别规定，请依照该规定办理",
        where=True,
    ),
    Outcome.ABSENT: Kind(Row.UNABLE, "第三十六条第四项", "经检索，没有您申请的信息"),
    Outcome.ELSEWHERE: Kind(Row.UNABLE, "第三十六条第五项", "您申请的信息不属于本机关负责公开", where=True),
    Outcome.TO_MAKE: Kind(Row.UNABLE, "第三十八条", "您申请的信息没有现成的，需要另行加工、分析，不予提供"),
    Outcome.UNCLEAR: Kind(Row.UNABLE, "第三十条", "您补正后，申请的内容仍不明确，无法提供"),
    Outcome.PETITION: Kind(
        Row.UNHANDLED,
        "第三十九条第一款",
        "您的申请是进行信访、投诉、举报等活动，不作为政府信息公开申请处理，请通过相应渠道提出",
        where=True,
    ),
    Outcome.REPEATED: Kind(Row.UNHANDLED, "第三十六条第六项", "本机关已就相同的申请作出答复，不予重复处理"),
    Outcome.PUBLICATION: Kind(
        Row.UNHANDLED,
        "第三十九条第二款",
        "您申请的是政府公报、报刊、书籍等公开出版物，请从以下途径获取",
        where=True,
        reason=False,
    ),
    Outcome.EXCESSIVE: Kind(
        Row.UNHANDLED,
        "第三十五条",
        "您申请的数量、频次明显超过合理范围，所述理由不合理，不予处理",
    ),
    Outcome.AGAIN: Kind(Row.UNHANDLED, "第三十六条第六项", "您要求确认或者重新出具已经获取的信息，不予处理"),
    Outcome.UNCORRECTED: Kind(
        Row.OTHER, "第三十条", "您在补正期限内没有补正，视为放弃申请，本机关不再处理", reason=False
    ),
    Outcome.UNPAID: Kind(
        Row.OTHER, "第四十二条", "您没有按通知缴纳信息处理费，视为放弃申请，本机关不再处理", reason=False
    ),
    Outcome.OTHER: Kind(Row.OTHER, "", "您的申请按以下意见处理"),
}
# Where publication is refused a review comes before the court (行政复议法 art. 23 no. 4).
REFUSALS = tuple(one for one, kind in KINDS.items() if kind.row in (Row.PART, Row.REFUSED))
# What is given once is told to all (art. 44): only what was given, of course.
PUBLISHABLE = tuple(one for one, kind in KINDS.items() if kind.row in (Row.GIVEN, Row.PART))
EXTENSION_DAYS = 20


def check_step(state: State, step: Step) -> None:
    """Refuse a step that can't be taken from a state."""
    if state not in FROM[step]:
        raise NotAllowed("现在不能这样做，请刷新页面看看进展", "that can't be done now: reload the page")


def steps_from(state: State) -> list[str]:
    """Return the steps that may be taken from a state."""
    return [step.value for step, states in FROM.items() if state in states]


def check_answer(outcome: Outcome, *, reason: str, where: str) -> None:
    """Refuse an answer that lacks what its kind must say (arts 36, 39)."""
    kind = KINDS[outcome]
    if kind.reason and not reason.strip():
        raise NotAllowed("这一类答复要说明理由", "an answer of this kind gives the reason")
    if kind.where and not where.strip():
        raise NotAllowed(
            "这一类答复要写明获取的方式、途径，或者向哪个机关申请、怎么联系",
            "an answer of this kind says how and where to get it, or whom to ask and how they are reached",
        )


def check_other(one: int | None, other: int, what: str, what_en: str) -> None:
    """Refuse that somebody decides on what they themselves wrote or asked for."""
    if one == other:
        raise NotAllowed(f"{what}的人不能自己批，请由另一人批", f"whoever {what_en} does not decide on it")
