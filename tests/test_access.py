"""Every URL × every persona: each declares its right, and each answer follows from the table of rights."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.urls import get_resolver, path, reverse
from django.urls.resolvers import RegexPattern, RoutePattern

from zerentian.organization.access import Forbidden, allow, declared_rights, public
from zerentian.organization.models import AccessKey, Account, Appointment

pytestmark = pytest.mark.usefixtures("refusals_drawn_once")
PACKAGE = Path(__file__).resolve().parent.parent / "zerentian"
PERSONAS = (
    "clerk",
    "neighbour_clerk",
    "office_head",
    "cadre",
    "leader",
    "first",
    "inspector",
    "supervisor",
    "outsider",
    "administrator",
    "auditor",
    "security",
)

# What stands for an argument where nothing better is known: a page may answer 404, never 500.
BY_CONVERTER = {
    "IntConverter": 1,
    "UUIDConverter": UUID(int=0),
    "StringConverter": "990101",
    "SlugConverter": "990101",
    "PathConverter": "990101",
}
BY_NAME = {"pk": 1, "year": 2026, "code": "990101", "change": "rename"}


def named(patterns, space=""):
    """Yield (full name, URL pattern) of every named URL."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from named(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}", pattern


URLS = dict(named(get_resolver().url_patterns))


def address(name):
    """Return an address of a named URL, with stand-ins for its arguments."""
    pattern = URLS[name].pattern
    if isinstance(pattern, RegexPattern):
        return reverse(name, kwargs={group: BY_NAME.get(group, 1) for group in pattern.regex.groupindex})
    assert isinstance(pattern, RoutePattern)
    kwargs = {
        argument: BY_NAME.get(argument, BY_CONVERTER.get(type(converter).__name__, 1))
        for argument, converter in pattern.converters.items()
    }
    return reverse(name, kwargs=kwargs)


def addresses_named():
    """Yield (file, name) of every address that code names as ``room:page``, and every one a template links to."""
    spaces = "|".join(sorted({name.split(":")[0] for name in URLS if ":" in name}))
    written = {".py": rf'"((?:{spaces}):[a-z-]+)"', ".html": r"""{%\s*url ["']([^"']+)["']"""}
    for file in sorted(PACKAGE.rglob("*")):
        if file.suffix in written and "migrations" not in file.parts:
            for name in re.findall(written[file.suffix], file.read_text()):
                yield file.relative_to(PACKAGE), name


def test_every_address_that_is_named_exists():
    found = list(addresses_named())
    assert len(found) > 500
    assert [(str(file), name) for file, name in found if name not in URLS] == []


def test_every_url_declares_its_right_or_that_it_is_public():
    assert [error.msg for error in run_checks(tags=["security"])] == []


@pytest.mark.django_db
def test_a_refusal_is_drawn_once_and_keeps_its_status(refusals_drawn_once, client_of, clerk):
    refusals_drawn_once.clear()
    answers = [
        client_of(clerk).get(where)
        for where in ("/organization/units/new/", "/organization/units/new/", "/organization/units/none/")
    ]
    assert [(one.status_code, bool(one.content)) for one in answers] == [
        (403, True),
        (403, False),
        (404, True),
    ]


FOR_PROGRAMS = {name for name, pattern in URLS.items() if hasattr(pattern.callback, "takes_key")}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(URLS.keys() - FOR_PROGRAMS))
def test_answers_follow_from_the_rights(name, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    rights, where = declared_rights(URLS[name].callback), address(name)
    anonymous = Client().get(where)
    if rights:
        assert anonymous.status_code == 302, where
        led = (
            "/welcome/" if where == "/" else "/sign-in/"
        )  # residents come to the first page without an account
        assert anonymous.headers["Location"].startswith(led), where
    else:
        assert anonymous.status_code < 500, where
    for username in PERSONAS:
        account = Account.objects.get(username=username)
        client = Client()
        client.force_login(account)
        status = client.get(where).status_code
        assert status < 500, (where, username)
        if rights and not any(account.may(right) for right in rights):
            assert status == 403, (where, username)
        if rights and len(rights) == 1 and account.may(next(iter(rights))):
            assert status != 403, (where, username)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(FOR_PROGRAMS))
def test_addresses_for_programs_ask_for_a_key_and_for_the_rights_of_its_account(name, monkeypatch):
    rights, where = declared_rights(URLS[name].callback), address(name)
    assert rights, where
    for username in PERSONAS:
        account = Account.objects.get(username=username)
        client = Client()
        client.force_login(account)
        assert client.get(where).status_code == 401, (where, username)
        with monkeypatch.context() as patched:
            held = AccessKey(account=account, writes=True)
            patched.setattr("zerentian.organization.api.holder_of", lambda token, now, held=held: held)
            status = Client().get(where).status_code
        assert (status == 403) == (not any(account.may(right) for right in rights)), (where, username)
        assert status < 500, (where, username)


@pytest.mark.django_db
def test_the_pages_of_what_is_there_open_for_who_may_see_it(client_of, administrator, leader, clerk):
    appointment = Appointment.objects.get(account=clerk)
    for where in (
        reverse("organization:post", args=[appointment.post.code]),
        reverse("organization:unit", args=["990101-V01"]),
        reverse("organization:units") + "?on=2024-06-30",
    ):
        assert client_of(leader).get(where).status_code == 200
    for where in (
        reverse("organization:appointment-end", args=[appointment.pk]),
        reverse("organization:account", args=[clerk.pk]),
        reverse("organization:post-close", args=[appointment.post.code]),
    ):
        assert client_of(administrator).get(where).status_code == 200
        assert client_of(leader).get(where).status_code == 403


@pytest.mark.django_db
def test_what_belongs_to_another_township_is_not_found(client_of, outsider, clerk):
    code = Appointment.objects.get(account=clerk).post.code
    for where in (
        reverse("organization:unit", args=["990101"]),
        reverse("organization:unit", args=["990101-V01"]),
        reverse("organization:post", args=[code]),
    ):
        assert client_of(outsider).get(where).status_code == 404


def test_a_view_that_declares_nothing_fails_the_check(monkeypatch):
    bare = path("bare/", lambda request: None, name="bare")
    monkeypatch.setattr(get_resolver(), "url_patterns", [bare])
    (error,) = run_checks(tags=["security"])
    assert error.id == "organization.E001"
    assert "@allow" in error.hint


def test_a_right_that_does_not_exist_cannot_be_declared():
    with pytest.raises(LookupError, match=r"rights\.py"):
        allow("deed.recrod")


@pytest.mark.django_db
def test_a_guarded_view_refuses_even_when_called_past_the_middleware(rf, outsider):
    request = rf.get("/")
    request.user = outsider
    with pytest.raises(Forbidden, match=re.escape("管理账号")):
        allow("account.manage")(lambda request: None)(request)
    assert declared_rights(public(lambda request: None)) == frozenset()
