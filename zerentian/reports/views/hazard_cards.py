"""Papers of a geological hazard point as Word and PDF: cards in three copies, plan, route sheet, roll call, roster."""

from collections.abc import Callable, Sequence
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import LOCAL
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account
from zerentian.rectification.cards import CardPaper, issuer_over, plan_table, route_sheet, way_back
from zerentian.rectification.hazard_tables import TablePaper, roster
from zerentian.rectification.models import RiskPoint
from zerentian.rectification.models.hazards import on_duty
from zerentian.rectification.views.hazard_prints import cards_page, look_page
from zerentian.rectification.views.hazards import geological
from zerentian.reports.render.cards import CardSheet, Taken, cards_docx, cards_pdf
from zerentian.reports.render.grids import Grid, grid_docx, grid_pdf
from zerentian.reports.views.letters import TYPES

MADE: dict[str, Callable[[Sequence[CardSheet], str, Taken], bytes]] = {"docx": cards_docx, "pdf": cards_pdf}
GRIDS: dict[str, Callable[[Grid, str, Taken], bytes]] = {"docx": grid_docx, "pdf": grid_pdf}


@never_cache
@allow("risk.patrol", "household.keep")
@require_POST
def cards(request: HttpRequest, pk: int, card: str, form: str) -> HttpResponse:
    """Send the cards of a point as a file, for the reason that the form states; the right is asked with it.

    Always in Chinese: a household keeps one.
    """
    if form not in MADE:
        raise Http404

    def shown(papers: list[CardPaper], point: RiskPoint) -> HttpResponse:
        sheets = [sheet for paper in papers for sheet in copies(paper)]
        return sent(sheets, papers[0].title, point, form, actor(request))

    with override("zh-hans"):
        return cards_page(request, pk, card, shown)


@allow("risk.view")
@require_safe
def plan(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Send the plan of a point as a file: posts and counts, no names."""
    point = geological(request, pk)
    if form not in MADE:
        raise Http404
    with override("zh-hans"):
        paper = plan_table(point)
        sheet = CardSheet(paper.title, paper.number, paper.lines, paper.signed)
        return sent([sheet], paper.title, point, form, actor(request))


@allow("risk.view")
@require_safe
def route(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Send the way to safety at a point as a file, to be hung up: no names."""
    point = geological(request, pk)
    if form not in MADE:
        raise Http404
    with override("zh-hans"):
        paper = route_sheet(point)
        foot = f"{way_back()}\n{paper.issuer}"
        sheet = CardSheet(paper.title, paper.number, paper.lines, foot, hung_up=True)
        return sent([sheet], paper.title, point, form, actor(request))


@never_cache
@allow("household.keep")
@require_POST
def roll(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Send the roll call of a point as a file, for the reason that the form states; the right is asked with it."""
    if form not in GRIDS:
        raise Http404

    def shown(paper: TablePaper, point: RiskPoint) -> HttpResponse:
        name = f"{paper.title} {point.number}"
        return sent_grid(paper, issuer_over(point.unit), name, form, actor(request))

    with override("zh-hans"):
        return look_page(request, pk, shown)


@allow("risk.view")
@require_safe
def duty_roster(request: HttpRequest, form: str) -> HttpResponse:
    """Send which posts are on duty from today on as a file, to be hung up."""
    account = actor(request)
    shifts = list(on_duty(account))
    if form not in GRIDS or not shifts:
        raise Http404
    with override("zh-hans"):
        units = account.units_on(account.today)
        issuer = issuer_over(units[0] if units else shifts[0].unit)
        paper = roster(shifts, issuer)
        return sent_grid(paper, issuer, f"{paper.title} {account.today}", form, account)


def copies(paper: CardPaper) -> list[CardSheet]:
    """Return a card in as many copies as sign for it."""
    return [CardSheet(paper.title, head, paper.lines, paper.signed) for head in paper.copies]


def sent(
    sheets: Sequence[CardSheet], title: str, point: RiskPoint, form: str, account: Account
) -> HttpResponse:
    """Send pages as a file that nothing on the way keeps, called by what it is and the point's number."""
    made = MADE[form](sheets, issuer_over(point.unit), taken_by(account))
    return as_file(made, f"{title} {point.number}", form)


def sent_grid(paper: TablePaper, issuer: str, name: str, form: str, account: Account) -> HttpResponse:
    """Send a table as a file that nothing on the way keeps."""
    grid = Grid(paper.title, paper.under, paper.columns, paper.printed, paper.foot)
    return as_file(GRIDS[form](grid, issuer, taken_by(account)), name, form)


def taken_by(account: Account) -> Taken:
    """Return who takes a file, and when by the local clock."""
    return Taken(account.name, now().astimezone(LOCAL))


def as_file(data: bytes, name: str, form: str) -> HttpResponse:
    """Return the answer that carries a file."""
    named = f"attachment; filename*=UTF-8''{quote(f'{name}.{form}')}"
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return HttpResponse(data, content_type=TYPES[form], headers=headers)
