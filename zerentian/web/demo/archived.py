"""Plays one transfer to the archive: what a half-year closed or signed, packed, and received two days later.

Times are fixed, not drawn: the rest of the story stays what it is.
"""

from datetime import date, datetime
from functools import partial

from zerentian.ledger.rules.periods import Period, local_day
from zerentian.organization.rules.retention import Retention
from zerentian.reports.actions.transfers import ask_transfer, receive_transfer, set_class
from zerentian.reports.items import items_to_transfer
from zerentian.reports.models import Transfer
from zerentian.reports.packing import pack
from zerentian.web.demo.founding import Story, at

PERIOD = "2025H2"
KINDS = ("report", "meeting", "finding", "inquiry")
ARCHIVE = "示例县档案馆"


def schedule_archived(story: Story) -> None:
    """Put the transfer into the queue."""
    story.later(at(date(2026, 3, 18), 15, 50), partial(hand_over, story))
    story.later(at(date(2026, 3, 20), 10, 50), partial(receive, story))


def hand_over(story: Story, now: datetime) -> None:
    """Decide that one file is kept for longer, draw the transfer up and pack it."""
    township, first, period = story.units["990101"], story.people["first"], Period.parse(PERIOD)
    found = items_to_transfer(township, period.first, period.last, first, KINDS)
    one = next((item for item in found if item.retention == Retention.SHORT and item.kind == "finding"), None)
    if one is not None:
        set_class(
            one.ref,
            unit=township,
            period=period,
            retention=Retention.LONG.value,
            reason="涉及防洪设施，须长期备查",
            by=first,
            now=now,
        )
    asked = ask_transfer(unit=township, period=period, archive=ARCHIVE, kinds=KINDS, by=first, now=now)
    pack(asked, now=now)


def receive(story: Story, now: datetime) -> None:
    """Record that the archive has it."""
    receive_transfer(
        Transfer.objects.get(state="packed"),
        received_on=local_day(now),
        received_by=f"{ARCHIVE}接收科",
        remark="整包核对无误，逐件可读",
        by=story.people["first"],
        now=now,
    )
