"""Letters of responsibility as Word, PDF or a page, with what proves them inside."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zerentian.duties.models import Letter, LetterVersion
from zerentian.duties.rules.letters import LetterState
from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.reports.actions.printing import print_paper
from zerentian.reports.duty_letters import letter_paper
from zerentian.reports.views.letters import TYPES, sent


@allow("letter.view")
@require_safe
@never_cache
def duty_letter(request: HttpRequest, pk: int, version: int, form: str) -> HttpResponse:
    """Print one text of a letter that was sent, with its signatures so far."""
    account = actor(request)
    rows = Letter.objects.visible_to(account).exclude(state=LetterState.DRAFTED)
    letter = get_object_or_404(rows.select_related("unit", "of_unit", "of_post"), pk=pk)
    text = get_object_or_404(LetterVersion.objects.filter(letter=letter), version=version)
    if form not in TYPES:
        raise Http404(form)
    text.letter = letter
    document = letter_paper(text, viewer=account, now=now())
    files = print_paper(letter, document, kind="duty_letter", forms=(form,), by=account, now=now())
    return sent(files[form], TYPES[form], f"responsibility-{document.number}.{form}", shown=form == "html")
