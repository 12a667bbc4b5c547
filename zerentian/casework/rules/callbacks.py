"""Call-backs: three separate facts, and when a ticked box contradicts what was said."""

import re
from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed


class Contacted(StrEnum):
    """Whether the person was reached; not reached and not willing are values, not gaps."""

    YES = "yes"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"


class Solved(StrEnum):
    """Whether the matter is solved, in the person's own view."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Satisfied(StrEnum):
    """Whether the person is satisfied with how it was handled."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    REFUSED = "refused"


# A denial before the words turns them round: 没有不满意, 没什么没解决的.
DENIED = r"(?<!没有)(?<!没什么)(?<!并不)(?<!并非)(?<!不是)(?<!无)"
NOT_SOLVED = re.compile(
    DENIED
    + r"(?:没有?(?:得到|完全|彻底)?(?:解决|处理|修好|落实)|仍(?:然|旧)?(?:没|未|不)|还是(?:没|不|一样|老样子)|"
    r"还没有?(?:解决|处理|修|落实|人)|未(?:得到|完全|彻底)?(?:解决|处理|修复|落实)|依(?:然|旧)(?:没|未|不|存在)|又(?:坏|漏|堵))"
)
NOT_SATISFIED = re.compile(DENIED + r"(?:不满意|不满|不认可|不同意|敷衍|推诿)")


def contradiction(solved: Solved | None, satisfied: Satisfied | None, words: str) -> str:
    """Return the person's words that say the opposite of the boxes ticked; empty when none do."""
    found = (solved is Solved.YES and NOT_SOLVED.search(words)) or (
        satisfied is Satisfied.YES and NOT_SATISFIED.search(words)
    )
    return found[0] if found else ""


def check_consistent(
    contacted: Contacted, solved: Solved | None, satisfied: Satisfied | None, words: str
) -> None:
    """Refuse facts that contradict each other: answers without a contact, or words against the ticks."""
    if contacted is not Contacted.YES:
        if solved is not None or satisfied is not None:
            raise NotAllowed(
                "没有联系上，就不能填写是否解决、是否满意",
                "without having reached the person, leave solved and satisfied empty",
            )
        return
    if solved is None or satisfied is None:
        raise NotAllowed(
            "已联系上的，请分别填写是否解决、是否满意",
            "the person was reached: say whether solved, whether satisfied",
        )
    if against := contradiction(solved, satisfied, words):
        raise NotAllowed(
            f"群众的原话“{against}”与勾选的结果不一致，请核对后再填",
            f"the person's words ({against}) contradict the boxes ticked: check before closing",
        )


def check_other_handler(caller: int, *handlers: int | None) -> None:
    """Refuse a call-back by somebody who handled the matter; arguments are accounts' keys."""
    if caller in handlers:
        raise NotAllowed(
            "经办人不能回访自己办理的诉求，请由他人回访",
            "whoever handled a concern can't make its call-back: ask somebody else",
        )
