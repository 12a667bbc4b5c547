"""Plays the residents' concerns of the demo township: each tale received, and led along its way."""

from datetime import datetime, timedelta
from functools import partial

from zerentian.casework import actions
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.duties.models import FunctionItem
from zerentian.ledger.rules.periods import LOCAL
from zerentian.organization.models import Account
from zerentian.web.demo import tales
from zerentian.web.demo.founding import BEGIN, Story
from zerentian.web.demo.life import Life, said_by
from zerentian.web.demo.tales import TALES, Tale
from zerentian.web.demo.ways import WAYS

EVERY_DAYS = 5
ROUNDS = 4
# Now and then one is left lying, as it happens.
FORGOTTEN = 23


def schedule_concerns(story: Story) -> None:
    """Put the year's concerns into the queue, one every few days, the tales in turn."""
    story.later(story.hours(BEGIN + timedelta(days=1)), partial(keep_lists, story))
    for number in range(len(TALES) * ROUNDS):
        day = BEGIN + timedelta(days=6 + number * EVERY_DAYS)
        story.later(story.hours(day), partial(receive, story, TALES[number % len(TALES)], number))
    story.later(story.hours(BEGIN + timedelta(days=90)), partial(report_wrongdoing, story))
    story.later(story.hours(BEGIN + timedelta(days=60)), partial(advertise, story))
    story.later(story.hours(BEGIN + timedelta(days=368)), partial(advertise, story))


def keep_lists(story: Story, now: datetime) -> None:
    """Adopt the categories and reply templates a township begins with, under its functions."""
    township = story.units["990101"]
    items = {item.number: item for item in FunctionItem.objects.filter(unit=township)}
    functions = {code: items[number] for code, number in tales.FUNCTIONS.items() if number in items}
    actions.adopt_defaults(township, functions=functions, by=story.people["reception"], now=now)


def receive(story: Story, tale: Tale, number: int, now: datetime) -> None:
    """Let a concern come in by its channel, and plan its way."""
    channel = Channel(tale.channel)
    by = Account.objects.system("public") if channel is Channel.FORM else story.people["reception"]
    if channel is Channel.PATROL:
        by = story.people["cadre" if tale.village == 1 else f"cadre{tale.village:02}"]
    receipt = actions.receive_concern(
        said_by(story, tale, number), unit=story.units["990101"], channel=channel, by=by, now=now
    )
    if number % FORGOTTEN == FORGOTTEN - 4:
        return
    life = Life(story, tale, receipt.concern, now, number)
    life.at(0 if tale.way in ("urgent", "consult") else 1, life.triage)
    WAYS[tale.way](life)


def report_wrongdoing(story: Story, now: datetime) -> None:
    """Let a report of wrongdoing come in; only the county's desk reads it."""
    said = actions.Said(text=tales.REPORT_OF_WRONGDOING, kind=Kind.WRONGDOING)
    public = Account.objects.system("public")
    actions.receive_concern(said, unit=story.units["990101"], channel=Channel.FORM, by=public, now=now)


def advertise(story: Story, now: datetime) -> None:
    """Let an advertisement wait among suspected spam; the first one is set aside by a person, with the reason."""
    public = Account.objects.system("public")
    concern = actions.receive_concern(
        actions.Said(text=tales.ADVERTISEMENT),
        unit=story.units["990101"],
        channel=Channel.FORM,
        by=public,
        now=now,
        suspected=True,
    ).concern

    def set_aside(then: datetime) -> None:
        reason = tales.WORDS["advert"]
        actions.set_aside(concern, reason=reason, by=story.people["reception"], now=then)

    if now.astimezone(LOCAL).date() < BEGIN + timedelta(days=100):
        story.later(story.hours(now.astimezone(LOCAL).date() + timedelta(days=1)), set_aside)
