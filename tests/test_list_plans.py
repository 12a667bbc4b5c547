"""Every query of every list finds its rows by an index: none reads a table that grows from one end to the other."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.http import QueryDict

from zerentian.casework.models import Concern, RefusedLook, owed
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.listing.asked import Asked
from zerentian.organization.lists import LISTS, PAGE, Choice, Look
from zerentian.organization.shields import hidden_from

pytestmark = pytest.mark.django_db

# What an office fills day by day; the others (units, posts, duties, categories …) are as many as an office is large,
# and accusations as many as complaints that name somebody.
GROWING = {
    *("casework_concern", "casework_assistance", "casework_callback"),
    *("duties_deed", "duties_deedservice", "duties_deedfile", "duties_task", "duties_occurrence"),
    *("duties_personalact", "rectification_finding", "rectification_measure", "evidence_file"),
    *("evidence_deposit", "ledger_entry", "casework_subtask"),
}
# Read through on purpose: a township keeps some hundred of these, whatever time goes by.
FEW = {"duties", "bases"}


@pytest.fixture(autouse=True)
def counted_by_nobody(db) -> None:
    """Let PostgreSQL plan as for tables of which it knows nothing yet.

    Its vacuum comes by when it likes, counts what tests have rolled back, and the plans are those of empty tables then.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE pg_class SET reltuples = -1, relpages = 0"
                " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            )


def asked_of(code: str, look: Look) -> Iterator[tuple[str, Asked]]:
    """Yield what a list may be asked for: each tab, each sorting, each filter with its first and last choice."""
    listed = LISTS[code]
    for tab in listed.tabs:
        yield f"tab={tab.code}", Asked(listed, QueryDict(f"tab={tab.code}"), look)
    for column in listed.columns:
        for sign in ("", "-") if column.order else ():
            yield f"sort={sign}{column.key}", Asked(listed, QueryDict(f"sort={sign}{column.key}"), look)
    for one in listed.filters:
        if isinstance(one, Choice):
            choices = list(one.choices(look))
            for value in {code for code, _label in (*choices[:1], *choices[-1:])}:
                yield f"{one.name}={value}", Asked(listed, QueryDict(f"{one.name}={value}"), look)
        elif hasattr(one, "field"):
            yield "days", Asked(listed, QueryDict("first=2026-01-01&last=2026-03-01"), look)


def plan_of(query: str, params: tuple[object, ...]) -> list[str]:
    """Return how the database would answer a query, line by line."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {query}", params)
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(f"EXPLAIN QUERY PLAN {query}", params)
        return [row[3] for row in cursor.fetchall()]


def whole_reads(lines: list[str]) -> list[str]:
    """Return the lines in which a growing table is read as a whole."""
    found = []
    for line in lines:
        # SQLite: "SCAN x" reads the table; "SCAN x USING INDEX" walks an index in its order, and a page ends it.
        sqlite = re.match(r"SCAN (\w+)(?! USING)", line) if "USING" not in line else None
        postgres = re.search(r"Seq Scan on (\w+)", line)
        table = (sqlite or postgres or [None, ""])[1]
        if table in GROWING:
            found.append(line)
    return found


@pytest.mark.parametrize("code", sorted(LISTS.keys() - FEW))
@pytest.mark.parametrize("username", ["receptionist", "leader", "clerk"])
def test_a_list_is_found_by_an_index(code, username, account_of, now):
    look = Look(account_of(username), now)
    if not look.account.may(LISTS[code].right):
        pytest.skip("not for this account")
    wrong = {}
    for what, asked in asked_of(code, look):
        try:
            query, params = asked.rows()[: PAGE + 1].query.sql_with_params()
        except EmptyResultSet:
            continue
        if whole := whole_reads(plan_of(query, params)):
            wrong[what] = whole
    assert not wrong


@pytest.mark.parametrize("username", ["inspector", "supervisor", "leader", "receptionist"])
def test_the_newest_concerns_of_who_reads_all_of_a_place_are_walked_and_not_sorted(username, account_of, now):
    query, params = (
        Concern.objects.visible_to(account_of(username)).order_by("-received_at", "-pk")[: PAGE + 1]
    ).query.sql_with_params()
    plan = "\n".join(plan_of(query, params))
    assert "concern_newest" in plan
    assert "ORDER BY" not in plan  # SQLite: USE TEMP B-TREE FOR ORDER BY
    assert "Sort" not in plan  # PostgreSQL


def test_the_tables_that_grow_are_there_and_stand_in_the_lists(account_of, now):
    tables = {model._meta.db_table for model in apps.get_models()}
    assert tables >= GROWING
    look = Look(account_of("leader"), now)
    listed = {
        asked.rows().model._meta.db_table for code in LISTS for _, asked in list(asked_of(code, look))[:1]
    }
    assert len(listed & GROWING) > 5


def test_a_whole_read_is_noticed():
    assert whole_reads(["SCAN casework_concern", "Seq Scan on duties_task  (cost=0)"]) != []
    assert (
        whole_reads(["SCAN casework_concern USING INDEX concern_newest", "SEARCH duties_task USING INDEX x"])
        == []
    )


@pytest.mark.parametrize("username", ["supervisor", "receptionist"])
@pytest.mark.parametrize("asked", [owed.to_call_back, owed.unsolved, owed.to_close])
def test_call_backs_are_found_among_those_to_make_and_not_among_all_that_was_answered(
    asked, username, account_of, now
):
    query, params = asked(account_of(username))[: PAGE + 1].query.sql_with_params()
    plan = "\n".join(plan_of(query, params))
    assert "concern_to_call_back" in plan
    assert "concern_state_newest" not in plan


@pytest.mark.parametrize("username", ["leader", "receptionist", "clerk"])
def test_what_is_hidden_from_somebody_is_found_from_what_is_shielded(username, account_of, now):
    shut = Concern.objects.all_hidden_from(account_of(username)).order_by().values("pk")
    plan = plan_of(*shut.query.sql_with_params())
    assert "concern_kind_newest" in "\n".join(plan)


@pytest.mark.parametrize("username", ["clerk", "cadre"])
def test_who_reads_in_one_office_has_its_concerns_found_by_that_office(username, account_of, now):
    mine = Concern.objects.visible_to(account_of(username)).order_by().values("pk")
    plan = plan_of(*mine.query.sql_with_params())
    assert "concern_lead_newest" in "\n".join(plan)
    assert not walks(plan)


@pytest.mark.parametrize("username", ["leader", "receptionist", "clerk"])
def test_whether_an_entry_of_a_page_is_hidden_is_looked_up_by_its_concern(username, account_of, now):
    page = hidden_from(account_of(username)).shown(Entry.objects.order_by("-id"))[: PAGE + 1]
    plan = plan_of(*page.query.sql_with_params())
    assert re.search(r"casework_concern_key|\(key=\?\)", "\n".join(plan))


def walks(plan: list[str]) -> list[str]:
    """Return the lines in which concerns are walked one after the other, in the order of an index or in none."""
    own = re.compile(
        r"SCAN casework_concern\b|(?:Seq|Index|Index Only) Scan (?:using \w+ )?on casework_concern\b"
    )
    found = []
    for place, line in enumerate(plan):
        if own.search(line) and not any("Index Cond" in after for after in plan[place + 1 : place + 2]):
            found.append(line)
    return found


def test_a_walk_is_noticed_and_a_look_up_is_none():
    assert walks(
        ["Index Scan using concern_newest on casework_concern  (cost=0)", "  Filter: (lead_id = 15)"]
    )
    assert walks(["SCAN casework_concern USING INDEX concern_newest"])
    assert not walks(
        ["Index Scan using casework_concern_pkey on casework_concern", "  Index Cond: (id = u0.id)"]
    )
    assert not walks(["SEARCH casework_concern USING INDEX concern_lead_newest (lead_id=?)"])


def test_what_is_due_within_days_is_found_by_its_day_among_what_is_open(now):
    rows = Concern.objects.due_within(local_day(now), 3).order_by().values("pk")
    plan = "\n".join(plan_of(*rows.query.sql_with_params()))
    assert re.search(r"concern_state_due \(state=\? AND due>\? AND due<\?\)|concern_(open|state)_due", plan)
    assert "concern_state_newest" not in plan


of_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL plans by statistics, and an empty table has none"
)


@of_sqlite
@pytest.mark.parametrize(
    ("asked", "username"),
    [
        (lambda account, now: owed.to_assist(account), "clerk"),
        (owed.brought_up, "leader"),
        (owed.brought_up, "supervisor"),
    ],
)
def test_what_few_matters_have_is_looked_up_by_those_and_not_among_all_that_is_open(
    asked, username, account_of, now
):
    rows = asked(account_of(username), now).order_by().values("pk")
    plan = "\n".join(plan_of(*rows.query.sql_with_params()))
    assert "concern_state" not in plan
    assert "concern_open_due" not in plan


@of_sqlite
def test_a_refused_look_is_asked_for_its_own_matter_and_not_for_all_that_somebody_may_read(account_of):
    looks = RefusedLook.objects.overseen_by(account_of("supervisor"))[: PAGE + 1]
    plan = plan_of(*looks.query.sql_with_params())
    assert re.search(r"casework_concern_key|\(key=\?\)", "\n".join(plan))
    assert not walks(plan)
    assert "concern_unit_newest" not in "\n".join(plan)
