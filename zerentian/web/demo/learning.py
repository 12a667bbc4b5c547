"""Plays what the demo township learns: four lessons, ticked by most, one renewed, one come to its end; made up.

Times are fixed, not drawn: the rest of the story stays what it is.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from zerentian.community.actions.learning import (
    hold_session,
    open_lesson,
    reckon_lessons,
    renew_material,
    tick_lesson,
)
from zerentian.community.models import Lesson, Requirement
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account
from zerentian.web.demo.founding import END, Story, at

# From when on what was learned first holds no more.
ENDING = date(2026, 6, 18)
DOERS = ("clerk", "reception", "office_head", "cadre")
FLOOD = """汛期每日巡查不少于两次，黄色预警起按县里要求加密。

看三处：房后边坡、沟口桥涵、低洼院坝。发现裂缝、渗水、掉块，先喊人离开，再报告，不要先拍照。

转移要点清人数，一户一户核对，返回前须经核实安全。"""
FLOOD_QUIZ = """巡查发现边坡新裂缝，先做什么？
A. 拍照留存
*B. 让受威胁的人离开并报告
C. 等下次巡查再看
解析：人先离开，再报告；照片不是必须的。

什么时候可以让转移的群众返回？
A. 雨停以后
*B. 经核实安全以后"""
PETITIONS = """收到群众来信来访，能当场答复的当场书面答复；不能的，自收到之日起15日内书面告知是否受理。

申诉求决类事项自受理之日起60日内办结，情况复杂的经负责人批准可延长30日，并告知延长理由。

检举控告材料不得转给被检举的人员或者单位。"""
PETITION_QUIZ = """书面告知受理情况的期限是多少日？
A. 5日
*B. 15日
C. 60日
解析：《信访工作条例》第二十三条。

哪些做法是对的？
*A. 延期须告知理由
B. 把检举材料转给被检举单位核实
*C. 能当场答复的当场答复
解析：第三十条禁止把检举控告材料转给被检举的人员或单位。"""
FIRE = """十二月到次年三月是禁火期，每个进山口有人守，进山登记，火种留下。

看见冒烟先报位置和风向，再组织人；不让老人、孩子、学生上山扑火。"""
FIRE_QUIZ = """看见冒烟先做什么？
*A. 报告位置和风向
B. 自己上山去扑
解析：扑火由专业队伍去；先说清在哪里、风往哪边吹。"""
CONDUCT = """下村不打招呼、不增加接待；不要求村里反复填同一张表；群众来办事，一次说清要带什么。"""


@dataclass(frozen=True)
class Taught:
    """A lesson as it is told: from which day, on which basis, how often, of whom."""

    day: date
    title: str
    basis: str
    cycle: int
    roles: tuple[str, ...]
    text: str
    questions: str = ""


TAUGHT = (
    Taught(date(2025, 9, 3), "信访事项办理要领", "《信访工作条例》", 12, DOERS, PETITIONS, PETITION_QUIZ),
    Taught(
        date(2026, 3, 18), "防汛巡查和转移要领", "云政发〔2026〕6号（示例）", 12, ("cadre", "clerk"), FLOOD, FLOOD_QUIZ
    ),
    Taught(date(2026, 4, 22), "作风十条", "云委发〔2026〕2号（示例）", 0, (*DOERS, "leader"), CONDUCT),
    # Every half-year, so that within the year what was learned comes to its end.
    Taught(date(2025, 12, 17), "禁火期值守要领", "云政发〔2025〕41号（示例）", 6, ("cadre",), FIRE, FIRE_QUIZ),
)  # fmt: skip


def schedule_learning(story: Story) -> None:
    """Put the lessons into the queue."""
    for number, taught in enumerate(TAUGHT):
        story.later(at(taught.day, 9, 55), partial(require, story, taught, number))
    story.later(at(date(2026, 5, 20), 9, 55), partial(renew, story))
    story.later(at(date(2026, 6, 29), 16, 20), learn_again)
    for ended in range((END - ENDING).days + 1):
        story.later(at(ENDING + timedelta(days=ended), 8, 5), let_lapse)


def require(story: Story, taught: Taught, number: int, now: datetime) -> None:
    """Require a lesson; most learn it within some weeks, every seventh does not."""
    lesson = open_lesson(
        unit=story.units["990101"],
        title=taught.title,
        basis=taught.basis,
        cycle=taught.cycle,
        roles=taught.roles,
        text=taught.text,
        questions=taught.questions,
        by=story.people["first"],
        now=now,
    )
    day = local_day(now)
    story.later(at(day + timedelta(days=6), 16, 5), partial(together, story, lesson.pk, 11 + number))
    for place, one in enumerate(lesson.requirements.standing()):
        if (place + number) % 7 != 3:
            later = day + timedelta(days=2 + (place * 5 + number) % 24)
            story.later(at(later, 17, place % 50), partial(learn, one.pk))


def together(story: Story, key: int, attended: int, now: datetime) -> None:
    """Go through it together."""
    held_on = local_day(now)
    hold_session(
        Lesson.objects.get(pk=key), held_on=held_on, attended=attended, by=story.people["first"], now=now
    )


def learn(key: int, now: datetime) -> None:
    """Let whoever still holds the post say that it was learned."""
    reckon_lessons(by=Account.objects.system("clock"), now=now)
    one = Requirement.objects.select_related("holder").get(pk=key)
    if one.closed_on is None:
        tick_lesson(one, done_on=local_day(now), by=one.holder, now=now)


def let_lapse(now: datetime) -> None:
    """Do what the worker does every morning: what was learned too long ago holds no more."""
    reckon_lessons(by=Account.objects.system("clock"), now=now)


def learn_again(now: datetime) -> None:
    """Let half of those whose time was over by then learn it again; the others are a gap."""
    over = Requirement.objects.standing().filter(covered=False, until__lt=local_day(now)).order_by("pk")
    for one in list(over)[::2]:
        tick_lesson(one, done_on=local_day(now), by=one.holder, now=now)


def renew(story: Story, now: datetime) -> None:
    """Mend the material of the flood lesson; nobody has to learn it anew."""
    lesson = Lesson.objects.get(title=TAUGHT[1].title)
    text = f"{FLOOD}\n\n本乡新增两处监测点，见各村明白卡。"
    renew_material(lesson, text=text, questions=FLOOD_QUIZ, again=False, by=story.people["first"], now=now)
