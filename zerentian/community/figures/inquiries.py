"""What is said of requests for information, and the rows of the yearly table that it adds up to."""

from zerentian.casework.figures.posts import count, figure, past
from zerentian.community.rules.inquiries import (
    EXTENSION_DAYS,
    KINDS,
    Applicant,
    Channel,
    Heard,
    Outcome,
    Row,
    Whom,
)
from zerentian.ledger.rules.figures import by_due_day
from zerentian.ledger.rules.verbs import Code, Count, Day, Fact, Flag, Post, Verb

OVERDUE, DUE = "inquiries.overdue", "inquiries.due"
MOVED: dict[str, Fact] = {"due": Day(), "old_due": Day()}


def owed(sign: int, day: str = "due", unit: str = "unit") -> tuple[Post, ...]:
    """Return the posts that put a request into the overdue stock and the cohort of a due day, or take it out."""
    return (
        Post(OVERDUE, sign=sign, day=past(day), unit=unit),
        Post(DUE, sign=sign, day=((day, 0),), unit=unit),
    )


PUT_OFF = (*owed(-1, "old_due"), *owed(1))
ENDED = (Post("inquiries.open", sign=-1), Post(OVERDUE, sign=-1, day=past("due")))


def outcomes_of(row: Row) -> tuple[str, ...]:
    """Return the kinds of answer that stand in a row of the yearly table."""
    return tuple(one.value for one, kind in KINDS.items() if kind.row is row)


ROWS = tuple(Post(f"inquiries.{row}", when={"outcome": outcomes_of(row)}) for row in Row)

VERBS = [
    Verb(
        "inquiry.received",
        "收到信息公开申请",
        {"channel": Code(tuple(Channel)), "applicant": Code(tuple(Applicant)), "due": Day()},
        (
            Post("inquiries.received"),
            Post("inquiries.by_persons", when={"applicant": Applicant.PERSON.value}),
            Post("inquiries.open"),
            *owed(1),
        ),
        label_en="request for information received",
    ),
    Verb(
        "inquiry.correction_asked",
        "告知补正",
        {"until": Day(), "old_due": Day()},
        (Post("inquiries.corrections"), *owed(-1, "old_due")),
        label_en="applicant asked to complete it",
    ),
    Verb("inquiry.corrected", "收到补正", {"due": Day()}, owed(1), label_en="request completed"),
    Verb(
        "inquiry.consulted",
        "征求意见",
        {"whom": Code(tuple(Whom)), "until": Day(), **MOVED},
        (Post("inquiries.consultations"), *PUT_OFF),
        label_en="opinion asked for",
    ),
    Verb(
        "inquiry.consult_reached",
        "征求意见书送达",
        {"until": Day(), "old_until": Day(), **MOVED},
        PUT_OFF,
        label_en="letter asking for an opinion arrived",
        late_days=7,
    ),
    Verb(
        "inquiry.heard",
        "意见反馈",
        {"result": Code(tuple(Heard)), **MOVED},
        PUT_OFF,
        label_en="opinion recorded",
    ),
    Verb("inquiry.time_asked", "申请延期答复", {"days": Count()}, label_en="more time asked for"),
    Verb(
        "inquiry.time_granted",
        "批准延期答复",
        {"days": Count(), **MOVED},
        (Post("inquiries.extended"), *PUT_OFF),
        label_en="more time granted",
    ),
    Verb("inquiry.time_refused", "不批准延期答复", {}, label_en="more time refused"),
    Verb("inquiry.drafted", "拟写答复", {"outcome": Code(tuple(Outcome))}, label_en="answer drafted"),
    Verb("inquiry.returned", "退回答复", {}, label_en="answer returned"),
    Verb(
        "inquiry.answered",
        "答复信息公开申请",
        {
            "outcome": Code(tuple(Outcome)),
            "applicant": Code(tuple(Applicant)),
            "due": Day(optional=True),
            "on_time": Flag(optional=True),
        },
        (
            *ENDED,
            Post("inquiries.answered"),
            Post("inquiries.in_time", day=(("due", 0),), when={"on_time": True}),
            *ROWS,
        ),
        label_en="request for information answered",
    ),
    Verb(
        "inquiry.withdrawn",
        "申请人撤回申请",
        {"due": Day(optional=True)},
        (
            *ENDED,
            Post(DUE, sign=-1, day=(("due", 0),)),
            Post("inquiries.withdrawn"),
            Post(f"inquiries.{Row.OTHER}"),
        ),
        label_en="request withdrawn by its applicant",
    ),
    Verb("inquiry.due_moved", "重算答复期限", MOVED, PUT_OFF, label_en="due day reckoned anew"),
    Verb("inquiry.notice_begun", "拟公开答复", {}, label_en="answer to be told to all"),
    Verb(
        "inquiry.moved",
        "移交信息公开申请",
        {"from": Code(), "to": Code(), "due": Day(optional=True)},
        tuple(
            Post(component, sign=sign, unit=unit, day=day)
            for sign, unit in ((-1, "from"), (1, "to"))
            for component, day in (
                ("inquiries.open", (("occurred_on", 0),)),
                (OVERDUE, past("due")),
                (DUE, (("due", 0),)),
            )
        ),
        label_en="request passed on",
    ),
    Verb("inquiry.contact_revealed", "查看申请人联系方式", label_en="applicant looked at"),
    Verb(
        "inquiry.contacts_erased",
        "删除申请人联系方式",
        {"parties": Count()},
        label_en="applicant's contact data erased",
    ),
]

NAMES = {
    Row.GIVEN: ("予以公开", "Information given"),
    Row.PART: ("部分公开", "Information given in part"),
    Row.REFUSED: ("不予公开", "Information refused"),
    Row.UNABLE: ("无法提供", "Information that can't be provided"),
    Row.UNHANDLED: ("不予处理", "Requests not handled"),
    Row.OTHER: ("其他处理", "Requests ended otherwise"),
}
FIGURES = [
    count(
        "inquiries.received",
        "收到政府信息公开申请",
        "Requests for information received",
        "期间内收到的政府信息公开申请件数，按收到申请之日计（年度报告“本年新收”）。",
        "Requests for information received in the period, by the day of receipt (annual report: newly received).",
    ),
    count(
        "inquiries.by_persons",
        "自然人提出的申请",
        "Requests by natural persons",
        "期间内收到的由自然人提出的政府信息公开申请件数。",
        "Requests for information that natural persons made in the period.",
    ),
    figure(
        "inquiries.open",
        "正在办理的信息公开申请",
        "Requests for information open",
        "stock",
        "inquiries.open",
        "件",
        "期末尚未答复、未撤回的政府信息公开申请件数（年度报告“结转”）；上期期末数即本期结转数。",
        "Requests neither answered nor withdrawn at the period's end (annual report: carried over).",
    ),
    figure(
        "inquiries.overdue",
        "逾期未答复的信息公开申请",
        "Requests for information overdue",
        "stock",
        "inquiries.overdue",
        "件",
        "期末已过答复期限、尚未答复的申请件数；等待补正的不计。",
        "Requests not answered at the period's end although their day has passed; none whose applicant is waited for.",
        kind="outcome",
    ),
    count(
        "inquiries.answered",
        "答复信息公开申请",
        "Requests for information answered",
        "期间内作出答复的申请件数，各类答复合计，申请人撤回的不计。",
        "Requests answered in the period, whatever the answer; those withdrawn do not count.",
    ),
    by_due_day(
        figure(
            "inquiries.in_time",
            "按期答复率",
            "Requests answered in time",
            "ratio",
            "inquiries.in_time",
            "",
            "答复期限在期间内的申请中，在期限内答复的比例；依法延期、不计入的时间已顺延。",
            "Of the requests due in the period, those answered by their day; what the rule leaves out is left out.",
            base="inquiries.due",
            kind="outcome",
        )
    ),
    *(
        count(
            f"inquiries.{row}",
            label,
            label_en,
            f"期间内办结的申请中，结果为“{label}”的件数（年度报告同名一行）"
            + ("，申请人撤回的计入。" if row is Row.OTHER else "。"),
            "Requests that ended in the period with this result, as the annual report's row of the same name counts "
            "them" + ("; withdrawn ones among them." if row is Row.OTHER else "."),
        )
        for row, (label, label_en) in NAMES.items()
    ),
    count(
        "inquiries.withdrawn",
        "申请人撤回申请",
        "Requests withdrawn",
        "期间内由申请人撤回的申请件数。",
        "Requests that their applicants withdrew in the period.",
    ),
    count(
        "inquiries.corrections",
        "告知补正",
        "Applicants asked to complete a request",
        "期间内告知申请人补正的次数，每件申请一次。",
        "Times an applicant was asked to complete a request in the period, once for each at most.",
    ),
    count(
        "inquiries.consultations",
        "征求第三方和其他机关意见",
        "Opinions asked for",
        "期间内就申请征求第三方或者其他机关意见的次数。",
        "Times somebody else's opinion on a request was asked for in the period.",
        "次",
    ),
    count(
        "inquiries.extended",
        "延期答复",
        "Requests given more time",
        f"期间内批准延长答复期限的次数，延长不超过{EXTENSION_DAYS}个工作日。",
        f"Times more time was granted in the period, at most {EXTENSION_DAYS} working days.",
        "次",
    ),
]
