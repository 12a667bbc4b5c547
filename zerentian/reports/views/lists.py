"""Lists of findings, the register of risk points, and who answers for what, as Word and Excel, as their pages show."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.http import require_POST

from zerentian.duties.forms.matrix import MatrixFilter
from zerentian.duties.listed.matrix import sheet_rows
from zerentian.duties.views.matrix import asked_matrix
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import LOCAL, chinese_day
from zerentian.organization.access import actor, allow
from zerentian.organization.actions.tables import Source, note_table, numbered, take_table
from zerentian.organization.listing.asked import Asked
from zerentian.organization.lists import Look
from zerentian.organization.models import Account
from zerentian.organization.once import repeatable
from zerentian.organization.rules.tables.leaving import stated_of_file
from zerentian.rectification.listed import FINDINGS, RISKS
from zerentian.rectification.lists import TITLES, SheetOf
from zerentian.rectification.views.lists import asked_list
from zerentian.rectification.views.risk_lists import asked_register
from zerentian.reports.render.listed import list_docx

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@allow("finding.view")
@require_POST
@repeatable("the same table may be taken again: each time is an export of its own")
def finding_list(request: HttpRequest, which: str, form: str) -> HttpResponse:
    """Send one of the three lists, narrowed as its page was; in Chinese, as it goes to the county."""
    if which not in TITLES or form not in TYPES:
        raise Http404
    account = actor(request)
    with override("zh-hans"):
        sheet = asked_list(Asked(FINDINGS, request.GET, Look(account, now())), which)
        data = made(sheet, form, "finding.view", account)
    headers = {"Content-Disposition": f'attachment; filename="{which}.{form}"', "Cache-Control": "no-store"}
    return HttpResponse(data, content_type=TYPES[form], headers=headers)


@allow("risk.view")
@require_POST
@repeatable("the same table may be taken again: each time is an export of its own")
def risk_register(request: HttpRequest, form: str) -> HttpResponse:
    """Send the register of risk points, narrowed as its page was; in Chinese, as it goes to the county."""
    if form not in TYPES:
        raise Http404
    account = actor(request)
    with override("zh-hans"):
        sheet = asked_register(Asked(RISKS, request.GET, Look(account, now())))
        data = made(sheet, form, "risk.view", account)
    headers = {"Content-Disposition": f'attachment; filename="risks.{form}"', "Cache-Control": "no-store"}
    return HttpResponse(data, content_type=TYPES[form], headers=headers)


@allow("duty.view")
@require_POST
@repeatable("the same table may be taken again: each time is an export of its own")
def duty_matrix(request: HttpRequest, form: str) -> HttpResponse:
    """Send who answers for what as of a day, as its page was asked for; in Chinese."""
    account = actor(request)
    with override("zh-hans"):
        found = asked_matrix(MatrixFilter(request.GET or None, account=account), account)
        if form not in TYPES or found is None:
            raise Http404
        headings, rows = sheet_rows(found)
        title = f"{found.unit.name_on(found.on)}一岗双责明细表（{chinese_day(found.on)}）"
        data = made(SheetOf("matrix", title, headings, tuple(rows)), form, "duty.view", account)
    headers = {"Content-Disposition": f'attachment; filename="matrix.{form}"', "Cache-Control": "no-store"}
    return HttpResponse(data, content_type=TYPES[form], headers=headers)


def made(sheet: SheetOf, form: str, right: str, account: Account) -> bytes:
    """Return a list as a file, with the entry that it left the office; who took it and when stands on it."""
    moment, source = now(), Source(subject=f"sheet:{sheet.code}", right=right)
    taken, count = f"{account.name} {moment.astimezone(LOCAL):%Y-%m-%d %H:%M} 导出", len(sheet.rows)
    if form == "xlsx":
        rows = [sheet.headings, *sheet.rows]
        return take_table(rows, form=form, taken=taken, source=source, count=count, by=account, now=moment)
    units = account.units_on(account.today)
    named = f"{units[0].name}　" if units else ""
    subtitle = f"{named}{chinese_day(account.today)}，共{count}条"
    word = list_docx(sheet.title, subtitle, sheet.headings, sheet.rows, numbered(taken))
    note_table(source, rows=count, form=form, stated=stated_of_file(word), by=account, now=moment)
    return word
