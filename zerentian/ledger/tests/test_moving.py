"""Parts of a move that need no second database: the mark, and rows that the other engine cannot keep."""

import pytest

from zerentian.ledger.actions import go_live, seal
from zerentian.ledger.models import Component
from zerentian.ledger.moved import MOVED, MOVING, mark_of, put_mark, take_mark_off
from zerentian.ledger.moving.tables import moved_models, refused
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.schema import Standing, look

WHERE = "postgresql://db.example/zerentian"
SINCE = "2026-03-02T09:00+08:00"


@pytest.mark.parametrize(
    ("code", "word"), [("x" * 200, "有 200 字"), ("a\0b", "零字节")], ids=["too long", "zero byte"]
)
def test_a_row_that_the_other_engine_cannot_keep_is_named(code: str, word: str) -> None:
    told = refused(Component, [(1, "deeds"), (7, code)], ValueError("no"))
    assert told.startswith("ledger_component 第 7 行的 code")
    assert word in told


def test_what_is_refused_for_another_reason_is_told_in_the_engines_words() -> None:
    assert refused(Component, [(1, "deeds")], ValueError("strange")).endswith("strange")


def test_what_each_engine_derives_by_itself_does_not_move() -> None:
    labels = {model._meta.label for model in moved_models()}
    assert {"ledger.Entry", "ledger.Seal", "casework.Concern", "sessions.Session"} <= labels
    assert labels.isdisjoint({"casework.IndexProgress", "ledger.SchemaMark"})


@pytest.mark.django_db(transaction=False)
def test_a_marked_database_lets_nothing_in_and_says_where_it_goes(cli, now) -> None:
    put_mark(MOVING, WHERE, SINCE)
    assert look().standing is Standing.MOVED
    with pytest.raises(NotAllowed, match="--give-up"):
        seal(now=now)
    put_mark(MOVED, WHERE, SINCE)
    assert (mark_of().state, mark_of().target, mark_of().since) == (MOVED, WHERE, SINCE)
    with pytest.raises(NotAllowed, match="DATABASE_URL"):
        go_live(unit="990100", on=now.date(), by=cli, now=now)


@pytest.mark.django_db
def test_a_mark_comes_off_without_a_trace(cli, now) -> None:
    put_mark(MOVED, WHERE, SINCE)
    take_mark_off()
    assert mark_of() is None
    assert look().standing is Standing.RIGHT
    assert go_live(unit="990100", on=now.date(), by=cli, now=now).pk
