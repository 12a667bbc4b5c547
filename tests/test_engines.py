"""What the run on the second engine leaves out: only a test that would send it nothing new."""

import json
from types import SimpleNamespace

import pytest
from django.db import Error, connection
from django.db.models import Count

from tests.engines import Notes, Told, choose, kind, places, read_notes, shape
from zerentian.organization.models import Account


def told(seconds, *statements, engine=False):
    return Told(seconds, frozenset(statements), engine)


def test_each_statement_is_sent_twice_where_two_tests_send_it_and_the_cheaper_ones_are_taken():
    tests = {
        "dear": told(9, "a", "b"),
        "cheap": told(1, "a", "b"),
        "other": told(2, "a", "b"),
        "alone": told(5, "c"),
        "nothing new": told(1, "a"),
    }
    assert choose(tests, []) == {"cheap", "other", "alone", "nothing new"} - {"nothing new"}
    assert choose(tests, [], times=1) == {"cheap", "alone"}
    assert choose(tests, ["dear"], times=1) == {"dear", "alone"}


def test_nothing_is_missing_after_a_choice():
    tests = {f"test {n}": told(n % 7, *(f"s{n * k % 53}" for k in range(1, 6))) for n in range(200)}
    chosen = choose(tests, ["test 3", "one that was not noted"])
    for statement in {one for test in tests.values() for one in test.statements}:
        many = sum(statement in test.statements for test in tests.values())
        taken = sum(statement in tests[name].statements for name in chosen if name in tests)
        assert taken >= min(2, many)
    assert chosen > {"test 3", "one that was not noted"}
    assert len(chosen) < 100


def test_a_statement_is_the_same_with_more_values_and_another_with_other_words():
    one, two = "SELECT a FROM t WHERE b IN (%s)", "SELECT a FROM t WHERE b IN (%s, %s, %s)"
    assert shape(one) == shape(two) != shape(two + " ORDER BY a")
    assert shape("INSERT INTO t (a, b) VALUES (%s, NULL), (%s, %s)") == shape(
        "INSERT INTO t (a, b) VALUES (%s, %s)"
    )
    assert shape('SAVEPOINT "s1_x2"') == shape('RELEASE SAVEPOINT "s1_x2"') == ""


def test_values_differ_where_an_engine_may_take_them_differently():
    kinds = [kind(one) for one in (1, 2**31, 2**63, True, None, 1.5, "", "长" * 9, "长" * 200, "长\0", b"\0")]
    assert len(set(kinds)) == len(kinds)
    assert kind("上坪村") == kind("下坪村")
    assert kind(-5) == kind(5)


@pytest.mark.django_db
def test_a_test_is_noted_with_what_it_sent_from_where_and_what_was_refused(tmp_path, clerk):
    notes = Notes(tmp_path)
    with connection.execute_wrapper(notes):
        list(Account.objects.filter(pk=1))
        list(Account.objects.filter(pk=2))
        assert len(notes.sent) == 1
        list(Account.objects.filter(pk=2**40))
        clerk.may("deed.record")
        assert Account.objects.aggregate(Count("pk"))
    assert len(notes.sent) > 3
    assert any("organization/" in place for place, _, _ in notes.sent)
    assert not notes.refused
    with connection.execute_wrapper(notes), connection.cursor() as cursor, pytest.raises(Error):
        cursor.execute("SELECT nothing FROM nowhere")
    assert notes.refused


@pytest.mark.parametrize(("passed", "engine"), [(True, False), (False, True)])
def test_a_test_that_was_skipped_runs_on_the_other_engine(tmp_path, passed, engine):
    notes = Notes(tmp_path)
    notes.pytest_runtest_logreport(SimpleNamespace(passed=passed))
    assert notes.refused is engine


def test_what_was_noted_is_read_again_and_no_notes_are_no_leave_to_run_nothing(tmp_path):
    with pytest.raises(pytest.UsageError, match="noted nothing"):
        read_notes(tmp_path)
    notes = Notes(tmp_path)
    notes.told = {"a": told(1.5, "x", "y"), "b": told(0.5, engine=True)}
    notes.pytest_sessionfinish()
    assert read_notes(tmp_path) == notes.told
    assert json.loads(next(tmp_path.glob("*.json")).read_text())["b"] == [0.5, [], True]


def test_a_place_is_one_of_the_program_and_not_of_its_tests():
    assert places() == ""
