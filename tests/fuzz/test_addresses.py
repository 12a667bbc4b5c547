"""No address and no form of any page answers with an error of the program, whatever is sent to it."""

import random

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.urls.resolvers import RegexPattern

from conftest import NOW
from tests.fuzz.awkward import ALL, NAMES, NUMBERS, SEED, clean, forms_of, headers, query, rounds, spoiled
from tests.test_access import BY_NAME, URLS
from tests.test_surfaces import complaint, member, plain, report
from zerentian.casework.models import Category, PublicAnswer
from zerentian.evidence.models import File
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.organization.models import Account, Appointment, Post

pytestmark = pytest.mark.usefixtures("beginning")

PERSONAS = ("receptionist", "leader", "administrator", "first", "inspector", "supervisor", "auditor", "clerk")
BODIES = ("multipart/form-data; boundary=x", "application/json", "application/x-www-form-urlencoded")


@pytest.fixture(scope="module")
def known(beginning):
    """What stands in addresses: the keys, codes and numbers of a township with something of every noun."""
    matters = plain(), complaint(), report()
    seal(now=NOW)
    concerns = [one.concern for one in matters]
    return {
        "key": [one.key for one in concerns],
        "code": [one.code for one in concerns]
        + ["990101", "990101-V01", "990101-DZ", "lamp", "half-year"]
        + list(Post.objects.values_list("code", flat=True)[:3]),
        "number": [one.number for one in concerns],
        "uuid": list(Entry.objects.values_list("uuid", flat=True).order_by("-id")[:3]),
        "mark": list(File.objects.values_list("mark", flat=True)),
        "pk": [
            *PublicAnswer.objects.values_list("pk", flat=True),
            *Category.objects.values_list("pk", flat=True),
            *Appointment.objects.values_list("pk", flat=True)[:3],
            *Account.objects.values_list("pk", flat=True)[:4],
        ],
        "name": ["deeds.count", "concerns.received", "docx"],
        "secret": [one.secret for one in matters],
    }


def arguments(chance, name, known):
    """Return arguments for a named address: some that there are, some bent, some beyond counting."""
    pattern = URLS[name].pattern
    names = list(pattern.regex.groupindex) if isinstance(pattern, RegexPattern) else list(pattern.converters)
    counted = {one for one, kind in pattern.converters.items() if type(kind).__name__ == "IntConverter"}
    given = {}
    for one in names:
        pool = known.get(one) or [BY_NAME.get(one, "x")]
        draw = chance.random()
        if draw < 0.75:
            given[one] = chance.choice(pool)
        elif one in counted:
            given[one] = chance.choice((0, 2**31, 2**63 - 1, 2**63, 10**20, 10**300))
        else:
            given[one] = clean(chance.choice(ALL))
    return given


def address(chance, name, known):
    """Return an address of a named page; None where its arguments fit no address."""
    for _ in range(6):
        try:
            return reverse(name, kwargs=arguments(chance, name, known))
        except NoReverseMatch:
            continue
    return None


def tried(client, method, where, **sent):
    """Ask, and tell what was asked when the program fails; what it did is taken back."""
    try:
        with transaction.atomic():
            answer = getattr(client, method)(where, **sent)
            transaction.set_rollback(True)
    except Exception as error:
        error.add_note(f"seed {SEED}: {method} {where[:300]} {str(sent)[:600]}")
        raise
    assert answer.status_code < 500, (SEED, method, where[:300], str(sent)[:600])
    if answer.streaming:
        close(answer)
    return answer


def close(answer):
    """Close what a streamed answer reads from, as a server does once it is sent; the connection goes on."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)


def opened(chance, name, known):
    """Return who may open a page, signed in, with its address and the page; None when nobody of some may."""
    for username in chance.sample(PERSONAS, len(PERSONAS)):
        where = address(chance, name, known)
        if where is None:
            continue
        client = Client()
        client.force_login(member(username))
        answer = tried(client, "get", where)
        if answer.status_code == 200:
            return client, where, answer
    return None


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(URLS))
def test_no_address_and_no_form_is_an_error_of_the_program(name, known, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.ALLOWED_HOSTS = ["*"]
    chance = random.Random(f"{SEED} {name}")
    for _ in rounds(1):
        found = opened(chance, name, known)
        if found is None:
            where = address(chance, name, known)
            if where:
                tried(Client(), "post", where, data=spoiled(chance, {"text": ["示例"], "page": ["1"]}))
            continue
        client, where, page = found
        tried(client, "get", f"{where}?{query(chance, NAMES)}", headers=headers(chance))
        tried(client, chance.choice(("head", "put", "delete", "options", "patch")), where)
        tried(client, "post", where, data=chance.randbytes(200), content_type=chance.choice(BODIES))
        if "text/html" not in page.headers.get("Content-Type", "") or page.streaming:
            continue
        for action, fields in list(forms_of(page.content))[-3:]:
            to = action if action.startswith("/") else where
            tried(
                client,
                "post",
                to,
                data=spoiled(chance, fields),
                headers=headers(chance) if chance.random() < 0.2 else {},
            )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said", [{}, *({"form-TOTAL_FORMS": one, "form-INITIAL_FORMS": one} for one in NUMBERS)]
)
def test_a_page_of_rows_has_no_more_than_it_offers_whatever_its_count_says(known, said):
    client = Client()
    client.force_login(member("receptionist"))
    answer = tried(client, "post", reverse("casework:patrol"), data={"page": "x", **said})
    assert answer.status_code in (200, 302, 422)
    assert answer.content.count(b"<textarea") <= 20


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in sorted(URLS) if "<int:" in str(URLS[name].pattern)])
def test_a_number_in_an_address_beyond_counting_is_not_found(known, settings, name):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    pattern = URLS[name].pattern
    for number in (2**31, 2**63, 10**20):
        given = {
            one: number if type(kind).__name__ == "IntConverter" else known.get(one, ["x"])[0]
            for one, kind in pattern.converters.items()
        }
        for username in ("leader", "administrator"):
            client = Client()
            client.force_login(member(username))
            assert tried(client, "get", reverse(name, kwargs=given)).status_code in (200, 302, 403, 404, 405)
