"""The patrol sheet for the phone, a patrol with what it found, and the one press that opens a finding."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page
from zerentian.organization.punctuation import listed
from zerentian.organization.rules.places import row_key
from zerentian.rectification.actions.patrols import open_from_patrol, record_patrols
from zerentian.rectification.forms.patrols import SeenForm, SheetForm
from zerentian.rectification.models import Finding, Patrol, RiskPoint

MOST_POINTS = 30
CHOICES = 200


@allow("risk.patrol")
@takes(limits.evidence)
def patrol_sheet(request: HttpRequest) -> HttpResponse:
    """Choose the places of a round, then answer their checklists on one sheet, and send it once."""
    account = actor(request)
    asked = request.POST if request.method == "POST" else request.GET
    points = chosen(asked.getlist("point"), account)
    sent, gone = request.method == "POST", left_out(asked.getlist("point"), points, account)
    if gone and not (sent and points):
        messages.warning(request, gone)
    if not points and sent:
        if not gone:
            messages.warning(request, gettext("Tick at least one place."))
        return redirect("risks:patrol-sheet")
    if not points:
        return choice_of_points(request, account)
    data, files = (request.POST, request.FILES) if sent else (None, None)
    sheet = SheetForm(data, account=account)
    parts = [SeenForm(data, files, point=point, account=account) for point in points]
    # Every part is asked, so that all errors are shown at once.
    whole = all([sheet.is_valid(), *(part.is_valid() for part in parts)])
    if sent and gone:
        whole = False
        sheet.add_error(None, gone)
    if sent and whole and (made := recorded(sheet, parts, account)):
        return after(request, made)
    keys = "-".join(str(point.pk) for point in points)
    context = {"parts": parts, "points": points, "keys": keys, "wrong": sent and not whole}
    return form_page(request, "rectification/patrol_sheet.html", sheet, context, beside=parts)


def numbers_of(keys: list[str]) -> list[int]:
    """Return the keys that may be points'."""
    return [key for key in map(row_key, keys) if key]


def left_out(keys: list[str], points: list[RiskPoint], account: Account) -> str:
    """Return in a sentence which of the places asked for are not on the sheet, and why; nothing where all are."""
    lacking = set(numbers_of(keys)) - {point.pk for point in points}
    if not lacking:
        return ""
    rows = RiskPoint.objects.visible_to(account).filter(pk__in=lacking).order_by("pk")
    named = [str(point) for point in rows[:MOST_POINTS]]
    told = {
        "places": listed(named) or gettext("%(n)d places") % {"n": len(lacking)},
        "most": MOST_POINTS,
    }
    return (
        gettext(
            "Not on this sheet: %(places)s. They are written off, not yours to patrol, or more than %(most)d at once."
            " Nothing of it was recorded; look at what is left and send it again."
        )
        % told
    )


def chosen(keys: list[str], account: Account) -> list[RiskPoint]:
    """Return the points on the register of some keys that the account may patrol, in their order."""
    numbers = list(dict.fromkeys(numbers_of(keys)))
    rows = RiskPoint.objects.kept().visible_to(account).select_related("unit", "kind")
    found = {point.pk: point for point in rows.filter(pk__in=numbers[:MOST_POINTS])}
    points = [found[number] for number in numbers if number in found]
    return [point for point in points if account.may("risk.patrol", point.path)]


def choice_of_points(request: HttpRequest, account: Account) -> HttpResponse:
    """Show which places a round may visit: those due first, ticked when they are the account's own."""
    moment = now()
    rows = RiskPoint.objects.kept().allowed(account, "risk.patrol").select_related("unit", "kind")
    soonest = F("patrol_due").asc(nulls_last=True)
    rows = rows.prefetch_related("unit__periods").order_by(soonest, "path", "pk")[:CHOICES]
    due = set(RiskPoint.objects.to_patrol_by(account, moment).values_list("pk", flat=True)[:MOST_POINTS])
    points = sorted(rows, key=lambda point: point.pk not in due)
    listed = [(point, point.light(account.today), point.pk in due) for point in points]
    return render(request, "rectification/patrol_choice.html", {"points": listed, "most": MOST_POINTS})


def recorded(sheet: SheetForm, parts: list[SeenForm], account: Account) -> list[Patrol]:
    """Record the round; a refusal is said on the sheet and nothing is recorded."""
    said = sheet.cleaned_data
    clock = said["clock"].strftime("%H:%M") if said["clock"] else ""
    try:
        return record_patrols(
            [part.seen() for part in parts],
            patrolled_on=said["patrolled_on"],
            clock=clock,
            weather=said["weather"],
            by=account,
            now=now(),
        )
    except NotAllowed as refusal:
        sheet.add_error(None, str(refusal))
        return []


def after(request: HttpRequest, made: list[Patrol]) -> HttpResponse:
    """Lead on: to the patrol that found something wrong, else to the desk's list."""
    text = ngettext("%(n)d patrol recorded.", "%(n)d patrols recorded.", len(made)) % {"n": len(made)}
    messages.success(request, text)
    wrong = [patrol for patrol in made if patrol.abnormal]
    if wrong:
        messages.warning(
            request, gettext("Something was wrong: one press on the item opens a finding of it.")
        )
        return redirect("risks:patrol-detail", wrong[0].pk)
    return redirect("risks:risk-list") if len(made) > 1 else redirect("risks:risk-detail", made[0].point_id)


def visible_patrol(request: HttpRequest, pk: int) -> Patrol:
    """Return a patrol that the account may read, else 404."""
    rows = Patrol.objects.visible_to(actor(request)).select_related(
        "point__unit", "point__kind", "checklist", "patrolled_by"
    )
    patrol: Patrol = get_object_or_404(rows, pk=pk)
    return patrol


@allow("risk.view")
@require_safe
def patrol_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a patrol, item by item; a finding stands beside what was wrong, or the button that opens it."""
    account, patrol = actor(request), visible_patrol(request, pk)
    found = Finding.objects.visible_to(account).filter(source_ref=patrol.ref)
    opened = {finding.source_number: finding for finding in found}
    context = {
        "patrol": patrol,
        "point": patrol.point,
        "rows": [(at, one, opened.get(str(at))) for at, one in enumerate(patrol.answers, 1)],
        "may_open": account.may("finding.open", patrol.path),
        "files": patrol.files.select_related("file"),
        "others": patrol.point.patrols.exclude(pk=patrol.pk)[:5],
        "entries": Entry.objects.about(patrol.ref),
    }
    return render(request, "rectification/patrol_detail.html", context)


@allow("finding.open")
@require_POST
def patrol_follow(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Open a finding from an abnormal item, by one press."""
    patrol = visible_patrol(request, pk)
    try:
        finding = open_from_patrol(patrol, item=item, by=actor(request), now=now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("risks:patrol-detail", patrol.pk)
    messages.success(request, gettext("Opened. Now somebody is put in charge of it."))
    return redirect("rectification:finding-detail", finding.pk)
