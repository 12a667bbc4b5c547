"""How tests patrol a risk point and prove something of it."""

import io
from datetime import date

from zerentian.evidence.actions import receive
from zerentian.rectification.actions import patrols

SINCE = date(2026, 1, 1)


def proof():
    return [receive(io.BytesIO(b"accepted"), name="验收意见.txt")]


def patrolled(point, *answers, by, now, day=None):
    checklist = patrols.checklist_of(point, now.date())
    return patrols.record_patrol(
        patrols.Seen(point, answers, checklist),
        patrolled_on=day or now.date(),
        clock="",
        weather="",
        by=by,
        now=now,
    )


def on_sheet(point, field):
    """Return what a field of a point is called on the sheet: it carries the checklist's version."""
    return f"point-{point.pk}-{patrols.checklist_of(point, date(2026, 3, 2)).pk}-{field}"


GOOD = (("normal", ""), ("normal", ""))
