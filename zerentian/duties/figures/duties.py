"""What duties, their occurrences, basis documents and the function list say, and what they add up to."""

from zerentian.duties.rules.cadences import Cadence
from zerentian.duties.rules.functions import FunctionKind, Level, Outcome
from zerentian.ledger.rules.figures import RUNNING, Figure, by_due_day
from zerentian.ledger.rules.sums import Balance, Split
from zerentian.ledger.rules.verbs import Code, Count, Day, Fact, Flag, Post, Verb

LEVEL = Code(tuple(Level))
KIND = Code(tuple(FunctionKind))
LEVELS = {
    Level.STATE: ("国家", "the state"),
    Level.PROVINCE: ("省级", "the province"),
    Level.CITY: ("市级", "the city"),
    Level.COUNTY: ("县级", "the county"),
    Level.TOWNSHIP: ("乡镇自行", "the township itself"),
}
LISTS = {
    FunctionKind.BASIC: ("基本履职事项", "Basic functions"),
    FunctionKind.JOINT: ("配合履职事项", "Assisting functions"),
    FunctionKind.WITHDRAWN: ("上级收回事项", "Functions withdrawn to the superior"),
}

# Carried by every entry that moves a duty in or out of a stock.
STANDING: dict[str, Fact] = {"listed": Flag(), "demanded_by": Code(tuple(Level), optional=True)}


def in_force(sign: int, unit: str = "unit") -> tuple[Post, ...]:
    """Return the posts that put a duty into the stocks of duties, or take it out."""
    return (
        Post("duties.open", sign=sign, unit=unit),
        Post("duties.off_list", sign=sign, unit=unit, when={"listed": False}),
        *(
            Post(f"duties.off_list.{level}", sign=sign, unit=unit, when={"demanded_by": level.value})
            for level in Level
        ),
    )


SINCE = (("occurred_on", 0), ("first", 0))
PAST_DUE = (("occurred_on", 0), ("due", 1))
ON_DUE = (("due", 0),)


def outstanding(sign: int, unit: str = "unit") -> tuple[Post, ...]:
    """Return the posts that put an occurrence into the open and overdue stocks, or take it out."""
    return (
        Post("occurrences.open", sign=sign, unit=unit, day=SINCE),
        Post("occurrences.overdue", sign=sign, unit=unit, day=PAST_DUE),
    )


SPAN = {"first": Day(), "due": Day()}

VERBS = [
    Verb(
        "basis.registered", "登记依据文件", {"level": LEVEL, "issued_on": Day()}, label_en="basis registered"
    ),
    Verb("basis.repealed", "依据文件失效", {"level": LEVEL}, label_en="basis repealed"),
    Verb(
        "function.listed",
        "列入履职事项清单",
        {"kind": KIND, "number": Code(optional=True)},
        tuple(Post(f"functions.{kind}", when={"kind": kind.value}) for kind in FunctionKind),
        label_en="put on the function list",
    ),
    Verb("threshold.set", "设定亮灯阈值", {"kind": Code(), "days": Count()}, label_en="threshold set"),
    Verb(
        "duty.adopted",
        "立责",
        {**STANDING, "cadence": Code(tuple(Cadence)), "area": Code(), "post": Code()},
        in_force(1),
        label_en="duty adopted",
    ),
    Verb(
        "duty.handed_over",
        "责任移交",
        {**STANDING, "from": Code(), "to": Code(), "from_post": Code(), "to_post": Code()},
        (*in_force(-1, "from"), *in_force(1, "to")),
        label_en="duty handed over",
    ),
    Verb("duty.retired", "责任终止", STANDING, in_force(-1), label_en="duty retired"),
    Verb(
        "occurrence.opened",
        "期次开立",
        {**SPAN, "duty": Code(), "listed": Flag()},
        (
            Post("occurrences.begun", day=(("first", 0),)),
            Post("occurrences.open", day=(("first", 0),)),
            Post("occurrences.overdue", day=(("due", 1),)),
            Post("occurrences.due", day=ON_DUE),
        ),
        label_en="occurrence opened",
    ),
    Verb(
        "occurrence.moved",
        "期次移交",
        {**SPAN, "from": Code(), "to": Code()},
        (
            Post("occurrences.moved", sign=-1, unit="from", day=SINCE),
            Post("occurrences.moved", unit="to", day=SINCE),
            *outstanding(-1, "from"),
            *outstanding(1, "to"),
            Post("occurrences.due", sign=-1, unit="from", day=ON_DUE),
            Post("occurrences.due", unit="to", day=ON_DUE),
        ),
        label_en="occurrence handed over",
    ),
    Verb(
        "occurrence.closed",
        "期次办结",
        {**SPAN, "outcome": Code(tuple(Outcome)), "on_time": Flag()},
        (
            Post("occurrences.ended", day=SINCE),
            *outstanding(-1),
            Post("occurrences.fulfilled", day=ON_DUE, when={"outcome": "fulfilled"}),
            Post("occurrences.on_time", day=ON_DUE, when={"on_time": True}),
            Post("occurrences.excused", when={"outcome": "excused"}),
            Post("occurrences.due", sign=-1, day=ON_DUE, when={"outcome": "cancelled"}),
        ),
        label_en="occurrence closed",
    ),
]

FIGURES = [
    *(
        Figure(
            f"functions.{kind}",
            label,
            label_en,
            "stock",
            f"functions.{kind}",
            "项",
            f"期末列在本乡镇履职事项清单上的{label}项数。",
            f"Items on the township's published function list at the period's end: {label_en.lower()}.",
        )
        for kind, (label, label_en) in LISTS.items()
    ),
    Figure(
        "duties.open",
        "在责事项",
        "Duties in force",
        "stock",
        "duties.open",
        "项",
        "期末已立责、尚未终止的责任项数。",
        "Duties adopted and not retired at the period's end.",
    ),
    Figure(
        "duties.off_list",
        "清单外责任",
        "Duties off the list",
        "stock",
        "duties.off_list",
        "项",
        "期末在责、但未挂接履职事项清单任何一项的责任项数。",
        "Duties in force at the period's end that hang on no item of the function list.",
    ),
    *(
        Figure(
            f"duties.off_list.{level}",
            f"清单外责任（{label}要求）",
            f"Duties off the list demanded by {label_en}",
            "stock",
            f"duties.off_list.{level}",
            "项",
            f"期末在责的清单外责任中，由{label}提出要求的项数。",
            f"Duties off the list in force at the period's end that were demanded by {label_en}.",
        )
        for level, (label, label_en) in LEVELS.items()
    ),
    by_due_day(
        Figure(
            "occurrences.due",
            "到期期次",
            "Occurrences due",
            "count",
            "occurrences.due",
            "期",
            "到期日落在期间内的责任期次数；免予办理的仍计入，责任终止而取消的不计。",
            "Occurrences of duties whose due day lies in the period; excused ones count, cancelled ones do not.",
        ),
        RUNNING,
    ),
    by_due_day(
        Figure(
            "occurrences.fulfilled_share",
            "期次完成率",
            "Share of occurrences fulfilled",
            "ratio",
            "occurrences.fulfilled",
            "%",
            "到期日落在期间内的责任期次中，截至封存时已有落实记录完成的所占比例，不论是否按期。",
            "Share of the occurrences due in the period that a deed had fulfilled, in time or later, as of the seal.",
            base="occurrences.due",
            kind="course",
        ),
        RUNNING,
    ),
    by_due_day(
        Figure(
            "occurrences.on_time_share",
            "期次按期完成率",
            "Share of occurrences fulfilled on time",
            "ratio",
            "occurrences.on_time",
            "%",
            "到期日落在期间内的责任期次中，所依据的落实记录发生日期不晚于到期日的所占比例。",
            "Share of the occurrences due in the period that were fulfilled by a deed on or before the due day.",
            base="occurrences.due",
            kind="course",
        ),
        RUNNING,
    ),
    Figure(
        "occurrences.excused",
        "免予办理期次",
        "Occurrences excused",
        "count",
        "occurrences.excused",
        "期",
        "期间内说明理由、免予办理的责任期次数。",
        "Occurrences of duties that were excused, with a reason, in the period.",
    ),
    Figure(
        "occurrences.begun",
        "开始期次",
        "Occurrences begun",
        "count",
        "occurrences.begun",
        "期",
        "期间内开始的责任期次数，以期次首日为准。",
        "Occurrences of duties whose first day lies in the period.",
    ),
    Figure(
        "occurrences.ended",
        "了结期次",
        "Occurrences ended",
        "count",
        "occurrences.ended",
        "期",
        "期间内完成、免予办理或因责任终止而取消的责任期次数；期次首日前了结的，计在首日。",
        "Occurrences of duties fulfilled, excused or cancelled in the period; one that ended before its first day "
        "counts on it.",
    ),
    Figure(
        "occurrences.moved",
        "期次转入（减转出）",
        "Occurrences handed over by other units, less those handed over to them",
        "count",
        "occurrences.moved",
        "期",
        "期间内由其他单位移交来的责任期次数，减去移交给其他单位的；全乡合计为零。",
        "Occurrences that other units handed over in the period, less those handed over to them; "
        "nought for a township.",
    ),
    Figure(
        "occurrences.open",
        "在办期次",
        "Open occurrences",
        "stock",
        "occurrences.open",
        "期",
        "期末已经开始、尚未完成也未免予办理的责任期次数。",
        "Occurrences of duties that had begun and were neither fulfilled nor excused at the period's end.",
    ),
    Figure(
        "occurrences.overdue",
        "逾期未完成期次",
        "Occurrences overdue",
        "stock",
        "occurrences.overdue",
        "期",
        "期末已过到期日、仍未完成的责任期次数；自到期日次日起计为逾期。",
        "Occurrences of duties not fulfilled at the period's end though the day after their due day had come.",
        kind="course",
    ),
]

SPLITS = [Split("duties.off_list", tuple(f"duties.off_list.{level}" for level in Level))]
BALANCES = [
    Balance("occurrences.open", ("occurrences.begun", "occurrences.moved"), ("occurrences.ended",)),
]
