"""Letters to who asked for information (信函格式): to complete it, of more time, and the answer with its remedies.

Each says which request by number and code alone; the name is written on the envelope, by whoever may look it up.
"""

from datetime import date, datetime

from zerentian.community.models import Inquiry
from zerentian.community.rules.fees import Measure
from zerentian.community.rules.inquiries import KINDS, Outcome
from zerentian.community.rules.remedies import remedy
from zerentian.ledger.models import Instance
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.organization.models import Account
from zerentian.organization.rules.protected import ABOUT_REQUEST
from zerentian.reports.letters import DEMO, in_short, print_line, reached, sections
from zerentian.reports.rules.document import Block, Document
from zerentian.reports.rules.titles import unstopped

LAW = "《中华人民共和国政府信息公开条例》"
# What the letters are called, by the code in their address.
TITLES = {
    "answer": "政府信息公开申请答复书",
    "correction": "补正告知书",
    "fee": "信息处理费收费通知书",
    "extension": "延期答复告知书",
}


def letters_of(inquiry: Inquiry) -> list[tuple[str, str]]:
    """Return code and title of the letters that can be drawn up about a request, in the order of what they tell."""
    found = []
    if inquiry.correct_by:
        found.append("correction")
    if hasattr(inquiry, "fee"):
        found.append("fee")
    if inquiry.times.filter(granted=True).exists():
        found.append("extension")
    if inquiry.released_answer:
        found.append("answer")
    return [(code, TITLES[code]) for code in found]


def inquiry_letter(inquiry: Inquiry, code: str, *, viewer: Account, now: datetime) -> Document:
    """Return one letter about a request, dated as of what it tells; KeyError for one that cannot be drawn up."""
    letters = {"answer": _answer, "correction": _correction, "fee": _fee, "extension": _extension}
    day, blocks = letters[code](inquiry)
    unit = inquiry.unit.organ_on(day)
    return Document(
        number=f"{inquiry.number}-{code}",
        title=f"{unit}{TITLES[code]}",
        unit_name=unit,
        recipient=f"申请人（申请编号{inquiry.number}，查询码{inquiry.spelled}）",
        closing_day=day,
        blocks=tuple(blocks),
        mark=DEMO if Instance.objects.is_demo() else "",
        printed=print_line(viewer, now),
        note=ABOUT_REQUEST,
        form="letter",
    )


def _asked(inquiry: Inquiry) -> str:
    """Return what was asked for and when it was received."""
    return f"您申请公开的“{unstopped(inquiry.title)}”，本机关于{chinese_day(inquiry.received_on)}收到。"


def _answer(inquiry: Inquiry) -> tuple[date, list[Block]]:
    """Return the answer (art. 36): the kind with its article, what is given, where, why not, and the remedies."""
    answer = inquiry.released_answer
    if answer is None or answer.released_on is None:
        raise KeyError("answer")
    outcome = Outcome(answer.outcome)
    kind = KINDS[outcome]
    by_law = f"依照{LAW}{kind.article}，" if kind.article else ""
    files = [use.file.name for use in answer.files.select_related("file") if not use.file.erased_at]
    parts = (
        ("申请事项", _asked(inquiry)),
        ("答复意见", "\n".join(filter(None, (f"{by_law}{kind.words}。", answer.text)))),
        ("获取方式和途径", answer.where),
        ("所附文件", "\n".join(files)),
        ("理由", answer.reason),
        ("救济途径", remedy(outcome, organ=answer.organ, court=answer.court)),
    )
    return answer.released_on, [in_short(f"{kind.words}。"), *sections(parts)]


def _correction(inquiry: Inquiry) -> tuple[date, list[Block]]:
    """Return what is to be completed, by when, and what follows if it is not (art. 30)."""
    step = inquiry.steps_taken.filter(step="ask-correction").first()
    if step is None or inquiry.correct_by is None:
        raise KeyError("correction")
    by = chinese_day(inquiry.correct_by)
    parts = (
        ("申请事项", _asked(inquiry)),
        ("需要补正的事项", step.words),
        (
            "补正期限",
            f"请在{by}以前补正，答复期限自收到补正之日起计算。无正当理由逾期不补正的，视为放弃申请，本机关不再处理"
            f"（{LAW}第三十条）。",
        ),
        ("怎样联系", f"{reached(inquiry.unit, local_day(step.at))}。"),
    )
    return local_day(step.at), [in_short(f"您的申请还缺一些内容，请在{by}以前补正。"), *sections(parts)]


def _fee(inquiry: Inquiry) -> tuple[date, list[Block]]:
    """Return what is to be paid, by which standard, how and by when (art. 42)."""
    fee = inquiry.fee
    by, requests = chinese_day(fee.until), fee.measure == Measure.REQUESTS
    counted = f"属于当月第{fee.number}件申请，按件计收" if requests else f"需提供{fee.number}页，按量计收"
    parts = (
        ("申请事项", _asked(inquiry)),
        (
            "收费依据和标准",
            f"{LAW}第四十二条、《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）。您的申请{counted}，应缴{fee.yuan}元。",
        ),
        ("缴纳方式", fee.how),
        (
            "缴纳期限",
            f"请在{by}以前缴纳；送达晚于发出之日的，期限自收到次日起算。"
            "逾期未缴纳的，视为放弃申请。答复期限自缴费次日起重新计算。",
        ),
        ("怎样联系", f"{reached(inquiry.unit, fee.asked_on)}。"),
    )
    return fee.asked_on, [
        in_short(f"办理您的申请需缴纳信息处理费{fee.yuan}元，请在{by}以前缴纳。"),
        *sections(parts),
    ]


def _extension(inquiry: Inquiry) -> tuple[date, list[Block]]:
    """Return by how many days the last extension put the answer off, why, and until when (art. 33)."""
    one = inquiry.times.filter(granted=True).last()
    if one is None or one.decided_on is None:
        raise KeyError("extension")
    said = f"需要延长{one.days}个工作日答复您的申请"
    parts = (
        ("申请事项", _asked(inquiry)),
        ("延期决定", f"依照{LAW}第三十三条，经本机关政府信息公开工作机构负责人同意，{said}。"),
        ("延期理由", one.reason),
    )
    return one.decided_on, [in_short(f"{said}。"), *sections(parts)]
