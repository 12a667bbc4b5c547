"""Demands for forms: who asks by what way, on which list, how it ends."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.calendar import WorkCalendar


class Asker(StrEnum):
    """The field of work of the department that asks: what figures tell apart. Its name is data."""

    PARTY = "party"
    GOVERNMENT = "government"
    DISCIPLINE = "discipline"
    ORGANIZATION = "organization"
    PUBLICITY = "publicity"
    PETITIONS = "petitions"
    EMERGENCY = "emergency"
    WELFARE = "welfare"
    LABOUR = "labour"
    FARMING = "farming"
    LAND = "land"
    BUILDING = "building"
    TRAFFIC = "traffic"
    ENVIRONMENT = "environment"
    HEALTH = "health"
    EDUCATION = "education"
    CULTURE = "culture"
    JUSTICE = "justice"
    STATISTICS = "statistics"
    FINANCE = "finance"
    MARKET = "market"
    OTHER = "other"


class Way(StrEnum):
    """By which way a form was asked for."""

    DOCUMENT = "document"
    PLATFORM = "platform"
    MEETING = "meeting"
    CALL = "call"
    GROUP = "group"
    MAIL = "mail"
    VISIT = "visit"
    OTHER = "other"


class Listing(StrEnum):
    """Whether the form stands on the published list of forms that may be asked for."""

    LISTED = "listed"
    OFF = "off"
    UNKNOWN = "unknown"


class Shape(StrEnum):
    """In what shape it is wanted: electronic, on paper, or both."""

    ELECTRONIC = "electronic"
    PAPER = "paper"
    BOTH = "both"


class State(StrEnum):
    """How a demand stands."""

    OPEN = "open"
    SENT = "sent"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


ENDED_OTHERWISE = (State.DECLINED, State.WITHDRAWN)
MOST_CELLS = 1_000_000


def check_open(state: str) -> None:
    """Refuse to work on a demand that is over."""
    if state != State.OPEN:
        raise NotAllowed("这项索表已经办结，请刷新页面", "this demand is over: reload the page")


def check_times(received_at: datetime, due_at: datetime, now: datetime) -> None:
    """Refuse a demand from the future, and one that was due before it came."""
    if received_at > now:
        raise NotAllowed("收到时间不能晚于现在", "a demand can't be received later than now")
    if due_at < received_at:
        raise NotAllowed("报送期限早于收到时间，请核对", "it is due before it was received: check the times")


def check_cells(cells: int | None, known: int | None, hand: int | None) -> None:
    """Refuse counts of cells that do not fit each other."""
    told = [one for one in (cells, known, hand) if one is not None]
    if any(not 0 <= one <= MOST_CELLS for one in told):
        raise NotAllowed(f"格数须在0到{MOST_CELLS}之间", f"between 0 and {MOST_CELLS} cells")
    if cells is not None and (known or 0) + (hand or 0) > cells:
        raise NotAllowed(
            "自动填写的格数与手工填写的格数之和超过总格数",
            "the cells filled by themselves and those filled by hand are more than there are",
        )


def workdays_of_notice(calendar: WorkCalendar, received: date, due: date) -> int:
    """Return how many working days lie between receipt and due day.

    What comes on a day of rest is read on the next working day: asked on Sunday, due on Monday is notice of no day.
    """
    days = calendar.workdays_between(received, due)
    return days if calendar.is_workday(received) else max(days - 1, 0)


def short_notice(workdays: int) -> bool:
    """Tell whether less than one working day lay between the demand and its due time: both on the same working day."""
    return workdays < 1


def check_ending(state: State, states: Sequence[State] = ENDED_OTHERWISE) -> None:
    """Refuse an end that is none."""
    if state not in states:
        raise NotAllowed("请选择不报送的原因", "choose why it is not sent")
