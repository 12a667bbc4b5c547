"""What is said about relayed warnings and calls to villages, and what that adds up to. Drills count nowhere.

A call counts on the day on which it was asked. One that a later warning ended in time leaves; one that was late by then
stays: nobody had confirmed.
"""

from zerentian.community.figures.notices import MOVED
from zerentian.community.rules.warnings import Channel, Colour, Form, Message
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.verbs import Code, Count, Day, Fact, Flag, Post, Verb

REAL = {"drill": False}
ON_ASKED = (("asked", 0),)
CALL: dict[str, Fact] = {"asked": Day(), "drill": Flag()}
VERBS = [
    Verb(
        "warning.relayed",
        "转发预警",
        {
            "colour": Code(tuple(Colour)),
            "message": Code(tuple(Message)),
            "form": Code(tuple(Form)),
            "drill": Flag(),
            "villages": Count(),
            "delay": Count(),
        },
        (Post("warnings.relayed", when=REAL), Post("warnings.delay", bucket="delay", when=REAL)),
        label_en="warning relayed",
    ),
    Verb(
        "warning.ended",
        "预警失去效力",
        {"message": Code(tuple(Message)), "drill": Flag()},
        label_en="warning replaced or lifted",
    ),
    Verb("warning.moved", "预警移交", MOVED, label_en="warning passed on"),
    Verb(
        "call.asked",
        "叫应",
        CALL,
        (Post("calls.asked", day=ON_ASKED, when=REAL), Post("calls.open", when=REAL)),
        label_en="village called",
    ),
    Verb(
        "call.tried",
        "叫而未应",
        CALL | {"post": Code(), "channel": Code(tuple(Channel))},
        (Post("calls.unanswered", when=REAL),),
        label_en="call not answered",
    ),
    Verb(
        "call.confirmed",
        "村里已应答",
        CALL
        | {
            "post": Code(),
            "channel": Code(tuple(Channel)),
            "minutes": Count(),
            "in_time": Flag(),
            "tries": Count(),
        },
        (
            Post("calls.open", sign=-1, when=REAL),
            Post("calls.in_time", day=ON_ASKED, when={"drill": False, "in_time": True}),
            Post("calls.minutes", bucket="minutes", when=REAL),
        ),
        label_en="village confirmed",
    ),
    Verb(
        "call.dropped",
        "不再叫应",
        CALL | {"overdue": Flag()},
        (
            Post("calls.open", sign=-1, when=REAL),
            Post("calls.asked", sign=-1, day=ON_ASKED, when={"drill": False, "overdue": False}),
        ),
        label_en="village no longer called",
    ),
    Verb(
        "call.moved",
        "叫应移交",
        MOVED | CALL,
        tuple(
            post
            for sign, unit in ((-1, "from"), (1, "to"))
            for post in (
                Post("calls.open", sign=sign, unit=unit, when=REAL),
                Post("calls.asked", sign=sign, unit=unit, day=ON_ASKED, when=REAL),
            )
        ),
        label_en="call passed on",
    ),
    Verb(
        "call_term.set",
        "设定叫应时限",
        {"minutes": Count(), "retry": Count(), "since": Day()},
        label_en="minutes of calls set",
    ),
]
FIGURES = [
    Figure(
        "warnings.relayed",
        "转发预警",
        "Warnings relayed",
        "count",
        "warnings.relayed",
        "条",
        "期间内转发的预警信息条数，含变更和解除，不含演练。",
        "Warnings relayed in the period, changes and liftings among them, drills not.",
    ),
    Figure(
        "warnings.median_delay",
        "转发用时中位数",
        "Median minutes from issue to relay",
        "median",
        "warnings.delay",
        "分钟",
        "期间内转发的预警，从发布到转发的分钟数的中位数，不含演练。",
        "Median minutes from the issue of a warning to its relay, drills not counted.",
        kind="course",
    ),
    Figure(
        "calls.asked",
        "叫应村次",
        "Villages called",
        "count",
        "calls.asked",
        "村次",
        "期间内发起叫应的村次，一条预警叫一个村计一次；时限内被新预警取代的不计，不含演练。",
        "Pairs of a warning and a village called in the period; those replaced in time and drills do not count.",
    ),
    Figure(
        "calls.in_time_share",
        "按时应答率",
        "Share of villages that confirmed in time",
        "ratio",
        "calls.in_time",
        "%",
        "期间内发起叫应的村次中，在设定分钟数内应答的所占比例；尚未到时限的也计入分母，不含演练。",
        "Share of the villages called in the period that confirmed within the minutes set; drills do not count.",
        base="calls.asked",
        kind="outcome",
    ),
    Figure(
        "calls.median_minutes",
        "应答用时中位数",
        "Median minutes to confirm",
        "median",
        "calls.minutes",
        "分钟",
        "期间内应答的村次，从叫应到应答的分钟数的中位数，不含演练。",
        "Median minutes from call to confirmation, of those confirmed in the period; drills do not count.",
        kind="course",
    ),
    Figure(
        "calls.open",
        "未应答村次",
        "Villages not confirmed",
        "stock",
        "calls.open",
        "村次",
        "期末已叫应、尚未应答也未被取代的村次，不含演练。",
        "Villages called that had neither confirmed nor been released at the period's end; drills do not count.",
    ),
]
