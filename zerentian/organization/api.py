"""The gate for programs: a view answers a key instead of a signed-in person, and always in JSON."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.access import View, allow
from zerentian.organization.actions.keys import holder_of
from zerentian.organization.listing.asked import FIRST, LAST, LONGEST_WORDS, WORDS
from zerentian.organization.lists import Choice, ListOf, Only, Span
from zerentian.organization.models import AccessKey
from zerentian.organization.rules.keys import token_in
from zerentian.organization.rules.openapi import (
    DAY,
    FILE,
    MOMENT,
    TEXT,
    TRUTH,
    WHOLE,
    Called,
    Operation,
    Schema,
    Taken,
    maybe,
    one_of,
)

NO_KEY = Words(
    "请在 Authorization 头中给出在用的访问密钥：Bearer ztk_…",
    "show an access key in use in the Authorization header: Bearer ztk_…",
)
ONLY_READS = Words("这把密钥只能读取", "this key only reads")
READING = ("GET", "HEAD")


def allow_key(*rights: str) -> Callable[[View], View]:
    """Declare that a view is for programs: it asks for an access key, and for one of these rights of its account.

    A session opens nothing here, so that no other site can make a browser act; hence no CSRF token is asked for.
    """

    def declare(view: View) -> View:
        gated = allow(*rights)(view)

        @wraps(gated)
        def keyed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            key = holder_of(token_in(request.headers.get("Authorization", "")), now=now())
            if key is None:
                return refused(NO_KEY, 401)
            if request.method not in READING and not key.writes:
                return refused(ONLY_READS, 403)
            return answer(gated, request, key, *args, **kwargs)

        keyed.takes_key = True  # type: ignore[attr-defined]
        opened: View = csrf_exempt(never_cache(login_not_required(keyed)))
        return opened

    return declare


def answer(
    view: View, request: HttpRequest, opened: AccessKey, /, *args: Any, **kwargs: Any
) -> HttpResponseBase:
    """Let a view answer as the key's account; what it refuses is told in JSON."""
    request.user = opened.account
    try:
        return view(request, *args, **kwargs)
    except NotAllowed as refusal:
        return refused(str(refusal), 409)
    except PermissionDenied as refusal:
        return refused(str(refusal), 403)
    except Http404:
        return refused(Words("没有，或您无权查看", "nothing here that you may see"), 404)


def refused(reason: str | Words, status: int) -> JsonResponse:
    """Return why something is refused."""
    response = JsonResponse({"error": str(reason)}, status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def refused_form(form: Form) -> JsonResponse:
    """Return what is wrong with what was sent, field by field."""
    wrong = [f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()]
    return refused("; ".join(wrong), 422)


def told(data: object) -> JsonResponse:
    """Return data as JSON, readable as it is."""
    return JsonResponse(data, safe=False, json_dumps_params={"ensure_ascii": False})


def described(**operations: Operation) -> Callable[[View], View]:
    """Declare what a view for programs does, by method (``get``, ``post``): the description of all is made of it."""

    def declare(view: View) -> View:
        view.operations = operations  # type: ignore[attr-defined]
        return view

    return declare


def calls(**sent: Called) -> Callable[[View], View]:
    """Declare on a page of its room which messages go out to programs, by a name of their own."""

    def declare(view: View) -> View:
        view.calls = sent  # type: ignore[attr-defined]
        return view

    return declare


def schemas_of(model: type[models.Model], names: Sequence[str]) -> dict[str, Schema]:
    """Return what attributes of a row look like in an answer, as its fields declare them; what is reckoned is text."""
    return {name: schema_of(model, name) for name in names}


def schema_of(model: type[models.Model], name: str) -> Schema:
    """Return what one attribute of a row looks like in an answer."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return TEXT
    kinds: tuple[tuple[type, Schema], ...] = (
        (models.DateTimeField, MOMENT),
        (models.DateField, DAY),
        (models.BooleanField, TRUTH),
        (models.IntegerField, WHOLE),
    )
    schema = next((found for kind, found in kinds if isinstance(field, kind)), TEXT)
    if isinstance(field, models.Field) and field.choices:
        schema = one_of([*(str(value) for value, _ in field.flatchoices), *([""] if field.blank else [])])
    return maybe(schema) if field.null else schema


def taken_by(form: type[Form]) -> dict[str, Taken]:
    """Return what a form takes, as its fields declare it."""
    return {name: Taken(asked_of(field), needed=field.required) for name, field in form.base_fields.items()}


def asked_of(field: forms.Field) -> Schema:
    """Return what may be sent for one field of a form."""
    if isinstance(field, forms.FileField):
        return FILE
    if isinstance(field, forms.BooleanField):
        return one_of(("0", "1"))
    if isinstance(field, forms.IntegerField):
        least = {} if field.min_value is None else {"minimum": field.min_value}
        return {**WHOLE, **least}
    choices = getattr(field, "choices", None)
    if isinstance(field, forms.ChoiceField) and choices:
        return one_of(str(value) for value, _ in choices)
    longest = getattr(field, "max_length", None)
    return {**TEXT, "maxLength": longest} if longest else TEXT


def narrowing(listed: ListOf) -> Mapping[str, Taken]:
    """Return by what a list may be narrowed, as its filters declare it; values are those of the page."""
    found = {WORDS: Taken({**TEXT, "maxLength": LONGEST_WORDS}, said="词语或编号 · words or a number")}
    for one in listed.filters:
        if isinstance(one, Span):
            found |= {FIRST: Taken(DAY), LAST: Taken(DAY)}
        elif isinstance(one, Choice | Only):
            found[one.name] = Taken(TEXT)
    return found
