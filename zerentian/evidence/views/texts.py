"""Two texts side by side, what differs marked: a person reads both and decides, as on two photos."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from zerentian.evidence import actions
from zerentian.evidence.forms import TextJudgementForm
from zerentian.evidence.models import Pair
from zerentian.evidence.models.pairs import decidable, own_of
from zerentian.evidence.rules.pairs import common_path
from zerentian.evidence.rules.repeated import digest, marked, pieces, share
from zerentian.evidence.views.files import reader
from zerentian.evidence.wordings import WORDINGS, Told, told
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import allow
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page, sent
from zerentian.organization.subjects import page_of


@allow("evidence.view")
def texts_beside(request: HttpRequest, kind: str, first: int, second: int) -> HttpResponse:
    """Show two records of a kind that are told in words; once somebody has decided, lead to the page of the pair."""
    low, high = (f"{kind}:{key}" for key in sorted((first, second)))
    pair = Pair.objects.visible_to(reader(request)).filter(sort="text", first=low, second=high).first()
    if pair:
        return redirect("evidence:pair-detail", pair.mark)
    return text_page(request, low, high)


def text_page(request: HttpRequest, first: str, second: str) -> HttpResponse:
    """Show what two records say, and take the decision of who may; 404 for who may not read both."""
    account = reader(request)
    one, other = told(account, first, second)
    if one is None or other is None or first == second:
        raise Http404
    pair = Pair.objects.filter(sort="text", first=first, second=second).first()
    seen = digest(one.text, other.text)
    form = TextJudgementForm(sent(request), initial={"seen": seen})
    if form.is_valid():
        try:
            pair = actions.judge_texts(first, second, by=account, now=now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Decided and recorded."))
            return redirect("evidence:pair-detail", pair.mark)
    context = {
        "pair": pair,
        "share": share(pieces(one.text), pieces(other.text)),
        "sides": [
            (one, page_of(first), marked(one.text, other.text)),
            (other, page_of(second), marked(other.text, one.text)),
        ],
        "may_decide": not (pair and pair.outcome) and may_decide_on(one, other, account),
    }
    return form_page(request, "evidence/pair_texts.html", form, context | story_of(pair, one, other, account))


def may_decide_on(one: Told, other: Told, account: Account) -> bool:
    """Tell whether an account that reads two records may decide on them: in its reach, and neither its own words."""
    kind, path = one.ref.partition(":")[0], common_path([one.path, other.path])
    wording = WORDINGS[kind]
    keys = [told.ref.partition(":")[2] for told in (one, other)]
    own = wording.wrote(account).filter(pk__in=keys).exists()
    return not own and any(account.may(right, path) for right in wording.rights)


def story_of(pair: Pair | None, one: Told, other: Told, account: Account) -> dict[str, object]:
    """Return what was decided on two records and when, and whether one says something else since."""
    if pair is None:
        return {"judgements": [], "entries": [], "may_take_back": False, "changed": False}
    judgements = list(pair.judgements.select_related("by"))
    newest = judgements[-1].at if judgements else None
    mine = Pair.objects.filter(decidable(account), pk=pair.pk).exclude(own_of(account))
    return {
        "judgements": judgements,
        "entries": Entry.objects.about(pair.ref),
        "may_take_back": bool(pair.outcome) and mine.exists(),
        "changed": bool(pair.outcome) and newest is not None and max(one.since, other.since) > newest,
    }
