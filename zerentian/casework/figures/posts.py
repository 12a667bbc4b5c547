"""What the verbs of this room share: how a concern is put into the stocks and cohorts it counts in.

A concern counts where it is owed: at the unit that received it, then at the unit in the lead. Whatever moves it,
or moves the day it is due, takes it out of the stock and the cohort it stood in and puts it into the new ones.
"""

from collections.abc import Mapping

from zerentian.casework.rules.clocks import Purpose
from zerentian.ledger.rules.figures import Figure, Kind, Measure
from zerentian.ledger.rules.verbs import Code, Day, Fact, Post
from zerentian.ledger.rules.words import Words

ANSWER = {"purpose": Purpose.ANSWER.value}
NOTICE = {"purpose": Purpose.NOTICE.value}
REVIEWS = {"purpose": (Purpose.REVIEW.value, Purpose.RECHECK.value)}
DUE: dict[str, Fact] = {"due": Day(optional=True)}
MOVE: dict[str, Fact] = {"from": Code(), "to": Code(), **DUE}
PURPOSE = {"purpose": Code(tuple(Purpose)), "rule": Code()}


def past(day: str) -> tuple[tuple[str, int], ...]:
    """Return the day from which something counts as overdue: when it happened, at the earliest the day after."""
    return (("occurred_on", 0), (day, 1))


def owed(sign: int, unit: str = "unit") -> tuple[Post, ...]:
    """Return the posts that put a concern into the open and overdue stocks, or take it out."""
    return (
        Post("concerns.open", sign=sign, unit=unit),
        Post("concerns.overdue", sign=sign, unit=unit, day=past("due")),
    )


PASSED = (
    Post("concerns.moved", sign=-1, unit="from"),
    Post("concerns.moved", unit="to"),
)


def promised(sign: int, day: str = "due", unit: str = "unit") -> Post:
    """Return the post that puts a concern into the cohort of the day its answer is due, or takes it out."""
    return Post("answers.due", sign=sign, unit=unit, day=((day, 0),))


KEPT = Post("answers.on_time", day=(("due", 0),), when={"on_time": True})


def repromised(when: Mapping[str, object] | None = None) -> tuple[Post, ...]:
    """Return the posts of an answer's due day that moved from ``old_due`` to ``due``."""
    condition = when or {}
    return (
        Post("concerns.overdue", sign=-1, day=past("old_due"), when=condition),
        Post("concerns.overdue", day=past("due"), when=condition),
        Post("answers.due", sign=-1, day=(("old_due", 0),), when=condition),
        Post("answers.due", day=(("due", 0),), when=condition),
    )


def put_off() -> tuple[Post, ...]:
    """Return the posts of a clock, whatever it measures, whose due day moved from ``old_due`` to ``due``."""
    return (
        *repromised(ANSWER),
        Post("reviews.overdue", sign=-1, day=past("old_due"), when=REVIEWS),
        Post("reviews.overdue", day=past("due"), when=REVIEWS),
        Post("notices.due", sign=-1, day=(("old_due", 0),), when=NOTICE),
        Post("notices.due", day=(("due", 0),), when=NOTICE),
    )


# What versions of definitions changed, in words.
PUT_OFF = Words(
    "中止、恢复计时和按放假通知重算期限，改由新的记录事项表示，新期限自中止、恢复或重算之日起计；"
    "此前封存的记录含义不变。",
    "Pauses, resumptions and days reckoned by a notice are said by new verbs, and the new day holds from then on; "
    "what was sealed before keeps its meaning.",
)
PUT_OFF_REVIEWS = Words(
    "复查、复核中止计时、恢复计时或按放假通知重算期限的，自当日起按新期限计逾期，不再按旧期限；"
    "中止期间不计为逾期；随诉求转由其他单位的，计入接办单位。此前封存的恢复、重算记录不变，其旧期限至新期限之间仍计为逾期。",
    "A review or recheck that is paused, resumed or reckoned anew is overdue after its new day, no longer after its "
    "old one, and not while it is paused; it counts where its concern is passed on to. Resumptions and reckonings "
    "sealed before stand: between the old and the new day they still count as overdue.",
)
LATE_TIME = Words(
    "逾期后申请、经他人批准的延期也计入。",
    "Extensions asked for after the due day and granted by another count too.",
)
LATE_COHORT = Words(
    "逾期后经他人批准延期的，自批准之日起按新期限计，计为未按期答复；按类别、放假通知重算期限的，按新期限计。",
    "Time granted by another after the due day moves a concern to its new day, as not answered in time; days "
    "reckoned by another kind or by a notice count at the new day.",
)
PASSED_ON = Words(
    "单位并入或撤销时转由其他单位接办的，自当日起计入接办单位。",
    "Concerns passed on when a unit merges or closes count at the unit that takes them over.",
)
NOTICE_MOVED = Words(
    "告知期限按放假通知重算的，按新期限计。",
    "Notices whose day was reckoned by a notice count at the new day.",
)


def count(
    code: str,
    label: str,
    label_en: str,
    definition: str,
    definition_en: str,
    unit: str = "件",
    changed: tuple[Words, ...] = (),
) -> Figure:
    """Return a figure that counts one component of its own name."""
    return figure(code, label, label_en, "count", code, unit, definition, definition_en, changed=changed)


def figure(
    code: str,
    label: str,
    label_en: str,
    measure: Measure,
    component: str,
    unit: str,
    definition: str,
    definition_en: str,
    base: str = "",
    changed: tuple[Words, ...] = (),
    kind: Kind | None = None,
) -> Figure:
    """Return a figure."""
    return Figure(
        code, label, label_en, measure, component, unit, definition, definition_en, base, changed, kind=kind
    )
