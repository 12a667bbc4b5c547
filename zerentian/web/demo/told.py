"""Plays what the demo township tells: texts written, reviewed, released, told, disputed; a warning relayed."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from zerentian.community.actions import notices, warnings
from zerentian.community.actions.disputes import answer_dispute, receive_dispute
from zerentian.community.actions.notices import Text
from zerentian.community.actions.questions import log_question
from zerentian.community.actions.tellings import tell_village
from zerentian.community.models import Call, Notice, RelayedWarning, Telling
from zerentian.community.rules.questions import Channel, Origin, Outcome, Urgency
from zerentian.community.rules.tellings import Way
from zerentian.community.rules.warnings import Channel as Calling
from zerentian.ledger.rules.periods import LOCAL
from zerentian.organization.models import Account
from zerentian.web.demo.founding import BEGIN, Story, at
from zerentian.web.demo.told_words import AGAIN, DRILL, LIFTED, MINUTES, STORM, TERM_BASIS, TEXTS, Told

WAYS = (Way.LOUDSPEAKER, Way.BOARD, Way.MEETING, Way.DOOR)


def schedule_told(story: Story) -> None:
    """Put into the queue what the township tells. Hours are fixed: the story's chance belongs to what was there."""
    for told in TEXTS:
        day = BEGIN + timedelta(days=told.day)
        story.later(at(day, 9, 20), partial(write, story, told))
    story.later(at(date(2026, 5, 10), 9), partial(set_minutes, story))
    story.later(at(date(2026, 5, 12), 9, 2), partial(relay, story, DRILL, 1))
    story.later(at(date(2026, 6, 18), 14, 24), partial(relay, story, STORM, 0))
    story.later(
        at(date(2026, 6, 18), 16, 21), partial(relay, story, LIFTED.replace("21时10分", "16时20分"), 1)
    )


def text_of(told: Told, day: date) -> Text:
    """Return what a text says as it is written on a day."""
    return Text(
        title=told.title,
        summary=told.summary,
        said=told.said,
        formed_on=day,
        until=day + timedelta(days=told.holds) if told.holds else None,
        tell_by=day + timedelta(days=told.tell_within) if told.tell_within else None,
        interests=told.interests,
    )


def write(story: Story, told: Told, now: datetime) -> None:
    """Log what is asked, write the text, and plan its way."""
    clerk, head = story.people[f"clerk-{told.office}"], story.people[f"head-{told.office}"]
    unit = story.units[f"990101-{told.office.upper()}"]
    question = None
    if told.asked:
        title, urgency, hours = told.asked
        question = log_question(
            title=title,
            unit=unit,
            origin=Origin.ASKED,
            urgency=Urgency(urgency),
            heard_at=now - timedelta(hours=hours),
            by=clerk,
            now=now,
        )
    day = now.astimezone(LOCAL).date()
    text = replace(text_of(told, day), villages=[story.units[code] for code in told.villages])
    notice = notices.write_notice(text, unit=unit, sort=told.sort, question=question, by=clerk, now=now)
    notices.submit_notice(notice, by=clerk, now=now)
    later = now + timedelta(hours=1)
    story.later(later, partial(publish, story, told, notice.pk, head))
    if told.change:
        story.later(at(day + timedelta(days=1), 10), partial(amend, story, told, notice.pk, clerk, head))
    if told.dispute:
        story.later(at(day + timedelta(days=2), 10, 30), partial(dispute, story, told, notice.pk))


def publish(story: Story, told: Told, key: int, head: Account, now: datetime) -> None:
    """Let the head review and release it; the villages tell it in the days that follow, but one."""
    notice = Notice.objects.get(pk=key)
    notices.clear_notice(notice, words="不涉密，没有个人信息，事实和日期已核对", by=head, now=now)
    notice = notices.release_notice(notice, by=head, now=now)
    day = now.astimezone(LOCAL).date()
    for number, telling in enumerate(notice.tellings.open().order_by("unit__code")):
        if number % 7 != 5:
            story.later(
                at(day + timedelta(days=1 + number % 3), 17, number), partial(tell, story, telling.pk, number)
            )


def tell(story: Story, key: int, number: int, now: datetime) -> None:
    """Let a village say how it told its people, if the version still stands."""
    telling = Telling.objects.select_related("unit").get(pk=key)
    if telling.state != "asked":
        return
    way = WAYS[number % len(WAYS)]
    cadre = cadre_of(story, telling.unit.code)
    times = 3 if way is Way.LOUDSPEAKER else 1
    tell_village(telling, way=way, told_on=now.astimezone(LOCAL).date(), times=times, by=cadre, now=now)


def cadre_of(story: Story, code: str) -> Account:
    """Return the cadre of a village."""
    number = int(code[-2:])
    return story.people[f"cadre{number:02}" if number > 1 else "cadre"]


def amend(story: Story, told: Told, key: int, clerk: Account, head: Account, now: datetime) -> None:
    """Write, review and release a second version."""
    assert told.change is not None
    changed, said = told.change
    notice = Notice.objects.get(pk=key)
    day = now.astimezone(LOCAL).date()
    villages = list(notice.villages.all())
    text = replace(text_of(told, day), said=told.said | said, villages=villages)
    notice = notices.amend_notice(notice, text, changed=changed, by=clerk, now=now)
    notice = notices.submit_notice(notice, by=clerk, now=now)
    story.later(now + timedelta(minutes=40), partial(publish, story, told, notice.pk, head))


def dispute(story: Story, told: Told, key: int, now: datetime) -> None:
    """Let somebody dispute it, and a leader who did not write it answer."""
    assert told.dispute is not None
    claim, shown, answer, outcome = told.dispute
    resident = Account.objects.system("public")
    found = receive_dispute(
        Notice.objects.get(pk=key), claim=claim, channel=Channel.PAGE, by=resident, now=now
    )

    def answered(when: datetime) -> None:
        answer_dispute(
            found, shown=shown, answer=answer, outcome=Outcome(outcome), by=story.people["leader2"], now=when
        )

    story.later(now + timedelta(hours=26), answered)


def set_minutes(story: Story, now: datetime) -> None:
    """Set the minutes that the plan for floods lays down."""
    warnings.set_call_term(
        unit=story.units["990101"],
        minutes=MINUTES,
        retry_minutes=AGAIN,
        since=now.astimezone(LOCAL).date(),
        basis=TERM_BASIS,
        by=story.people["first"],
        now=now,
    )


def relay(story: Story, words: str, silent: int, now: datetime) -> None:
    """Relay a message to the villages that it names; one of them answers only at the second call."""
    township = story.units["990101"]
    alert = warnings.read_warning(words, now=now)
    villages = warnings.areas_of(alert, township, now)
    if alert.message == "cancel":
        villages = list(RelayedWarning.objects.filter(unit=township, drill=False).latest("pk").villages.all())
    warning = warnings.relay_warning(
        replace(alert, expires_at=now + timedelta(hours=12)),
        original=words,
        unit=township,
        villages=villages,
        minutes=MINUTES,
        retry_minutes=AGAIN,
        by=story.people["leader"],
        now=now,
    )
    for number, call in enumerate(warning.calls.order_by("unit__code")):
        minutes = 2 + number % 9
        if number == silent:
            # Whom it does not reach at first is tried again at the next contact, until the village itself answers.
            for again in (minutes, minutes + AGAIN):
                story.later(now + timedelta(minutes=again), partial(call_in_vain, story, call.pk))
            minutes += 21
        story.later(now + timedelta(minutes=minutes), partial(confirm, story, call.pk))


def call_in_vain(story: Story, key: int, now: datetime) -> None:
    """Call a village that does not answer."""
    call = Call.objects.select_related("unit", "warning").get(pk=key)
    post = warnings.contact_next(call, now.astimezone(LOCAL).date())
    if call.state == "open" and post is not None:
        warnings.try_village(
            call, post=post, channel=Calling.PHONE, answered=False, by=story.people["leader"], now=now
        )


def confirm(story: Story, key: int, now: datetime) -> None:
    """Let the village confirm by itself, if it still is to."""
    call = Call.objects.select_related("unit", "warning").get(pk=key)
    if call.state == "open":
        warnings.confirm_own(call, by=cadre_of(story, call.unit.code), now=now)
