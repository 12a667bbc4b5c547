"""The calendar of a year, and loading its notice."""

import calendar as months
from datetime import MAXYEAR, MINYEAR, date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.actions.calendar import load_year
from zerentian.organization.actions.clocks import set_local_clock
from zerentian.organization.forms.calendar import LocalClockForm, NoticeForm
from zerentian.organization.models import CalendarYear, LocalClock
from zerentian.organization.models.clocks import LOCAL
from zerentian.organization.pages import change_page, sent
from zerentian.organization.punctuation import labelled
from zerentian.organization.rules.calendar import DayKind, WorkCalendar
from zerentian.organization.rules.clocks import CLOCKS
from zerentian.organization.rules.holidays import statutory_days
from zerentian.organization.rules.notices import NoticeDays, known_columns, read_notice
from zerentian.organization.rules.sheets import Problem, read_sheets
from zerentian.organization.rules.tables.cells import Unreadable
from zerentian.organization.template import notice_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@allow("calendar.view")
def calendar_now(request: HttpRequest) -> HttpResponse:
    """Lead to this year's calendar."""
    return HttpResponseRedirect(reverse("organization:calendar-year", args=[actor(request).today.year]))


@require_safe
@allow("calendar.view")
def calendar_year(request: HttpRequest, year: int) -> HttpResponse:
    """A year's days off and weekends worked; estimated when its notice is not loaded."""
    if not MINYEAR < year < MAXYEAR:
        raise Http404
    viewer = actor(request)
    loaded = CalendarYear.objects.filter(year=year).first()
    calendar = CalendarYear.objects.calendar([year])
    named = list(loaded.days.exclude(name="")) if loaded else []
    context = {
        "year": year,
        "years": [year - 1, year, year + 1],
        "loaded": loaded,
        "named": named,
        "estimated": [] if loaded else sorted(statutory_days(year).items()),
        "months": [(month, weeks(calendar, year, month)) for month in range(1, 13)],
        "workdays": sum(
            calendar.is_workday(date.fromordinal(day))
            for day in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
        ),
        "today": viewer.today,
        "may_load": viewer.may("calendar.load"),
    }
    return render(request, "organization/calendar_year.html", context)


def weeks(calendar: WorkCalendar, year: int, month: int) -> list[list[dict[str, Any] | None]]:
    """Return a month's weeks from Monday on; None for days of its neighbours."""
    rows = months.Calendar().monthdatescalendar(year, month)
    return [[cell(calendar, day) if day.month == month else None for day in row] for row in rows]


def cell(calendar: WorkCalendar, day: date) -> dict[str, Any]:
    """Return a day with its kind and whether it breaks the rhythm of the week."""
    kind = calendar.kind(day)
    usual = DayKind.REST if day.weekday() >= 5 else DayKind.WORKDAY
    sign = "班" if kind is DayKind.WORKDAY else "休"
    return {"day": day, "kind": kind.value, "sign": "" if kind is usual else sign}


@require_safe
@allow("calendar.view")
def clock_list(request: HttpRequest) -> HttpResponse:
    """Every clock with its length, extension, article and law; local ones as they are set here."""
    viewer, book = actor(request), LocalClock.objects.rulebook()
    context = {
        "clocks": [book.clock(rule_id, viewer.today) for rule_id in CLOCKS],
        "set_here": set(book.changes),
        "coming": LocalClock.objects.filter(since__gt=viewer.today).order_by("since"),
        "may_set": viewer.may("calendar.load"),
    }
    return render(request, "organization/clocks.html", context)


@allow("calendar.load")
def clock_set(request: HttpRequest, rule_id: str) -> HttpResponse:
    """Set how long a local clock runs, by which document, from which day on."""
    account = actor(request)
    if rule_id not in LOCAL:
        raise Http404(rule_id)
    standing = LocalClock.objects.rulebook().clock(rule_id, account.today)
    given = {name: getattr(standing, name) for name in ("length", "measure", "extension")}
    law = {} if standing == CLOCKS[rule_id] else {"law": standing.law}
    form = LocalClockForm(sent(request), initial={**given, **law, "since": account.today})

    def act(data: dict[str, Any]) -> None:
        set_local_clock(rule_id=rule_id, **data, by=account, now=now())

    return change_page(
        request,
        form,
        act,
        title=labelled(_("Set a local clock"), standing.start if in_chinese() else standing.start_en),
        intro=_("It holds for what starts on that day or later; a day that was promised stays."),
        button=_("Set it"),
        done=_("Set. Clocks that start from that day on run by it."),
        back=reverse("organization:clocks"),
    )


def in_chinese() -> bool:
    """Tell whether the reader reads Chinese."""
    return (get_language() or "").startswith("zh")


@allow("calendar.load")
@takes(limits.a_table)
def calendar_load(request: HttpRequest) -> HttpResponse:
    """Load a year's holiday notice from a table; problems are named with row, column and remedy."""
    account = actor(request)
    year = account.today.year + 1
    form = NoticeForm(sent(request), request.FILES or None, initial={"year": year})
    problems: list[Problem] = []

    def act(data: dict[str, Any]) -> None:
        days, found = read_upload(data)
        problems.extend(found)
        if found:
            raise NotAllowed(_("Nothing was loaded: please mend the rows named below."))
        rest = {name: data[name] for name in ("year", "notice", "issued_on")}
        load_year(days=days, source=data["file"].name, by=account, now=now(), **rest)

    return change_page(
        request,
        form,
        act,
        title=_("Load a holiday notice"),
        button=_("Load the notice"),
        done=_("The notice is loaded; estimated deadlines were reckoned again."),
        back=reverse("organization:calendar"),
        template="organization/calendar_load.html",
        context={"problems": problems},
    )


def read_upload(data: dict[str, Any]) -> tuple[NoticeDays, list[Problem]]:
    """Return the days of an uploaded table, or what is wrong with it."""
    try:
        sheets = read_sheets(data["file"].read(), data["file"].name, known_columns)
    except Unreadable as error:
        return {}, [Problem(data["file"].name, 0, "", str(error))]
    return read_notice(max(sheets, key=lambda sheet: known_columns(sheet.headings)), data["year"])


@require_safe
@allow("calendar.load")
def calendar_template(request: HttpRequest) -> HttpResponse:
    """Download the empty table for a notice."""
    headers = {"Content-Disposition": 'attachment; filename="holiday-notice.xlsx"'}
    return HttpResponse(notice_template(), content_type=XLSX, headers=headers)
