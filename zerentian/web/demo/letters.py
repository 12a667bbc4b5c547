"""Plays the demo township's letters of responsibility, some signed, one waiting, and its code of conduct.

Times are fixed, not drawn: the rest of the story stays what it is.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from zerentian.duties.actions import letters
from zerentian.duties.actions.conduct import acknowledge, publish_conduct
from zerentian.duties.actions.letters import Drafted, Wanted
from zerentian.duties.actions.signing import sign_letter
from zerentian.duties.models import Duty, Letter
from zerentian.duties.rules.letters import Direction
from zerentian.organization.models import Unit
from zerentian.web.demo.cast import PASSWORD
from zerentian.web.demo.founding import Story, at

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
SHARE, OVERDUE = "occurrences.on_time_share", "occurrences.overdue"
BASIS = "《云岭乡2026年工作责任制（示例）》"
CODE = """一、群众来访，当面登记，不推不拖。
二、办事依规，先说清要什么材料、几天办结。
三、记录如实，写错了更正，不涂改，不补造。
四、不收礼金、礼品，不接受可能影响办事的宴请。
五、遇到与本人、亲属有关的事项，主动回避。"""
TERMS = "乡里保障巡查物资和培训。\n遇特殊情况不能按期的，事前说明理由，按程序免办或延期。"


def schedule_letters(story: Story) -> None:
    """Put the letters of the year into the queue."""
    villages = (("990101-V01", "cadre"), ("990101-V02", "cadre02"), ("990101-V03", "cadre03"))
    for number, (code, cadre) in enumerate(villages):
        day = date(2026, 1, 15 + number)
        story.later(at(day, 15, 10), partial(to_village, story, code, cadre))
        story.later(at(day, 16, 20), partial(signed, story, f"{code}-2026", ("leader", cadre)))
    story.later(at(date(2026, 3, 16), 10, 30), partial(publish, story))
    story.later(at(date(2026, 1, 20), 10), partial(to_post, story, "head-aj", "clerk-aj"))
    story.later(at(date(2026, 1, 20), 11), partial(signed, story, "clerk-aj-2026", ("head-aj", "clerk-aj")))
    story.later(at(date(2026, 7, 3), 10), partial(to_post, story, "head-ny", "clerk-ny"))
    story.later(at(date(2026, 7, 3), 11), partial(signed, story, "clerk-ny-2026", ("head-ny",)))


def publish(story: Story, now: datetime) -> None:
    """Publish the code of conduct; some have acknowledged it by now, others find it on their desk."""
    code = publish_conduct(
        unit=story.units["990101"],
        title="云岭乡工作人员行为准则（示例）",
        text=CODE,
        basis="乡党委会议定事项（示例）",
        by=story.people["first"],
        now=now,
    )
    for username in ("first", "leader", "head-dz", "head-aj", "clerk-aj", "cadre02"):
        account = story.people[username]
        acknowledge(code, post=story.posts[username], digest=code.digest, by=account, now=now)


def to_village(story: Story, code: str, cadre: str, now: datetime) -> None:
    """Draft the letter that the township gives to a village, and send it."""
    unit = story.units[code]
    duties = list(Duty.objects.in_force().filter(unit=unit).order_by("pk"))
    draft(story, f"{code}-2026", "leader", ("leader", cadre), duties, now, of_unit=unit)


def to_post(story: Story, head: str, username: str, now: datetime) -> None:
    """Draft the letter that an office gives to one of its posts, and send it."""
    post = story.posts[username]
    duties = list(Duty.objects.in_force().filter(post=post).order_by("pk"))
    draft(story, f"{username}-2026", head, (head, username), duties, now, post=username)


def draft(
    story: Story,
    name: str,
    by: str,
    signers: Sequence[str],
    duties: Sequence[Duty],
    now: datetime,
    *,
    of_unit: Unit | None = None,
    post: str = "",
) -> None:
    """Draft a letter from duties: the first with a share to be reached, the second with a stock to be kept low."""
    targets = ((SHARE, Direction.AT_LEAST, 95), (OVERDUE, Direction.AT_MOST, 0))
    wanted = [Wanted(duty, *target) for duty, target in zip(duties, targets, strict=False)]
    wanted += [Wanted(duty) for duty in duties[len(targets) :]]
    account, taker = story.people[by], of_unit.name if of_unit else story.posts[post].title
    said = Drafted(
        title=f"{taker}2026年工作责任书",
        first=FIRST,
        last=LAST,
        basis=BASIS,
        terms=TERMS,
        wanted=wanted,
        signers=[story.posts[one] for one in signers],
    )
    unit = story.units["990101"] if of_unit else story.posts[by].unit
    letter = letters.draft_letter(
        unit=unit,
        of_unit=of_unit,
        of_post=None if of_unit else story.posts[post],
        drafted=said,
        by=account,
        now=now,
    )
    letters.send_letter(letter, digest=letter.newest.digest, by=account, now=now)
    story.letters[name] = letter.pk


def signed(story: Story, name: str, signers: Sequence[str], now: datetime) -> None:
    """Let posts sign a letter in their order."""
    for username in signers:
        letter = Letter.objects.get(pk=story.letters[name])
        sign_letter(
            letter,
            digest=letter.newest.digest,
            password=PASSWORD,
            by=story.people[username],
            now=now,
            machine_now=now,
        )
