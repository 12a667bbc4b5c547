"""Plays a hot matter of the demo township: three residents ask the same, it is answered once, with an update; made up.

Times are fixed, not drawn: the rest of the story stays what it is.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from zerentian.casework.actions import close_topic, confirm_topic
from zerentian.casework.models import Concern, Topic
from zerentian.community.actions import notices
from zerentian.community.actions.notices import Text
from zerentian.community.actions.questions import log_topic
from zerentian.community.models import Notice, Question
from zerentian.community.rules.notices import Part, Sort
from zerentian.community.rules.questions import Urgency
from zerentian.ledger.rules.periods import local_day
from zerentian.web.demo.founding import Story, at
from zerentian.web.demo.tales import SAME_MATTER

DAY = date(2026, 6, 10)
ASKED = ("早上六点到八点水龙头没有水", *SAME_MATTER)
FIRST = Text(
    title="关于早上停水的回应",
    summary="早上用水集中、水池偏小，正在加装水泵。",
    said={
        Part.QUESTION: "早上六点到八点为什么没有水，什么时候能好",
        Part.FACTS: "供水正常，早上用水集中，高处的水池存水不够，水压上不去",
        Part.SOURCE: "6月10日至11日早上在水池和三户水龙头实测水压（示例）",
        Part.DOING: "在水池加装一台增压泵，6月16日前装好；这几天六点前先把水池蓄满",
        Part.TO_DO: "头天晚上接一桶水备用",
        Part.ASK: "农业农村办公室，乡政府一楼",
    },
    formed_on=DAY + timedelta(days=1),
    next_update_on=DAY + timedelta(days=6),
)
CHANGED = {
    Part.FACTS: "增压泵6月15日装好，6月16日、17日早上实测三户，都有水",
    Part.DOING: "每周看一次水泵；秋后扩建水池",
    Part.TO_DO: "还没有水的，打电话告诉我们",
}


@dataclass
class Matter:
    """The hot matter while it is told."""

    story: Story
    topic: int = 0
    notice: int = 0


def schedule_hot_matter(story: Story) -> None:
    """Put the hot matter into the queue."""
    told = Matter(story)
    for days, hour, happens in (
        (0, 15, confirm),
        (1, 10, write),
        (1, 15, publish),
        (6, 10, amend),
        (6, 15, publish),
        (12, 10, close),
    ):
        story.later(at(DAY + timedelta(days=days), hour, 35), partial(happens, told))


def confirm(told: Matter, now: datetime) -> None:
    """Confirm that they ask the same, and that it asks for a public answer."""
    by, unit = told.story.people["reception"], told.story.units["990101"]
    since = now - timedelta(days=7)
    asked = Concern.objects.filter(received_at__gte=since).order_by("pk")
    same = [one for one in asked if one.text.startswith(ASKED)]
    topic = confirm_topic(unit=unit, title="早上停水", concerns=same, by=by, now=now, standing="正在查原因")
    told.topic = topic.pk
    log_topic(topic, urgency=Urgency.ORDINARY, heard_at=now, by=told.story.people["leader"], now=now)


def write(told: Matter, now: datetime) -> None:
    """Write the answer of the office whose matter it is, with the day of the next update."""
    story, topic = told.story, Topic.objects.get(pk=told.topic)
    question = Question.objects.get(origin_ref=topic.ref)
    clerk, unit = story.people["clerk-ny"], story.units["990101-NY"]
    notice = notices.write_notice(FIRST, unit=unit, sort=Sort.ANSWER, question=question, by=clerk, now=now)
    notices.submit_notice(notice, by=clerk, now=now)
    told.notice = notice.pk


def publish(told: Matter, now: datetime) -> None:
    """Let the head of the office review it, and release it."""
    head, notice = told.story.people["head-ny"], Notice.objects.get(pk=told.notice)
    notices.clear_notice(notice, words="不涉密，没有个人信息，水压记录已核对", by=head, now=now)
    notices.release_notice(notice, by=head, now=now)


def amend(told: Matter, now: datetime) -> None:
    """Tell what came of it, on the day that was promised."""
    clerk, notice = told.story.people["clerk-ny"], Notice.objects.get(pk=told.notice)
    text = replace(FIRST, said={**FIRST.said, **CHANGED}, formed_on=local_day(now), next_update_on=None)
    notice = notices.amend_notice(notice, text, changed="增压泵已经装好", by=clerk, now=now)
    notices.submit_notice(notice, by=clerk, now=now)


def close(told: Matter, now: datetime) -> None:
    """Close the hot matter with what came of it."""
    by = told.story.people["reception"]
    close_topic(Topic.objects.get(pk=told.topic), standing="增压泵已装好，早上有水", by=by, now=now)
