"""Every address with a key in it × who may not see what stands there: the same answer as for what is not there.

Somebody holds every post of another township. One row of every kind is put into an office that they may not see; each
address that takes a key is asked for that row and for one that does not exist, and both must give the same bytes by
the same questions. An address that is added later is asked as well; one that does not refuse is said below, and why.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product, zip_longest
from uuid import UUID

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.urls.resolvers import RegexPattern

from conftest import LONG_AGO, NOW
from tests.one_of_each import DIGEST, KEY, WORD, one_of_each
from tests.test_access import FOR_PROGRAMS, URLS
from tests.test_no_oracle import MASKS, asked
from tests.test_surfaces import complaint, report
from zerentian.ledger.models import Entry
from zerentian.organization.access import declared_rights
from zerentian.organization.actions.accounts import create_account
from zerentian.organization.actions.posts import appoint, create_post
from zerentian.organization.models import Account, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]

TOWNSHIPS = ("first", "leader", "office_head", "reception", "clerk")


def holder(username: str, township: str) -> Account:
    """Return somebody who holds every post of a township."""
    demo = Account.objects.system("demo")
    account = create_account(username=username, name="示例午", by=demo, now=NOW).account
    account.must_change_password = False
    account.save()
    for role in TOWNSHIPS:
        code = township if role in ("first", "leader") else f"{township}-DZ"
        unit = Unit.objects.get(code=code)
        post = create_post(unit=unit, title=f"甲{role}", role=role, first=LONG_AGO, by=demo, now=NOW)
        appoint(account, post=post, first=LONG_AGO, by=demo, now=NOW)
    return Account.objects.get(pk=account.pk)


# What stands beside a key: the first that fits an address and leads somewhere is taken.
BESIDE: dict[str, tuple[object, ...]] = {
    "form": ("pdf", "docx", "csv", "xlsx"),
    "step": (
        "accept",
        "change",
        "submit",
        "withdraw",
        "close",
        "pack",
        "publish",
        "take",
        "write_off",
        "treat",
    ),
    "what": ("readings", "transfer", "sheet", "route"),
    "way": ("up",),
    "card": ("work", "escape"),
    "stage": ("stop",),
    "change": ("rename",),
    "kind": ("deed",),
    "paper": ("warning", "opening"),
    "level": ("review",),
    "name": ("report.pdf",),
}
METHODS = ("GET", "POST")
COUNTED = {"version", "number", "round", "item"}
ABSENT: dict[type, object] = {int: KEY + 1, str: f"{WORD}x"[-10:], UUID: UUID(int=KEY + 1)}

# Why an address does not refuse who holds every post elsewhere.
OPEN = {
    "organization:area-charge": "areas of work are the county's, and any township says who is in charge of them",
    "reports:outline-edit": "outlines are the instance's: whoever may write one reads each",
    "reports:outline-version": "the same",
}
# For keepers and for the county: who holds no such post is refused before anything is looked for.
BY_RIGHT_ALONE = {
    "casework:concern-sealed",
    "casework:review-decide",
    "organization:account",
    "organization:account-change",
    "organization:appoint",
    "organization:appointment-end",
    "organization:area-close",
    "organization:area-rename",
    "organization:clock-set",
    "organization:post-close",
    "organization:post-new",
    "organization:post-rename",
    "organization:proposal",
    "organization:reset-ask",
    "organization:reset-confirm",
    "organization:unit-change",
    "reports:report-cleared",
    "reports:report-cleared-submitted",
    "reports:sample-detail",
}
# What stands in the address is no row's key, but a name that the program knows itself.
NAMES = {
    "checkpoint",
    "community:notice-new",
    "figure",
    "figure-file",
    "list-file",
    "list-keep",
    "list-many",
    "organization:calendar-year",
    "rectification:finding-lists",
    "reports:finding-list",
}
# Where a made-up row is not enough to be found by anybody: they ask for its state, a paper of it, or two rows.
# Each is found by the question of its page, which is asked here.
NOT_ENOUGH = {
    "duties:item-place",
    "evidence:pair-back",
    "evidence:pair-detail",
    "organization:reset-refuse",
    "reports:duty-letter",
    "reports:placard",
    "reports:scorecard-paper",
    "reports:scorecard-since",
}
# What stands in an address that is not the made-up row's.
KNOWN: dict[str, dict[str, object]] = {
    "evidence:texts-beside": {"second": KEY + 2},
    "organization:post": {"code": "990101-DZ-01"},
    "organization:unit": {"code": "990101-DZ"},
}
WALKED = {
    name
    for name, pattern in URLS.items()
    if name not in FOR_PROGRAMS
    and declared_rights(pattern.callback)  # Public pages are for whoever holds a code.
}


def arguments_of(name: str) -> dict[str, str]:
    """Return the arguments of an address, each with the kind of its converter."""
    pattern = URLS[name].pattern
    if isinstance(pattern, RegexPattern):
        return {group: "IntConverter" if group == "pk" else "" for group in pattern.regex.groupindex}
    return {argument: type(converter).__name__ for argument, converter in pattern.converters.items()}


def key_of(argument: str, kind: str) -> object:
    """Return what stands in an address for the row that is there."""
    if kind == "UUIDConverter":
        return Entry.objects.filter(unit__endswith="/990101-DZ").earliest("pk").uuid
    if kind == "IntConverter":
        return 1 if argument in COUNTED else KEY
    return DIGEST if argument == "sha256" else WORD


def addresses(name: str) -> Iterator[tuple[str, str]]:
    """Yield (address of the row, the same of one that is not there) for whatever may stand beside the key."""
    arguments = arguments_of(name)
    beside = [argument for argument in arguments if argument in BESIDE]
    keys = {
        argument: key_of(argument, kind) for argument, kind in arguments.items() if argument not in beside
    }
    keys |= {argument: said for argument, said in KNOWN.get(name, {}).items() if argument in keys}
    if not keys:
        return
    first, there = next(iter(keys.items()))
    absent = f"{1:064x}" if first == "sha256" else ABSENT[type(there)]
    for chosen in product(*(BESIDE[argument] for argument in beside)):
        given = keys | dict(zip(beside, chosen, strict=True))
        try:
            yield reverse(name, kwargs=given), reverse(name, kwargs=given | {first: absent})
        except NoReverseMatch:
            continue


def compared(browser: Client, there: str, absent: str) -> tuple[set[str], list[str]]:
    """Return how an address answers for the row, and where that differs from one that is not there."""
    known = dict(enumerate((MASKS.sub("", there), MASKS.sub("", absent), KEY, WORD)))
    answers, told = set(), []
    with transaction.atomic():
        asked(browser, "GET", absent, known)  # what is noted once
        for method in METHODS:
            one, other = (asked(browser, method, where, known) for where in (there, absent))
            answers.add(one[0])
            pairs = zip_longest(one, other, fillvalue="no question")
            told += [f"{method} {there}: {a[:300]} | {b[:300]}" for a, b in pairs if a != b][:1]
        transaction.set_rollback(True)
    return answers, told


def leads_somewhere(browser: Client, there: str, absent: str) -> bool:
    """Tell whether who may see the row finds something of it, whatever the page makes of made-up contents."""
    with transaction.atomic():
        found = any(status_of(browser, method, there) not in (404, 405) for method in METHODS)
        transaction.set_rollback(True)
    return found or bool(differs(browser, there, absent))


def differs(browser: Client, there: str, absent: str) -> list[str]:
    """Return where the answers for a row and for none differ, asked twice: what a sitting notes comes once."""
    return compared(browser, there, absent)[1] and compared(browser, there, absent)[1]


def status_of(browser: Client, method: str, where: str) -> int:
    """Return how an address answers; a file that it sends is read to its end, which closes it."""
    answer = browser.generic(method, where)
    if answer.streaming:
        answer.getvalue()
    return answer.status_code


def sort_of(where: list[tuple[str, str]], within: list[Client], beyond: Client) -> tuple[str, list[str]]:
    """Return of which sort an address is for who may not see the row, and what it tells of it."""
    pair = next((pair for pair in where for one in within if leads_somewhere(one, *pair)), None)
    answers, _ = compared(beyond, *(pair or where[0]))
    if told := differs(beyond, *(pair or where[0])):
        return "open", told
    if "403" in answers:
        return "by right alone", []
    return ("refused" if pair else "nowhere"), []


def test_what_is_refused_and_what_is_not_there_are_one_wherever_an_address_takes_a_key():
    one_of_each(Unit.objects.get(code="990101-DZ"))
    people = holder("within", "990101"), Account.objects.get(username="clerk"), holder("beyond", "990102")
    *within, beyond = (Client(raise_request_exception=False) for _ in people)
    for browser, account in zip((*within, beyond), people, strict=True):
        browser.force_login(account)
    sorts, told = defaultdict(set), []
    for name in sorted(WALKED):
        where = list(addresses(name))
        if where:
            sort, tells = sort_of(where, within, beyond)
            sorts[sort].add(name)
            told += tells if name not in OPEN else []
    assert not told, "\n".join(told)
    assert len(sorts["refused"]) > 150
    stated = {"open": set(OPEN), "by right alone": BY_RIGHT_ALONE, "nowhere": NAMES | NOT_ENOUGH}
    assert {sort: sorts[sort] ^ names for sort, names in stated.items() if sorts[sort] != names} == {}


# The tables in which a protected matter leaves rows: an address names none of these by its number.
WRITTEN = {
    "casework.Accusation",
    "casework.ClockRun",
    "casework.Concern",
    "casework.ConcernFile",
    "casework.Dispatch",
    "casework.Happening",
    "casework.Reply",
    "evidence.Deposit",
    "evidence.File",
    "ledger.Entry",
}


def rows_of_each() -> dict[str, int]:
    """Return how many rows each table has, but for what stands there before anything is received."""
    Account.objects.system("public")
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.label != "casework.Category"
    }


def test_a_protected_matter_takes_no_number_that_stands_in_an_address():
    before = rows_of_each()
    complaint()
    report()
    after = rows_of_each()
    assert {label for label, number in after.items() if number != before[label]} == WRITTEN
