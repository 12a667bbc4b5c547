"""The yearly tables of requests for information (政府信息公开工作年度报告): results, suits, fees."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import pgettext, pgettext_lazy

from zerentian.community.models import InquiryAnswer, InquiryChallenge, InquiryFee
from zerentian.community.models.inquiries import InquiryQuerySet
from zerentian.community.models.labels_of_inquiries import APPLICANTS
from zerentian.community.rules.inquiries import Applicant, Outcome, Row, State
from zerentian.community.rules.remedies import Ruling, Way

# As the table names its rows, in its order; those without kinds are counted otherwise.
GROUPS: Mapping[Row, Any] = {
    Row.GIVEN: pgettext_lazy("annual report", "(1) Given"),
    Row.PART: pgettext_lazy("annual report", "(2) Given in part"),
    Row.REFUSED: pgettext_lazy("annual report", "(3) Refused"),
    Row.UNABLE: pgettext_lazy("annual report", "(4) Unable to provide"),
    Row.UNHANDLED: pgettext_lazy("annual report", "(5) Not handled"),
    Row.OTHER: pgettext_lazy("annual report", "(6) Otherwise"),
}
RECEIVED = pgettext_lazy("annual report", "I. Received this year")
BROUGHT = pgettext_lazy("annual report", "II. Brought over from last year")
RESULT = pgettext_lazy("annual report", "III. Results this year")
TOTAL = pgettext_lazy("annual report", "(7) Total")
CARRIED = pgettext_lazy("annual report", "IV. Carried over to next year")
LINES: Sequence[tuple[Any, Row, tuple[Outcome, ...]]] = (
    ("", Row.GIVEN, (Outcome.PUBLIC, Outcome.GIVEN)),
    ("", Row.PART, (Outcome.PART,)),
    (pgettext_lazy("annual report", "1. State secret"), Row.REFUSED, (Outcome.SECRET,)),
    (pgettext_lazy("annual report", "2. Forbidden by other laws"), Row.REFUSED, (Outcome.LAW,)),
    (pgettext_lazy("annual report", "3. Endangers security or stability"), Row.REFUSED, (Outcome.SAFETY,)),
    (pgettext_lazy("annual report", "4. Protects somebody else's rights"), Row.REFUSED, (Outcome.THIRD,)),
    (pgettext_lazy("annual report", "5. Internal affairs"), Row.REFUSED, (Outcome.INTERNAL,)),
    (pgettext_lazy("annual report", "6. Still being worked out"), Row.REFUSED, (Outcome.PROCESS,)),
    (pgettext_lazy("annual report", "7. File of law enforcement"), Row.REFUSED, (Outcome.CASE_FILE,)),
    (pgettext_lazy("annual report", "8. Register with a law of its own"), Row.REFUSED, (Outcome.REGISTER,)),
    (
        pgettext_lazy("annual report", "1. Not held by this office"),
        Row.UNABLE,
        (Outcome.ABSENT, Outcome.ELSEWHERE),
    ),
    (pgettext_lazy("annual report", "2. Would have to be made first"), Row.UNABLE, (Outcome.TO_MAKE,)),
    (pgettext_lazy("annual report", "3. Unclear after completion"), Row.UNABLE, (Outcome.UNCLEAR,)),
    (pgettext_lazy("annual report", "1. Petition, complaint or report"), Row.UNHANDLED, (Outcome.PETITION,)),
    (pgettext_lazy("annual report", "2. Asked before"), Row.UNHANDLED, (Outcome.REPEATED,)),
    (pgettext_lazy("annual report", "3. Publications"), Row.UNHANDLED, (Outcome.PUBLICATION,)),
    (pgettext_lazy("annual report", "4. Very many without reason"), Row.UNHANDLED, (Outcome.EXCESSIVE,)),
    (pgettext_lazy("annual report", "5. To confirm or issue again"), Row.UNHANDLED, (Outcome.AGAIN,)),
    (pgettext_lazy("annual report", "1. Not completed in time"), Row.OTHER, (Outcome.UNCORRECTED,)),
    (pgettext_lazy("annual report", "2. Fee not paid in time"), Row.OTHER, (Outcome.UNPAID,)),
    (pgettext_lazy("annual report", "3. Other"), Row.OTHER, (Outcome.OTHER,)),
)
# The columns of part three: kinds of applicants, and their sum.
COLUMNS: tuple[Any, ...] = (*APPLICANTS.values(), pgettext_lazy("inquiry", "Total"))
# The columns of part four, for each way; a case that is not decided stands in the fourth.
WAY_NAMES: Mapping[Way, Any] = {
    Way.REVIEW: pgettext_lazy("annual report", "Administrative review"),
    Way.COURT: pgettext_lazy("annual report", "Suits without a review before"),
    Way.AFTER_REVIEW: pgettext_lazy("annual report", "Suits after a review"),
}
CASES: Mapping[str, Any] = {
    Ruling.UPHELD: pgettext_lazy("annual report", "Upheld"),
    Ruling.CORRECTED: pgettext_lazy("annual report", "Corrected"),
    Ruling.OTHERWISE: pgettext_lazy("annual report", "Other result"),
    "": pgettext_lazy("annual report", "Not decided yet"),
    "total": pgettext_lazy("annual report", "Total"),
}
Counted = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: its group, its name, the counts by applicant and the total at the end."""

    group: Any
    name: Any
    counts: tuple[int, ...]
    columns: tuple[Any, ...]

    @property
    def cells(self) -> list[tuple[Any, int]]:
        """Return each count with the name of its column: on a phone it stands before it."""
        return list(zip(self.columns, self.counts, strict=True))


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
        line(RECEIVED, "", applicants(fresh)),
        line(BROUGHT, "", applicants(before)),
        *result_lines(results),
        line(CARRIED, "", applicants(left)),
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
    for name, row, outcomes in LINES:
        counts: Counter[str] = Counter()
        for (outcome, applicant), number in results.items():
            if outcome in outcomes:
                counts[applicant] += number
        yield line(joined(RESULT, GROUPS[row]), name, counts)
    total: Counter[str] = Counter()
    for (_, applicant), number in results.items():
        total[applicant] += number
    yield line(joined(RESULT, TOTAL), "", total)


def joined(part: Any, group: Any) -> str:
    """Return the heading of a group, below that of its part."""
    return pgettext("annual report", "%(part)s %(group)s") % {"part": part, "group": group}


def cases_of(rows: InquiryQuerySet, year: int) -> list[Line]:
    """Return part four: reviews and suits by what was ruled in the year; those that were open at its end besides."""
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    begun = InquiryChallenge.objects.filter(
        inquiry__in=rows.order_by().values("pk"), opened_on__lt=after
    ).exclude(closed_on__lt=first)
    counts: Counted = Counter()
    for way, ruling, closed_on in begun.values_list("way", "ruling", "closed_on"):
        counts[way, ruling if closed_on and closed_on < after else ""] += 1
    lines = []
    for way, name in WAY_NAMES.items():
        by_ruling = [counts[way, ruling] for ruling in (*Ruling, "")]
        lines.append(Line(name, "", (*by_ruling, sum(by_ruling)), tuple(CASES.values())))
    return lines


def fees_of(rows: InquiryQuerySet, year: int) -> list[tuple[Any, int]]:
    """Return what part six says of fees: how many were asked for, over how much, how much was paid in the year."""
    fees = InquiryFee.objects.filter(inquiry__in=rows.order_by().values("pk"))
    asked = fees.filter(asked_on__year=year)
    return [
        (pgettext_lazy("annual report", "Fees asked for"), asked.count()),
        (pgettext_lazy("annual report", "Asked for, in yuan"), summed(asked)),
        (pgettext_lazy("annual report", "Paid, in yuan"), summed(fees.filter(paid_on__year=year))),
    ]


def summed(fees: "QuerySet[InquiryFee]") -> int:
    """Return what fees come to."""
    return int(fees.aggregate(yuan=Sum("yuan"))["yuan"] or 0)


def applicants(rows: InquiryQuerySet) -> Counter[str]:
    """Return how many requests each kind of applicant made."""
    return Counter(rows.values_list("applicant", flat=True))


def line(group: Any, name: Any, counts: Counter[str]) -> Line:
    """Return one row of the table."""
    return Line(group, name, (*(counts[one.value] for one in Applicant), counts.total()), COLUMNS)
