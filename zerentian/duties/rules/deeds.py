"""Deeds: their kinds, and who may verify one."""

from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed


class DeedKind(StrEnum):
    """What sort of work was done."""

    INSPECTION = "inspection"
    RECTIFICATION = "rectification"
    PUBLICITY = "publicity"
    TRAINING = "training"
    MEETING = "meeting"
    VISIT = "visit"
    SERVICE = "service"
    MEDIATION = "mediation"
    STANDBY = "standby"
    UPKEEP = "upkeep"
    STUDY = "study"
    OTHER = "other"


MAX_PEOPLE = 1_000_000


def check_text(what: str) -> str:
    """Return the text without blanks around it; refuse an empty one."""
    if not (text := what.strip()):
        raise NotAllowed("请写明做了什么", "say what was done")
    return text


def check_reason(reason: str) -> str:
    """Return the reason without blanks around it; refuse an empty one."""
    if not (text := reason.strip()):
        raise NotAllowed("请写明理由，理由会留在台账里", "give the reason: it stays with the record")
    return text


def check_people(people: int | None) -> int | None:
    """Return how many took part; refuse what cannot be. None is unknown, not 0."""
    if people is not None and not 0 <= people <= MAX_PEOPLE:
        raise NotAllowed(
            "参加人次须在 0 到 1000000 之间", "the number of people lies between 0 and 1,000,000"
        )
    return people


def check_other_person(verifier: int, *involved: int) -> None:
    """Refuse to let those who did or recorded the work verify it; arguments are accounts' keys."""
    if verifier in involved:
        raise NotAllowed(
            "不能由做事人或登记人自己核实，请由另一人核实",
            "whoever did or recorded the work can't verify it: ask somebody else",
        )


def check_fresh(expected: str, current: str) -> None:
    """Refuse a change made from a page that has grown old; both are the uuid of the newest entry."""
    if expected and expected != current:
        raise NotAllowed(
            "您打开页面后，这条记录已被别人改过；请对照最新内容再改",
            "somebody changed this record after you opened the page: compare with the newest, then change it",
        )
