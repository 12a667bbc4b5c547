"""What tasks and leaders' acts in person say, and what they add up to."""

from zerentian.duties.rules.functions import InPerson
from zerentian.ledger.rules.figures import RUNNING, Figure, by_due_day
from zerentian.ledger.rules.sums import Balance
from zerentian.ledger.rules.verbs import Code, Count, Day, Flag, Post, Verb

NEW_PAST_DUE = (("occurred_on", 0), ("due", 1))
OLD_PAST_DUE = (("occurred_on", 0), ("old_due", 1))
NEAR_DAYS = 7  # the due day is the last of them; a figure's meaning may not hang on a setting
DUE = {"due": Day()}


def outstanding(sign: int, unit: str = "unit") -> tuple[Post, ...]:
    """Return the posts that put a task into the open and overdue stocks, or take it out."""
    return (
        Post("tasks.open", sign=sign, unit=unit),
        *near(sign, "due", unit),
        Post("tasks.overdue", sign=sign, unit=unit, day=NEW_PAST_DUE),
    )


def near(sign: int, due: str, unit: str = "unit") -> tuple[Post, ...]:
    """Return the posts that put a task into the stock of those near their due day, or take it out."""
    return (
        Post("tasks.due_soon", sign=sign, unit=unit, day=(("occurred_on", 0), (due, 1 - NEAR_DAYS))),
        Post("tasks.due_soon", sign=-sign, unit=unit, day=(("occurred_on", 0), (due, 1))),
    )


def falls_due(sign: int, day: str = "due", unit: str = "unit") -> Post:
    """Return the post that puts a task into the cohort of its due day, or takes it out."""
    return Post("tasks.due", sign=sign, unit=unit, day=((day, 0),))


VERBS = [
    Verb(
        "task.assigned",
        "交办",
        {**DUE, "post": Code(), "by_post": Code(optional=True), "area": Code(optional=True)},
        (Post("tasks.assigned"), *outstanding(1), falls_due(1)),
        label_en="task assigned",
    ),
    Verb("task.accepted", "接收", label_en="task accepted"),
    Verb("task.objected", "提出异议", label_en="task objected to"),
    Verb("task.upheld", "维持交办", label_en="task upheld"),
    Verb("task.reported", "报告办理情况", {"has_deed": Flag()}, label_en="task reported"),
    Verb("task.returned", "退回重办", {}, (Post("tasks.returned"),), label_en="task returned"),
    Verb("task.checked", "核验", label_en="task verified"),
    Verb(
        "task.closed",
        "销号",
        {**DUE, "days": Count(), "on_time": Flag()},
        (
            Post("tasks.closed"),
            *outstanding(-1),
            Post("tasks.on_time", day=(("due", 0),), when={"on_time": True}),
            Post("tasks.days", bucket="days"),
        ),
        label_en="task closed out",
    ),
    Verb(
        "task.reopened",
        "重新办理",
        {**DUE, "old_due": Day(), "was_on_time": Flag()},
        (
            Post("tasks.reopened"),
            *outstanding(1),
            Post("tasks.on_time", sign=-1, day=(("old_due", 0),), when={"was_on_time": True}),
            falls_due(-1, "old_due"),
            falls_due(1),
        ),
        label_en="task reopened",
    ),
    Verb(
        "task.extended",
        "延期",
        {**DUE, "old_due": Day(), "by_post": Code(optional=True)},
        (
            Post("tasks.extended"),
            *near(-1, "old_due"),
            *near(1, "due"),
            Post("tasks.overdue", sign=-1, day=OLD_PAST_DUE),
            Post("tasks.overdue", day=NEW_PAST_DUE),
            falls_due(-1, "old_due"),
            falls_due(1),
        ),
        label_en="task extended",
    ),
    Verb(
        "task.moved",
        "事项移交",
        {**DUE, "from": Code(), "to": Code(), "from_post": Code(), "to_post": Code()},
        (
            Post("tasks.moved", sign=-1, unit="from"),
            Post("tasks.moved", unit="to"),
            *outstanding(-1, "from"),
            *outstanding(1, "to"),
            falls_due(-1, unit="from"),
            falls_due(1, unit="to"),
        ),
        label_en="task handed over",
    ),
    Verb(
        "task.withdrawn",
        "撤回交办",
        DUE,
        (Post("tasks.withdrawn"), *outstanding(-1), falls_due(-1)),
        label_en="task withdrawn",
    ),
    Verb(
        "personal.stated",
        "登记三亲自",
        {"act": Code(tuple(InPerson)), "post": Code(), "own": Flag(), "first": Flag()},
        (
            *(
                Post(f"personal.{act}", when={"act": act.value, "own": True, "first": True})
                for act in InPerson
            ),
            Post("personal.by_proxy", when={"own": False, "first": True}),
        ),
        late_days=15,
        label_en="act in person stated",
    ),
]

ACTS = {
    InPerson.DEPLOYED: ("亲自部署", "Deployed in person"),
    InPerson.INQUIRED: ("亲自过问", "Inquired in person"),
    InPerson.HANDLED: ("亲自处理", "Handled in person"),
}

FIGURES = [
    Figure(
        "tasks.assigned",
        "交办事项",
        "Tasks assigned",
        "count",
        "tasks.assigned",
        "件",
        "期间内交办的事项件数，按承办单位计；后来撤回的仍计入。",
        "Tasks assigned in the period, at the unit that handles them; those withdrawn later count.",
    ),
    Figure(
        "tasks.closed",
        "销号事项",
        "Tasks closed out",
        "count",
        "tasks.closed",
        "件",
        "期间内经他人核验后销号的次数；重新办理后再次销号的另计一次。",
        "Times a task was closed out in the period after another person verified it; "
        "closing a reopened task counts again.",
    ),
    by_due_day(
        Figure(
            "tasks.due",
            "到期事项",
            "Tasks due",
            "count",
            "tasks.due",
            "件",
            "完成期限落在期间内的交办事项件数；延期的按延期后的期限计，撤回的不计。",
            "Tasks whose due day lies in the period; extended ones at their new due day, withdrawn ones not at all.",
        ),
        RUNNING,
    ),
    by_due_day(
        Figure(
            "tasks.on_time_share",
            "事项按期办结率",
            "Share of tasks closed out on time",
            "ratio",
            "tasks.on_time",
            "%",
            "完成期限落在期间内的交办事项中，承办人报告办结之日不晚于期限、且已经核验销号的所占比例。",
            "Share of the tasks due in the period that were reported done by the due day, "
            "then verified and closed out.",
            base="tasks.due",
            kind="outcome",
        ),
        RUNNING,
    ),
    Figure(
        "tasks.open",
        "在办事项",
        "Open tasks",
        "stock",
        "tasks.open",
        "件",
        "期末已交办、尚未销号也未撤回的事项件数。",
        "Tasks assigned and neither closed out nor withdrawn at the period's end.",
    ),
    Figure(
        "tasks.due_soon",
        "临近期限事项",
        "Tasks near their due day",
        "stock",
        "tasks.due_soon",
        "件",
        "期末尚未销号、距完成期限不超过六天（含到期当日）的事项件数。",
        "Tasks not closed out at the period's end whose due day is that day or one of the six after it.",
    ),
    Figure(
        "tasks.overdue",
        "逾期事项",
        "Overdue tasks",
        "stock",
        "tasks.overdue",
        "件",
        "期末已过完成期限、仍未销号的事项件数；自期限次日起计为逾期。",
        "Tasks not closed out at the period's end though the day after their due day had come.",
        kind="outcome",
    ),
    Figure(
        "tasks.extended",
        "延期",
        "Extensions",
        "count",
        "tasks.extended",
        "次",
        "期间内批准的交办事项延期次数。",
        "Extensions of tasks granted in the period.",
    ),
    Figure(
        "tasks.returned",
        "退回重办",
        "Tasks returned",
        "count",
        "tasks.returned",
        "次",
        "期间内核验未通过、退回重办的次数。",
        "Times a reported task was sent back in the period.",
    ),
    Figure(
        "tasks.reopened",
        "销号后重新办理",
        "Tasks reopened",
        "count",
        "tasks.reopened",
        "次",
        "期间内销号后又重新办理的次数。",
        "Times a task was reopened in the period after it had been closed out.",
    ),
    Figure(
        "tasks.withdrawn",
        "撤回交办",
        "Tasks withdrawn",
        "count",
        "tasks.withdrawn",
        "件",
        "期间内撤回的交办事项件数。",
        "Tasks withdrawn in the period.",
    ),
    Figure(
        "tasks.moved",
        "事项转入（减转出）",
        "Tasks handed over by other units, less those handed over to them",
        "count",
        "tasks.moved",
        "件",
        "期间内由其他单位移交来的事项件数，减去移交给其他单位的；全乡合计为零。",
        "Tasks that other units handed over in the period, less those handed over to them; nought for a township.",
    ),
    Figure(
        "tasks.median_days",
        "办理天数中位数",
        "Median days to close out",
        "median",
        "tasks.days",
        "天",
        "期间内销号的事项从交办到销号所用自然日的中位数；偶数个时取较小者。",
        "Median of the calendar days from assignment to close-out of the tasks closed out in the period; "
        "the lower one of an even number.",
        kind="course",
    ),
    *(
        Figure(
            f"personal.{act}",
            label,
            label_en,
            "count",
            f"personal.{act}",
            "次",
            f"期间内由第一责任人以本人账号登记的“{label}”次数；由他人代录的不计。",
            f"Acts of this kind stated in the period from the first responsible person's own account; "
            f"what others entered on their behalf does not count ({label_en.lower()}).",
        )
        for act, (label, label_en) in ACTS.items()
    ),
    Figure(
        "personal.by_proxy",
        "三亲自代录",
        "Acts in person entered by others",
        "count",
        "personal.by_proxy",
        "次",
        "期间内由他人代第一责任人登记的部署、过问、处理次数，标明“代录”，不计入三亲自。",
        "Acts of the first responsible person in the period that others entered; marked so, not counted as in person.",
    ),
]

BALANCES = [
    Balance(
        "tasks.open",
        ("tasks.assigned", "tasks.reopened", "tasks.moved"),
        ("tasks.closed", "tasks.withdrawn"),
    )
]
