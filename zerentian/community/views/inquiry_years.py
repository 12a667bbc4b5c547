"""The yearly table of requests for information, on the screen and as a spreadsheet."""

from collections.abc import Iterable, Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from zerentian.community.models import Inquiry
from zerentian.community.yearly import CASES, COLUMNS, Line, cases_of, fees_of, table_of
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.access import actor, allow
from zerentian.organization.actions.tables import Source, take_table
from zerentian.organization.models import Account
from zerentian.organization.once import repeatable

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
EARLIEST = 2008  # the year in which the rule came into force first


@allow("inquiry.view")
@require_safe
def inquiry_year(request: HttpRequest) -> HttpResponse:
    """Show the yearly table of the annual report over the requests that the account may see."""
    account = actor(request)
    year = year_in(request, account)
    context = {
        "year": year,
        "before": year - 1 if year > EARLIEST else None,
        "after": year + 1 if year < account.today.year else None,
        "columns": COLUMNS,
        "lines": table_of(Inquiry.objects.visible_to(account), year),
        "case_columns": CASES.values(),
        "cases": cases_of(Inquiry.objects.visible_to(account), year),
        "fees": fees_of(Inquiry.objects.visible_to(account), year),
    }
    return render(request, "community/inquiry_year.html", context)


@allow("inquiry.view")
@require_POST
@repeatable("the same table may be taken again: each time is an export of its own")
def inquiry_year_file(request: HttpRequest, form: str) -> HttpResponse:
    """Send the yearly table as a spreadsheet, for whoever draws the annual report up."""
    if form not in TYPES:
        raise Http404(form)
    account = actor(request)
    year = year_in(request, account)
    heading = [pgettext("inquiry", "Result"), "", *map(str, COLUMNS)]
    seen = Inquiry.objects.visible_to(account)
    rows = [heading, *line_rows(table_of(seen, year)), [], ["", "", *map(str, CASES.values())]]
    rows += [
        *line_rows(cases_of(seen, year)),
        [],
        *([str(name), str(number)] for name, number in fees_of(seen, year)),
    ]
    title = f"{_('Yearly table')} {year}"
    taken = f"{title} · {account.name} {local_day(now())}"
    source, count = Source(subject=f"inquiry_year:{year}", right="inquiry.view"), sum(map(bool, rows)) - 2
    content = take_table(rows, form=form, taken=taken, source=source, count=count, by=account, now=now())
    name = content_disposition_header(True, f"{title}.{form}") or "attachment"
    return HttpResponse(content, content_type=TYPES[form], headers={"Content-Disposition": name})


def line_rows(lines: Iterable[Line]) -> Iterator[list[str]]:
    """Yield lines of the yearly table as rows of a sheet."""
    for one in lines:
        yield [str(one.group), str(one.name), *map(str, one.counts)]


def year_in(request: HttpRequest, account: Account) -> int:
    """Return the year that the address names, between the rule's first and the one that runs; this one by default."""
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdecimal() and len(wanted) == 4 else account.today.year
    return min(max(year, EARLIEST), account.today.year)
