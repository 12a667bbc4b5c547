"""Plays what leaves the demo township: figures sent up and taken in by the county, open figures, a webhook.

Nothing leaves the machine: the webhook's address is this machine's own, to which nothing may be sent, and says so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings

from zerentian.exchange.actions import opened, sending, upward, webhooks
from zerentian.exchange.rules.webhooks import Kind
from zerentian.ledger.keys import current_vkey
from zerentian.ledger.rules.periods import Period
from zerentian.web.demo.cast import PASSWORD
from zerentian.web.demo.founding import ORIGIN, Story, at

TOWNSHIP, COUNTY = "990101", "990100"
SENT = (("2025H2", date(2026, 1, 9)), ("2026H1", date(2026, 7, 3)))
OPEN = ("activities.held", "activities.people", "concerns.received", "inquiries.answered")
RECEIVER = "https://127.0.0.1/zerentian"
SITE = "https://demo-yunling.example"


def schedule_outward(story: Story) -> None:
    """Put into the queue what goes up, what is opened, and the program that is told."""
    story.later(at(date(2026, 1, 9), 9, 40), partial(register_source, story))
    for period, day in SENT:
        story.later(at(day, 10, 40), partial(send_up, story, Period.parse(period)))
    story.later(at(date(2026, 1, 13), 9, 40), partial(open_figures, story))
    story.later(at(date(2026, 7, 1), 9, 40), partial(open_webhook, story))
    for evening in (1, 2, 3, 4):
        story.later(at(date(2026, 7, evening), 18, 12), tell_program)


def register_source(story: Story, now: datetime) -> None:
    """Let the county register the key by which the township signs."""
    upward.keep_source(
        unit=story.units[COUNTY],
        code=TOWNSHIP,
        name="云岭乡",
        vkey=current_vkey(ORIGIN).text(),
        compared="与乡镇送来的纸质封存单逐字核对（示例）",
        by=story.people["supervisor"],
        now=now,
    )


def send_up(story: Story, period: Period, now: datetime) -> None:
    """Let the township sign its figures, and the county take the file in."""
    content = upward.export_figures(story.units[TOWNSHIP], period=period, by=story.people["leader"], now=now)
    later = now + timedelta(hours=2)
    story.later(later, partial(take, story, content))


def take(story: Story, content: bytes, now: datetime) -> None:
    """Take the file in as it came."""
    upward.take_sheet(content, unit=story.units[COUNTY], by=story.people["supervisor"], now=now)


def open_figures(story: Story, now: datetime) -> None:
    """Open a few figures to the public."""
    for code in OPEN:
        opened.open_figure(story.units[TOWNSHIP], code=code, by=story.people["leader2"], now=now)


@contextmanager
def webhooks_on() -> Iterator[None]:
    """Let webhooks be on while something is told of them, as if the township's operator had turned them on."""
    before = settings.WEBHOOKS, settings.SITE_URL
    settings.WEBHOOKS, settings.SITE_URL = True, SITE
    try:
        yield
    finally:
        settings.WEBHOOKS, settings.SITE_URL = before


@webhooks_on()
def open_webhook(story: Story, now: datetime) -> None:
    """Let reception open a webhook and send a test, which says why it did not arrive."""
    by = story.people["reception"]
    made = webhooks.open_endpoint(
        label="县诉求平台（示例）",
        url=RECEIVER,
        kinds=[Kind.CONCERN, Kind.NOTICE],
        last=date(2026, 12, 31),
        password=PASSWORD,
        by=by,
        now=now,
    )
    webhooks.send_test(made.endpoint, by=by, now=now, machine_now=now)


@webhooks_on()
def tell_program(now: datetime) -> None:
    """Do what the worker does for webhooks."""
    sending.gather(now=now, machine_now=now)
    sending.send_due(now=now, machine_now=now)
