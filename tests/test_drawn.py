"""No key and no number that leaves the office is counted: among those of which one sees a part, no gap tells of others.

Every table and everything that bears a number is walked. What is counted all the same is named here, and why nobody
learns from a gap in it what is not for them.
"""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Model

from tests.one_of_each import one_of_each
from tests.test_access import URLS
from tests.test_no_oracle_anywhere import arguments_of
from zerentian.ledger import drawn
from zerentian.ledger.drawn import DrawnKeyField, SerialField
from zerentian.organization.models import Unit

ROOT = Path(__file__).resolve().parent.parent
pytestmark = [pytest.mark.django_db]

# Tables whose keys are counted. No address, no reference and no form names a row of theirs by it.
COUNTED = {
    "ledger.Entry": "named by its uuid, and by its place in the log, whose size every checkpoint prints",
    "ledger.Instance": "one row",
    "ledger.LateLimit": "named by its verb",
    "ledger.DeclaredKey": "named by its fingerprint",
    "ledger.SchemaMark": "the program's own",
    "ledger.Component": "sums: never named",
    "ledger.Place": "sums: never named",
    "ledger.Posting": "sums: never named",
    "ledger.MonthTotal": "sums: never named",
    "ledger.Node": "nodes of the tree: named by level and place",
    "web.Findable": "what is searched: named by what it was made from",
    "web.SearchTerm": "what is searched: never named",
    "web.SearchProgress": "one row",
    "auth.Permission": "the framework's, not used",
    "auth.Group": "the framework's, not used",
    "contenttypes.ContentType": "the framework's",
}
DRAWN = "eight digits, drawn"
GIVEN = "given by whoever made the paper or place that it is of"
WITHIN = "counted within its own matter: who sees one sees all"
# Everything with a number, and where it comes from.
NUMBERS = {
    "casework.Concern": DRAWN,
    "rectification.Finding": DRAWN,
    "rectification.RiskPoint": DRAWN,
    "rectification.Patrol": DRAWN,
    "rectification.LandMatter": DRAWN,
    "reports.Scorecard": DRAWN,
    "community.Notice": DRAWN,
    "community.Inquiry": DRAWN,
    "reports.Sample": DRAWN,
    "reports.Transfer": DRAWN,
    "duties.Basis": GIVEN,
    "duties.FunctionItem": GIVEN,
    "rectification.CountySignal": GIVEN,
    "community.InquiryFee": GIVEN,  # how many copies
    "reports.TransferPaper": GIVEN,  # that of the paper
    "ledger.Seal": "the log is one for all, and each checkpoint says how long it is",
    "duties.Meeting": "counted among meetings of its kind in a year, all of which are announced",
    "duties.Decision": "counted within its meeting; that a matter was inner is printed in the minutes for everybody",
    "duties.Letter": "counted among the letters of its unit in a year: that every post signs one is published",
    "reports.Report": "a report is issued to be shown, and none is of a protected matter: a gap is another report, or"
    " one whose number was voided in an entry that everybody may read",
    "rectification.Household": WITHIN,
    "community.NoticeVersion": WITHIN,
    "community.NoticeStep": WITHIN,
    "community.LessonMaterial": WITHIN,
    "exchange.FormFile": WITHIN,
    "reports.ScoreItem": WITHIN,
}
EIGHT = re.compile(r"(?<!\d)[1-9]\d{7}$")


def counted_keys() -> set[str]:
    """Return the labels of the tables whose keys are counted."""
    return {
        model._meta.label
        for model in apps.get_models()
        if isinstance(model._meta.pk, models.AutoField) and not isinstance(model._meta.pk, DrawnKeyField)
    }


def test_the_keys_of_all_tables_but_those_that_nobody_is_told_are_drawn():
    assert counted_keys() == set(COUNTED)


def test_a_drawn_key_asks_nothing_of_what_is_there(django_assert_num_queries):
    for model in apps.get_models():
        if isinstance(pk := model._meta.pk, DrawnKeyField):
            with django_assert_num_queries(0):
                key = pk.get_pk_value_on_save(model())
            assert len(str(key)) == 18


def test_keys_follow_each_other_whatever_the_clock_says_and_between_them_lies_time_alone(monkeypatch):
    draw, moments = drawn.Draw(), iter((5_000, 5_000, 4_000, 4_000, 900_000_000))
    monkeypatch.setattr(drawn.time, "time_ns", lambda: (drawn.BEGINNING + next(moments)) * 1_000_000)
    keys = [draw() for _ in range(5)]
    assert keys == sorted(set(keys))
    first, last = (drawn.Draw() for _ in range(2))
    monkeypatch.setattr(drawn.time, "time_ns", lambda: (drawn.BEGINNING + 7_000) * 1_000_000)
    monkeypatch.setattr(drawn.secrets, "randbits", lambda bits: 0)
    busy, quiet = [first() for _ in range(200)], last()
    monkeypatch.setattr(drawn.time, "time_ns", lambda: (drawn.BEGINNING + 8_000) * 1_000_000)
    assert busy[0] == quiet
    assert first() == last(), "two hundred rows that others made a second ago leave no trace in a key"


def test_whatever_bears_a_number_has_it_drawn_or_says_why_not():
    numbered = {
        model._meta.label: any(isinstance(one, SerialField) for one in model._meta.concrete_fields)
        for model in apps.get_models()
        if hasattr(model, "number")
    }
    assert set(numbered) == set(NUMBERS)
    assert all(NUMBERS[label] == DRAWN for label, has_serial in numbered.items() if has_serial)


def test_a_serial_that_is_taken_is_drawn_again(monkeypatch):
    made = one_of_each(Unit.objects.get(code="990101-DZ"))
    for label in ("rectification.Finding", "rectification.LandMatter", "reports.Scorecard"):
        there, offered = made[label], iter((made[label].serial, made[label].serial, 47_114_711))
        monkeypatch.setattr(drawn, "new_serial", lambda: next(offered))  # noqa: B023
        other = type(there)(**{field.attname: getattr(there, field.attname) for field in bare(there)})
        other.save()
        assert other.serial == 47_114_711
        assert str(47_114_711) in other.number
        assert not EIGHT.search(there.number), "a row that is older keeps the number it has"


def bare(row: Model) -> list[models.Field]:
    """Return the fields of a row but for those that are its own."""
    return [
        one for one in row._meta.concrete_fields if not one.primary_key and not isinstance(one, SerialField)
    ]


def test_no_address_takes_the_key_of_a_table_that_is_counted():
    """Keys in addresses are whole numbers: each belongs to a row that ``one_of_each`` puts there, or is within it."""
    known = {"pk", "first", "second", "meeting", "objection", "household", "party", "mark", "reading", "told"}
    within = {"item", "number", "round", "version", "year"}
    taken = {
        argument for name in URLS for argument, kind in arguments_of(name).items() if kind == "IntConverter"
    }
    assert taken <= known | within, "say of a new argument whether it is a key"


# What a page takes from its address and cuts to a length of its own: none of it is a key.
CUT = {"about", "at", "before", "concern", "period", "place", "q", "kind", "name", "email"}
SLICED = re.compile(r"""request\.(?:GET|POST)\.get\(\s*["']?(\w+)["']?[^()]*\)\[:(\d+)\]""")
SHORT = re.compile(r"\blen\((?:key|typed|asked)\) *< *(\d+)")


def test_no_door_takes_a_key_for_too_long():
    """A key has eighteen digits: what cuts or refuses longer ones than some counted key had would find no row."""
    sources = [path for path in ROOT.glob("zerentian/*/**/*.py") if "tests" not in path.parts]
    cut = {
        (path.name, found[1])
        for path in sources
        for found in SLICED.finditer(path.read_text())
        if found[1] not in CUT and int(found[2]) < 18
    }
    assert cut == set()
    assert {
        (path.name, found[0])
        for path in sources
        for found in SHORT.finditer(path.read_text())
        if int(found[1]) < 19
    } == set()
