"""Open311 GeoReport v2: what may be told, told with a key, and what became of it, for whoever has its code.

Public are the categories of the public form that accuse nobody. A list holds published answers alone; a code opens
where its concern stands, never what was said in it. What is shielded is not found, whoever asks.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from zerentian.casework.actions import receive_concern
from zerentian.casework.codes import as_typed
from zerentian.casework.models import Category, Concern, PublicAnswer
from zerentian.casework.models.categories import CategoryQuerySet
from zerentian.casework.models.concerns import ConcernQuerySet, shielded
from zerentian.casework.models.replies import PublicAnswerQuerySet
from zerentian.casework.rules.concerns import Channel, Group, Kind, State
from zerentian.exchange.forms.georeport import said_in, submission_of, text_in
from zerentian.exchange.rules import georeport
from zerentian.exchange.rules.georeport import FORMATS, STATUSES, Wrong
from zerentian.exchange.views.georeport_described import DEFINES, DISCOVERS, LISTS, OFFERS, RECEIVES, TELLS
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden, View, public
from zerentian.organization.actions.keys import holder_of
from zerentian.organization.api import described
from zerentian.organization.models import AccessKey, Unit
from zerentian.organization.rules.keys import token_in
from zerentian.organization.rules.rights import Kind as UnitKind

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-11-28T00:00:00+08:00"
ANSWER = "answer-"
ACCUSING = (Kind.COMPLAINT, Kind.WRONGDOING)
NO_KEY = "Missing or Invalid API Key"
NOTICE = "请保存 service_request_id，凭它可随时查询办理进度 · keep the service_request_id: it shows how this stands"
Told = tuple[str, object]


def tells(view: Callable[..., Told]) -> View:
    """Answer in the format that the address ends with, errors as well; a foreign program needs no session."""

    @wraps(view)
    def answered(request: HttpRequest, form: str, **kwargs: Any) -> HttpResponse:
        if form not in FORMATS:
            return written("xml", 404, *errors(404, "the format was not found: xml or json"))
        try:
            name, told = view(request, **kwargs)
        except Wrong as wrong:
            return written(form, wrong.status, *errors(wrong.status, wrong.description))
        return written(form, 201 if request.method == "POST" else 200, name, told)

    opened: View = public(csrf_exempt(never_cache(answered)))
    return opened


def written(form: str, status: int, name: str, told: object) -> HttpResponse:
    """Return an answer in its format."""
    content = georeport.as_xml(name, told) if form == "xml" else georeport.as_json(told)
    return HttpResponse(content, status=status, content_type=FORMATS[form])


def errors(status: int, description: str) -> Told:
    """Return an error as the specification words one."""
    return "errors", [{"code": status, "description": description}]


@described(get=DISCOVERS)
@require_safe
@tells
def discovery(request: HttpRequest) -> Told:
    """Tell which address speaks which version, and where a key is to be had."""
    first = reverse("exchange:georeport-services", args=["xml"]).removesuffix("/services.xml")
    endpoint = {
        "specification": SPECIFICATION,
        "url": request.build_absolute_uri(first),
        "changeset": CHANGESET,
        "type": "production",
        "formats": [kind.split(";")[0] for kind in FORMATS.values()],
    }
    contact = request.build_absolute_uri("/ask/")
    return "discovery", {
        "changeset": CHANGESET,
        "contact": contact,
        "key_service": request.build_absolute_uri("/account/"),
        "endpoints": [endpoint],
    }


@described(get=OFFERS)
@require_safe
@tells
def services(request: HttpRequest) -> Told:
    """List what may be told: the public categories of a jurisdiction."""
    return "services", [service(one) for one in offered(jurisdiction(request.GET))]


@described(get=DEFINES)
@require_safe
@tells
def service_definition(request: HttpRequest, code: str) -> Told:
    """Tell what is asked besides for a service."""
    category = category_of(jurisdiction(request.GET), code)
    return "service_definition", georeport.definition(category.code, category.asked)


@described(get=LISTS, post=RECEIVES)
@sensitive_post_parameters()
@tells
def requests(request: HttpRequest) -> Told:
    """List published answers; or, by POST with a key, receive a concern."""
    if request.method == "POST":
        return "service_requests", [received(request)]
    if request.method not in ("GET", "HEAD"):
        raise Wrong(400, "requests are read by GET and sent by POST")
    return "service_requests", listed(request.GET, jurisdiction(request.GET))


@described(get=TELLS)
@require_safe
@tells
def request_told(request: HttpRequest, code: str) -> Told:
    """Tell how one request stands."""
    return "service_requests", [one_told(jurisdiction(request.GET, needed=False), code)]


def jurisdiction(data: Mapping[str, str], *, needed: bool = True) -> Unit | None:
    """Return the township of a ``jurisdiction_id``, its code; raises Wrong. There may be only one.

    With ``needed`` False none stands for all: a code is the only one of its kind wherever it was given.
    """
    there = {one.code: one for one in Unit.objects.filter(kind=UnitKind.TOWNSHIP).on(local_day(now()))}
    code = data.get("jurisdiction_id", "").strip()
    if code:
        if code not in there:
            raise Wrong(404, "jurisdiction_id provided was not found")
        return there[code]
    if len(there) == 1:
        return next(iter(there.values()))
    if needed:
        raise Wrong(400, "jurisdiction_id was not provided")
    return None


def public_categories(township: Unit | None) -> CategoryQuerySet:
    """Return the categories of the public form that are about no one of the office, retired ones among them."""
    rows: CategoryQuerySet = Category.objects.exclude(kind__in=ACCUSING).exclude(group=Group.CONDUCT)
    return rows.filter(unit=township) if township else rows


def offered(township: Unit | None) -> CategoryQuerySet:
    """Return the public categories under which something may be told today."""
    return public_categories(township).in_use()


def category_of(township: Unit | None, code: str) -> Category:
    """Return a public category by its code; raises Wrong."""
    found: Category | None = offered(township).filter(code=code).first()
    if found is None:
        raise Wrong(404, "service_code was not found")
    return found


def service(category: Category) -> dict[str, object]:
    """Return a category as a service."""
    return {
        "service_code": category.code,
        "service_name": category.name,
        "description": category.hint or category.name,
        "metadata": bool(category.asked),
        "type": "realtime",
        "keywords": category.name,
        "group": str(category.get_group_display()),
    }


def open_concerns(township: Unit | None) -> ConcernQuerySet:
    """Return the concerns of which something may be told: of public categories, and accusing nobody."""
    rows: ConcernQuerySet = Concern.objects.filter(
        category__in=public_categories(township).order_by()
    ).exclude(shielded())
    return rows.select_related("unit", "category", "lead")


def listed(data: Mapping[str, str], township: Unit | None) -> list[dict[str, object]]:
    """List the published answers that were asked for, the newest first."""
    if wanted := georeport.read_words(data.get("service_request_id", "")):
        return [one_told(township, code) for code in sorted(wanted)[: georeport.MOST_REQUESTS]]
    first, last = georeport.read_range(data.get("start_date", ""), data.get("end_date", ""), now())
    statuses = georeport.read_words(data.get("status", "")) or set(STATUSES)
    if not statuses <= set(STATUSES):
        raise Wrong(400, "status must be open or closed")
    concerns = open_concerns(township)
    if codes := georeport.read_words(data.get("service_code", "")):
        concerns = concerns.filter(category__code__in=codes)
    answers = published().filter(
        concern__in=concerns.order_by(), concern__received_at__gte=first, concern__received_at__lte=last
    )
    newest = answers.order_by("-concern__received_at", "-pk")[: georeport.MOST_REQUESTS]
    return [told for one in newest if (told := answer_told(one))["status"] in statuses]


def published() -> PublicAnswerQuerySet:
    """Return the answers that stand on the public pages."""
    rows: PublicAnswerQuerySet = PublicAnswer.objects.standing()
    return rows.select_related("concern__unit", "concern__category", "concern__lead")


def one_told(township: Unit | None, code: str) -> dict[str, object]:
    """Tell a published answer by its number, or how a concern stands by its code; raises Wrong for any other."""
    concerns = open_concerns(township)
    number = code.removeprefix(ANSWER)
    if code.startswith(ANSWER) and number.isascii() and number.isdecimal() and len(number) < 19:
        answer = published().filter(pk=int(number), concern__in=concerns.order_by()).first()
        if answer is not None:
            return answer_told(answer)
    concern = concerns.filter(code=as_typed(code)).first()
    if concern is None:
        raise Wrong(404, "service_request_id was not found")
    return standing(concern, concern.code)


def standing(concern: Concern, number: str) -> dict[str, object]:
    """Tell where a concern stands, by days; nothing of what was said, of where, or by whom."""
    day = local_day(concern.received_at)
    category = concern.category
    return {
        "service_request_id": number,
        "status": "open" if concern.is_open or concern.state == State.QUEUED else "closed",
        "status_notes": None,
        "service_name": category.name if category else None,
        "service_code": category.code if category else None,
        "description": None,
        "agency_responsible": (concern.lead or concern.unit).name,
        "service_notice": None,
        "requested_datetime": moment(day, time.min),
        "updated_datetime": moment(concern.closed_on or concern.answered_on or day, time.min),
        "expected_datetime": moment(concern.due, time(23, 59, 59)) if concern.due else None,
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def moment(day: date, at: time) -> str:
    """Return a day of ours as a time with its zone: to the day is enough for everybody else."""
    return datetime.combine(day, at, timezone.get_default_timezone()).isoformat()


def answer_told(answer: PublicAnswer) -> dict[str, object]:
    """Tell a published answer: its words are those that were made public."""
    words = f"{answer.title}\n{answer.question}"[: georeport.MOST_DESCRIPTION]
    return standing(answer.concern, f"{ANSWER}{answer.pk}") | {
        "status_notes": answer.answer,
        "description": words,
        "updated_datetime": moment(local_day(answer.published_at), time.min),
    }


def received(request: HttpRequest) -> dict[str, object]:
    """Receive a concern as the account of the key, by the action of every other door; raises Wrong."""
    key = key_of(request)
    township = jurisdiction(request.POST)
    if not (code := text_in(request.POST, "service_code")):
        raise Wrong(400, "service_code was not provided")
    category = category_of(township, code)
    unit = category.unit
    today = local_day(now())
    villages = {one.code: one for one in Unit.objects.under(unit, today).filter(kind=UnitKind.VILLAGE)}
    said = said_in(request.POST, category, villages)
    try:
        receipt = receive_concern(
            said,
            unit=unit,
            channel=Channel.FORM,
            by=key.account,
            now=now(),
            submission=submission_of(key.account.pk, request.headers.get("Idempotency-Key", "")[:200]),
        )
    except Forbidden:
        raise Wrong(403, f"{NO_KEY}: the account of this key may not register concerns there") from None
    except NotAllowed as refusal:
        raise Wrong(400, str(refusal)) from None
    return {
        "service_request_id": receipt.concern.code,
        "service_notice": NOTICE,
        "account_id": None,
    }


def key_of(request: HttpRequest) -> AccessKey:
    """Return the key in use that a request shows, as ``api_key`` or in its header; raises Wrong."""
    shown = request.POST.get("api_key", "").strip() or token_in(request.headers.get("Authorization", ""))
    key = holder_of(shown, now=now())
    if key is None:
        raise Wrong(403, NO_KEY)
    if not key.writes:
        raise Wrong(403, f"{NO_KEY}: this key only reads")
    return key
