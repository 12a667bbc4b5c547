"""From a draft to an issued report: submitted (送审), returned (修改) or signed off (签发), then issued."""

from collections.abc import Mapping
from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed

MOST_WORDS = 2000  # of one comment


class DraftState(StrEnum):
    """Where a draft stands."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"
    ISSUED = "issued"


class DraftStep(StrEnum):
    """What may be done with a draft."""

    SUBMIT = "submit"
    RETURN = "return"
    SIGN = "sign"
    WITHDRAW = "withdraw"
    ISSUE = "issue"


class Asked(StrEnum):
    """Whether a report is issued only once somebody has signed it off."""

    IF_POSSIBLE = "if_possible"
    ALWAYS = "always"
    NEVER = "never"


OPEN = (DraftState.SUBMITTED, DraftState.RETURNED, DraftState.SIGNED)
# A signed draft may still be returned: until it is issued, who signs may think again.
FROM: Mapping[DraftStep, tuple[DraftState, ...]] = {
    DraftStep.SUBMIT: (DraftState.RETURNED, DraftState.WITHDRAWN),
    DraftStep.RETURN: (DraftState.SUBMITTED, DraftState.SIGNED),
    DraftStep.SIGN: (DraftState.SUBMITTED,),
    DraftStep.WITHDRAW: OPEN,
    DraftStep.ISSUE: (DraftState.SIGNED,),
}
NAMES: Mapping[DraftState, tuple[str, str]] = {
    DraftState.SUBMITTED: ("送审中", "waiting to be signed off"),
    DraftState.RETURNED: ("退回修改", "returned to be mended"),
    DraftState.SIGNED: ("已签发", "signed off"),
    DraftState.WITHDRAWN: ("已撤回", "withdrawn"),
    DraftState.ISSUED: ("已出具", "issued"),
}


def check_step(step: DraftStep, state: str) -> None:
    """Refuse a step that does not lead on from a state: another was quicker, or the page is old."""
    if state not in FROM[step]:
        zh, en = NAMES[DraftState(state)]
        raise NotAllowed(
            f"这份送审稿{zh}，不能再做这一步；请刷新页面",
            f"this draft is {en}: the step is not open any more; reload the page",
        )


def check_other_signs(by: int, writer: int) -> None:
    """Refuse to let who wrote a draft sign it off; both are accounts' keys."""
    if by == writer:
        raise NotAllowed("送审稿由拟稿人以外的人签发", "somebody other than its writer signs a draft off")


def check_round(seen: int, now: int) -> None:
    """Refuse a decision on an earlier round than the one that waits: its words are others."""
    if seen != now:
        raise NotAllowed(
            f"您看到的是第{seen}次送审的稿子，现在是第{now}次；请刷新页面，重新阅读后再操作",
            f"what you read was submitted as number {seen}, what waits is number {now}: reload and read it again",
        )


def checked_comments(comments: Mapping[str, str]) -> dict[str, str]:
    """Return the comments that say anything, by part; NotAllowed for one that is too long."""
    said = {part: words.strip() for part, words in comments.items() if words.strip()}
    for part, words in said.items():
        if len(words) > MOST_WORDS:
            raise NotAllowed(
                f"“{part or '全文'}”的意见超过{MOST_WORDS}字，请分条写短些",
                f"the comment on “{part or 'the whole'}” is over {MOST_WORDS} characters: make it shorter",
            )
    return said


def check_reason(comments: Mapping[str, str]) -> None:
    """Refuse to return a draft without a word on what is to be mended."""
    if not comments:
        raise NotAllowed(
            "退回修改要写明改什么：请在相应部分或“全文”下写意见",
            "say what is to be mended: write a comment on a part or on the whole",
        )
