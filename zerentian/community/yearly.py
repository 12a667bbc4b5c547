"""The yearly table of requests for information (政府信息公开工作年度报告, part three): results by applicants."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zerentian.community.models import InquiryAnswer
from zerentian.community.models.inquiries import InquiryQuerySet
from zerentian.community.rules.inquiries import Applicant, Outcome, Row, State

# As the table names its rows, in its order; those without kinds are counted otherwise.
GROUPS: Sequence[tuple[Row, str]] = (
    (Row.GIVEN, "（一）予以公开"),
    (Row.PART, "（二）部分公开"),
    (Row.REFUSED, "（三）不予公开"),
    (Row.UNABLE, "（四）无法提供"),
    (Row.UNHANDLED, "（五）不予处理"),
    (Row.OTHER, "（六）其他处理"),
)
LINES: Sequence[tuple[str, Row, tuple[Outcome, ...]]] = (
    ("", Row.GIVEN, (Outcome.PUBLIC, Outcome.GIVEN)),
    ("", Row.PART, (Outcome.PART,)),
    ("1.属于国家秘密", Row.REFUSED, (Outcome.SECRET,)),
    ("2.其他法律行政法规禁止公开", Row.REFUSED, (Outcome.LAW,)),
    ("3.危及“三安全一稳定”", Row.REFUSED, (Outcome.SAFETY,)),
    ("4.保护第三方合法权益", Row.REFUSED, (Outcome.THIRD,)),
    ("5.属于三类内部事务信息", Row.REFUSED, (Outcome.INTERNAL,)),
    ("6.属于四类过程性信息", Row.REFUSED, (Outcome.PROCESS,)),
    ("7.属于行政执法案卷", Row.REFUSED, (Outcome.CASE_FILE,)),
    ("8.属于行政查询事项", Row.REFUSED, (Outcome.REGISTER,)),
    ("1.本机关不掌握相关政府信息", Row.UNABLE, (Outcome.ABSENT, Outcome.ELSEWHERE)),
    ("2.没有现成信息需要另行制作", Row.UNABLE, (Outcome.TO_MAKE,)),
    ("3.补正后申请内容仍不明确", Row.UNABLE, (Outcome.UNCLEAR,)),
    ("1.信访举报投诉类申请", Row.UNHANDLED, (Outcome.PETITION,)),
    ("2.重复申请", Row.UNHANDLED, (Outcome.REPEATED,)),
    ("3.要求提供公开出版物", Row.UNHANDLED, (Outcome.PUBLICATION,)),
    ("4.无正当理由大量反复申请", Row.UNHANDLED, (Outcome.EXCESSIVE,)),
    ("5.要求行政机关确认或重新出具已获取信息", Row.UNHANDLED, (Outcome.AGAIN,)),
    ("1.申请人无正当理由逾期不补正", Row.OTHER, (Outcome.UNCORRECTED,)),
    ("2.申请人逾期未按收费通知要求缴纳费用", Row.OTHER, (Outcome.UNPAID,)),
    ("3.其他", Row.OTHER, (Outcome.OTHER,)),
)
Counted = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: its group, its name, the counts by applicant and the total at the end."""

    group: str
    name: str
    counts: tuple[int, ...]


def table_of(rows: InquiryQuerySet, year: int) -> list[Line]:
    """Return the table of a year over the requests that somebody may see: newly received, carried in, results, carried
    out. What was carried in and received is what was ended and is carried out."""
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    came = rows.filter(received_on__lt=after)
    fresh = came.filter(received_on__gte=first)
    before = came.filter(received_on__lt=first).exclude(closed_on__lt=first)
    left = came.exclude(closed_on__lt=after)
    results = ended_by(came.filter(closed_on__gte=first, closed_on__lt=after))
    return [
        line("一、本年新收政府信息公开申请数量", "", applicants(fresh)),
        line("二、上年结转政府信息公开申请数量", "", applicants(before)),
        *result_lines(results),
        line("四、结转下年度继续办理", "", applicants(left)),
    ]


def ended_by(rows: InquiryQuerySet) -> Counted:
    """Return how many requests ended with each result, by applicant; withdrawn ones count as the last."""
    counts: Counted = Counter()
    for applicant in rows.filter(state=State.WITHDRAWN).values_list("applicant", flat=True):
        counts[Outcome.OTHER, applicant] += 1
    released = InquiryAnswer.objects.filter(
        released_on__isnull=False, inquiry__in=rows.order_by().values("pk")
    )
    for outcome, applicant in released.values_list("outcome", "inquiry__applicant"):
        counts[outcome, applicant] += 1
    return counts


def result_lines(results: Counted) -> Iterator[Line]:
    """Yield the lines of part three, and their total."""
    names = dict(GROUPS)
    for name, row, outcomes in LINES:
        counts: Counter[str] = Counter()
        for (outcome, applicant), number in results.items():
            if outcome in outcomes:
                counts[applicant] += number
        yield line(f"三、本年度办理结果{names[row]}", name, counts)
    total: Counter[str] = Counter()
    for (_, applicant), number in results.items():
        total[applicant] += number
    yield line("三、本年度办理结果（七）总计", "", total)


def applicants(rows: InquiryQuerySet) -> Counter[str]:
    """Return how many requests each kind of applicant made."""
    return Counter(rows.values_list("applicant", flat=True))


def line(group: str, name: str, counts: Counter[str]) -> Line:
    """Return one row of the table."""
    return Line(group, name, (*(counts[one.value] for one in Applicant), counts.total()))
