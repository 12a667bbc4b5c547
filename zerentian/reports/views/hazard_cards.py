"""Papers of a geological hazard point as Word and PDF: cards in three copies, the plan of the point."""

from collections.abc import Callable, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import LOCAL
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account
from zerentian.rectification.cards import CardPaper, plan_table
from zerentian.rectification.models import RiskPoint
from zerentian.rectification.views.hazard_prints import cards_page
from zerentian.rectification.views.hazards import geological
from zerentian.reports.render.cards import CardSheet, Taken, cards_docx, cards_pdf
from zerentian.reports.views.letters import TYPES

MADE: dict[str, Callable[[Sequence[CardSheet], str, Taken], bytes]] = {"docx": cards_docx, "pdf": cards_pdf}


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
        return sent(sheets, point, f"{card}-{point.pk}", form, actor(request))

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
        return sent([sheet], point, f"plan-{point.pk}", form, actor(request))


def copies(paper: CardPaper) -> list[CardSheet]:
    """Return a card in as many copies as sign for it."""
    return [CardSheet(paper.title, head, paper.lines, paper.signed) for head in paper.copies]


def sent(
    sheets: Sequence[CardSheet], point: RiskPoint, name: str, form: str, account: Account
) -> HttpResponse:
    """Send pages as a file that nothing on the way keeps."""
    taken = Taken(account.name, now().astimezone(LOCAL))
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "no-store"}
    data = MADE[form](sheets, point.unit.name, taken)
    return HttpResponse(data, content_type=TYPES[form], headers=headers)
