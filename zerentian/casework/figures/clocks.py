"""What is said of the clocks on a concern. Figures never read a clock, only what was said of it."""

from zerentian.casework.figures.posts import (
    ANSWER,
    LATE_TIME,
    PURPOSE,
    PUT_OFF,
    REVIEWS,
    count,
    past,
    put_off,
    repromised,
)
from zerentian.casework.rules.clocks import Purpose
from zerentian.ledger.rules.verbs import Code, Count, Day, Fact, Flag, Post, Verb

MOVED: dict[str, Fact] = {**PURPOSE, "due": Day(), "old_due": Day()}

VERBS = [
    Verb(
        "clock.started",
        "开始计时",
        {**PURPOSE, "due": Day()},
        (
            Post("concerns.overdue", day=past("due"), when=ANSWER),
            Post("answers.due", day=(("due", 0),), when=ANSWER),
            Post("reviews.overdue", day=past("due"), when=REVIEWS),
        ),
        label_en="clock started",
    ),
    Verb(
        "clock.extended",
        "延期",
        {**PURPOSE, "due": Day(), "old_due": Day(), "days": Count(), "by_post": Code(optional=True)},
        (Post("clocks.extended"), *repromised(ANSWER)),
        label_en="clock extended",
    ),
    Verb(
        "clock.time_asked",
        "逾期后申请延期",
        {**PURPOSE, "due": Day(), "days": Count()},
        label_en="more time asked for after the due day",
    ),
    Verb(
        "clock.extension_asked",
        "申请延期",
        {**PURPOSE, "due": Day(), "days": Count()},
        label_en="extension asked for",
    ),
    Verb(
        "clock.extension_refused",
        "不批准延期",
        {**PURPOSE, "due": Day(), "days": Count()},
        label_en="extension refused",
    ),
    # Said no more: a concern that was withdrawn or passed on after such a grant left another cohort than it stood in.
    Verb(
        "clock.time_decided",
        "逾期后延期的批准",
        {
            **PURPOSE,
            "due": Day(optional=True),
            "old_due": Day(),
            "granted": Flag(),
            "by_post": Code(optional=True),
        },
        # The cohort of the day that was missed stays: its answer was not in time.
        (
            Post("clocks.extended", when={"granted": True}),
            Post("concerns.overdue", sign=-1, day=past("old_due"), when=ANSWER | {"granted": True}),
            Post("concerns.overdue", day=past("due"), when=ANSWER | {"granted": True}),
        ),
        label_en="more time decided on after the due day",
    ),
    Verb(
        "clock.time_ruled",
        "逾期后延期的裁定",
        {
            **PURPOSE,
            "due": Day(optional=True),
            "old_due": Day(),
            "granted": Flag(),
            "by_post": Code(optional=True),
        },
        # It ends the overdue from that day on; in the cohort of its new day its answer is not in time.
        (Post("clocks.extended", when={"granted": True}), *repromised(ANSWER | {"granted": True})),
        label_en="more time ruled on after the due day",
    ),
    Verb(
        "clock.reruled",
        "按类别重算期限",
        {**PURPOSE, "due": Day(optional=True), "old_due": Day(optional=True)},
        repromised(ANSWER),
        label_en="deadline reckoned by another kind",
    ),
    # The three that follow are said no more: they moved answers alone, so that a recheck that was paused counted
    # as overdue between its old and its new day. What was sealed with them keeps that meaning.
    Verb(
        "clock.paused",
        "中止计时",
        {**PURPOSE, "until": Day()},
        (Post("clocks.paused"),),
        label_en="clock paused",
    ),
    Verb(
        "clock.resumed",
        "恢复计时",
        {**PURPOSE, "due": Day(), "old_due": Day()},
        repromised(ANSWER),
        label_en="clock resumed",
    ),
    Verb(
        "clock.reckoned",
        "按放假通知重算期限",
        {**PURPOSE, "due": Day(), "old_due": Day()},
        repromised(ANSWER),
        label_en="deadline reckoned by the notice",
    ),
    Verb(
        "clock.suspended",
        "中止计时",
        {**MOVED, "until": Day()},
        (Post("clocks.paused"), *put_off()),
        label_en="clock paused, its day moved by the days announced",
    ),
    Verb("clock.ran_on", "恢复计时", MOVED, put_off(), label_en="clock runs on"),
    Verb("clock.due_moved", "按放假通知重算期限", MOVED, put_off(), label_en="due day moved by a notice"),
    Verb(
        "clock.passed_on",
        "复查复核时限随诉求移交",
        {**PURPOSE, "due": Day(), "from": Code(), "to": Code()},
        (
            Post("reviews.overdue", sign=-1, unit="from", day=past("due"), when=REVIEWS),
            Post("reviews.overdue", unit="to", day=past("due"), when=REVIEWS),
        ),
        label_en="a review's clock passed on with its concern",
    ),
    Verb(
        "clock.stopped",
        "停止计时",
        {**PURPOSE, "due": Day(), "on_time": Flag()},
        (
            Post(
                "notices.on_time", day=(("due", 0),), when={"purpose": Purpose.NOTICE.value, "on_time": True}
            ),
            Post("reviews.overdue", sign=-1, day=past("due"), when=REVIEWS),
        ),
        label_en="clock stopped",
    ),
]

FIGURES = [
    count(
        "clocks.extended",
        "诉求延期",
        "Extensions",
        "期间内经批准并告知当事人的延期次数。",
        "Extensions approved in the period, the person having been told.",
        "次",
        changed=(LATE_TIME,),
    ),
    count(
        "clocks.paused",
        "中止计时",
        "Pauses",
        "期间内依规则中止计时的次数。",
        "Times a clock was paused in the period, as its rule allows.",
        "次",
        changed=(PUT_OFF,),
    ),
]
