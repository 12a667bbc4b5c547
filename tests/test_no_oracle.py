"""What is refused and what is not there are one: at every address of a matter the same answer, by the same questions.

An answer that takes a question more tells by its time what its words do not.
"""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from tests.test_access import FOR_PROGRAMS, URLS
from tests.test_surfaces import Matter, complaint, member, report
from zerentian.casework.rules.concerns import Step
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry

pytestmark = [pytest.mark.django_db]

ABSENT = {"key": "0123456789abcdef", "sha256": f"{1:064x}", "uuid": UUID(int=1)}
# What stands beside the key in an address: the first that the address takes.
BESIDE = {
    "form": ("pdf", "docx"),
    "code": ("accepted",),
    "round": (1,),
    "version": (1,),
    "level": ("review",),
}
# What is made anew for every answer.
MASKS = re.compile(r'[0-9A-Za-z]{64}|(?<=name="once" value=")[0-9a-f]{32}|(?<=name="stamp" value=")[^"]*')
VALUES = re.compile(r"'[^']*'|\d+|\"_\w*\"")
# Every method; and as browsers, programs and caches ask: in another language, for a part, for what changed.
ASKED: tuple[tuple[str, dict[str, str]], ...] = (
    *((method, {}) for method in ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE")),
    ("GET", {"Accept-Language": "en", "Accept": "application/json"}),
    ("GET", {"Range": "bytes=0-10", "If-None-Match": f'"{1:064x}"', "HX-Request": "true"}),
)
DOORS = {name: pattern for name, pattern in URLS.items() if ABSENT.keys() & pattern.pattern.converters.keys()}


def addresses(known: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    """Yield (name, address of what is known, address of what is not there) of every door to a matter."""
    for name, pattern in sorted(DOORS.items()):
        arguments = set(pattern.pattern.converters)
        if not arguments & known.keys() or not arguments <= known.keys() | BESIDE.keys() | {"step"}:
            continue
        others = {argument: BESIDE[argument][0] for argument in arguments & BESIDE.keys()}
        # Where a file belongs to a matter, it is the matter that may be there or not.
        asked = {"key"} & arguments or arguments & known.keys()
        for step in [one.value for one in Step] if "step" in arguments else [""]:
            given = others | ({"step": step} if step else {})
            there = {argument: known[argument] for argument in arguments & known.keys()}
            absent = there | {argument: ABSENT[argument] for argument in asked}
            try:
                yield name, reverse(name, kwargs=given | there), reverse(name, kwargs=given | absent)
            except NoReverseMatch:
                continue


def asked(
    browser: Client, method: str, where: str, known: dict[str, object], headers: dict[str, str] | None = None
) -> list[str]:
    """Return what asking for an address gives: its state, its heads, its words, and the questions; all without what it
    was asked for."""
    connection.queries_log.clear()  # It holds so many and no more.
    with CaptureQueriesContext(connection) as captured:
        answer = browser.generic(method, where, headers=headers)
    words = MASKS.sub("", b"".join(answer).decode(errors="replace"))
    for one in (*known.values(), *ABSENT.values()):
        words = words.replace(str(one), "")
    questions = [VALUES.sub("?", query["sql"]) for query in captured]
    # How long it is says how long the address is that stands in it; the words themselves are compared.
    said = (
        f"{name}: {value}"
        for name, value in sorted(answer.headers.items())
        if name not in ("Content-Length", "Date")
    )
    heads = MASKS.sub("", "\n".join(said))
    for one in (*known.values(), *ABSENT.values()):
        heads = heads.replace(str(one), "")
    return [str(answer.status_code), heads, words, *questions]


def hidden(matter: Matter) -> Entry:
    """Return an entry of the matter."""
    return Entry.objects.filter(subject=matter.concern.ref).earliest("pk")


@pytest.mark.parametrize(("make", "username"), [(complaint, "neighbour_clerk"), (report, "first")])
@pytest.mark.usefixtures("beginning")
def test_what_is_refused_and_what_is_not_there_are_one_at_every_address(
    make, username, client_of, now
) -> None:
    matter: Matter = make()
    seal(now=now)
    browser = client_of(member(username))
    known = {"key": matter.concern.key, "sha256": matter.sha256, "uuid": hidden(matter).uuid}
    told, not_there = [], set()
    for name, there, absent in addresses(known):
        if name in FOR_PROGRAMS:
            continue
        for method, headers in ASKED:
            asked(browser, method, absent, known, headers)  # what is asked once for all requests
            one, other = (asked(browser, method, where, known, headers) for where in (there, absent))
            not_there |= {name} if one[0] == "404" else set()
            if one != other:  # What a sitting notes now and then comes once.
                one, other = (asked(browser, method, where, known, headers) for where in (there, absent))
            if one != other:
                first = next(((a, b) for a, b in zip(one, other, strict=False) if a != b), "more questions")
                told.append(f"{method} {headers} {name} {there}: {first}")
    assert len(not_there) >= 20, not_there
    assert not told, "\n".join(told)
