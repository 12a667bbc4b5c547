"""No door takes a day that nothing can have: no form of any room, and no entry, whoever brings it."""

import ast
import re
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.db import transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

import zerentian
from conftest import LONG_AGO, NOW
from zerentian.ledger.actions import record
from zerentian.ledger.actions.recording import Statement, check_days, check_occurred
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import VERBS
from zerentian.ledger.rules.days import FACT_WORDS, FIRST_DAY, in_range, last_day, period_within
from zerentian.ledger.rules.periods import BadPeriod
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.verbs import Day
from zerentian.organization.forms.days import DayField, MomentField, period_written
from zerentian.organization.forms.units import RenameForm

ROOT = Path(zerentian.__file__).parent
TODAY = NOW.date()
STRAY = ["0026-01-01", "1026-01-01", "1900-01-01", "1949-09-30", "2047-03-02", "9999-12-31"]


def form_days() -> list[tuple[type, str, forms.DateField | forms.DateTimeField]]:
    """Return every field for a day or a moment of every form class of every room."""
    files = [*ROOT.glob("*/forms/*.py"), *ROOT.glob("*/forms.py")]
    for path in files:
        import_module(".".join(["zerentian", *path.relative_to(ROOT).with_suffix("").parts]))
    classes, found = [forms.Form], []
    while classes:
        kind = classes.pop()
        classes += kind.__subclasses__()
        if kind.__module__.startswith("zerentian."):
            found += [
                (kind, name, field)
                for name, field in kind.base_fields.items()
                if isinstance(field, forms.DateField | forms.DateTimeField)
            ]
    return found


FORM_DAYS = form_days()
FACT_DAYS = [
    (verb, name, kind)
    for verb in VERBS.values()
    for name, kind in verb.facts.items()
    if isinstance(kind, Day)
]


def test_every_room_with_forms_is_looked_at() -> None:
    rooms = {kind.__module__.split(".")[1] for kind, _, _ in FORM_DAYS}
    assert rooms >= {"casework", "duties", "exchange", "organization", "web"}
    assert len(FACT_DAYS) > 40


@pytest.mark.parametrize(
    ("kind", "name", "field"), FORM_DAYS, ids=lambda given: getattr(given, "__name__", None)
)
def test_no_form_takes_a_day_that_nothing_can_have(db, kind, name, field) -> None:
    for stray in STRAY:
        text = f"{stray}T09:30" if isinstance(field, MomentField) else stray
        with pytest.raises(forms.ValidationError, match=rf"不在 1949-10-01 至 {furthest(field)} 之间"):
            field.clean(text)


def furthest(field) -> date:
    """Return the last day that a field takes: twenty years on, sooner where its own trade says so, never later."""
    years = getattr(field, "years", 20)
    assert years <= 20
    return last_day(TODAY, years)


@pytest.mark.parametrize(
    ("kind", "name", "field"), FORM_DAYS, ids=lambda given: getattr(given, "__name__", None)
)
def test_every_form_takes_the_first_and_the_last_day(db, kind, name, field) -> None:
    assert isinstance(field, DayField | MomentField), f"{kind.__name__}.{name}: use organization.forms.days"
    for day in (FIRST_DAY, furthest(field)):
        text = f"{day}T09:30" if isinstance(field, MomentField) else str(day)
        assert field.clean(text)


def test_a_form_says_the_range_in_the_language_of_the_page(db) -> None:
    with translation.override("en"):
        form = RenameForm({"name": "上坪社区", "first": "0026-03-01"})
        assert form.errors["first"] == ["Not between 1949-10-01 and 2046-03-02: check the year."]


def test_a_right_may_run_a_hundred_years(db) -> None:
    assert DayField(years=100).clean("2126-03-02") == date(2126, 3, 2)
    with pytest.raises(forms.ValidationError, match="2126-03-02"):
        DayField(years=100).clean("2126-03-03")


@pytest.mark.parametrize(("verb", "name", "kind"), FACT_DAYS, ids=lambda given: getattr(given, "code", None))
def test_no_entry_takes_a_day_that_nothing_can_have(db, verb, name, kind) -> None:
    said = Statement(verb=verb.code, subject="trial:1", unit="")
    for stray in STRAY:
        for day in (stray, date.fromisoformat(stray)):
            with pytest.raises(NotAllowed) as refused:
                check_days(said, verb, {name: day}, TODAY)
            words = refused.value.words
            assert f"{FACT_WORDS[name].zh} {stray} 不在 1949-10-01 至 2046-03-02 之间" in words.zh
            assert f"{FACT_WORDS[name].en} is {stray}" in words.en
    check_days(said, verb, {name: str(last_day(TODAY, 20))}, TODAY)


def test_recording_checks_the_days(db, administrator) -> None:
    given = {"subject": "unit:990100", "unit": "990100", "by": administrator, "now": NOW}
    with transaction.atomic():
        with pytest.raises(NotAllowed, match="起始日期 9999-12-31"):
            record("unit.renamed", facts={"first": date(9999, 12, 31)}, **given)
        with pytest.raises(NotAllowed, match="发生日期 1026-03-01"):
            record("unit.renamed", facts={"first": LONG_AGO}, occurred_on=date(1026, 3, 1), **given)


def test_what_was_entered_before_days_had_a_range_can_still_be_put_right(
    db, administrator, monkeypatch
) -> None:
    given = {"subject": "unit:990100", "unit": "990100", "by": administrator, "now": NOW}
    with transaction.atomic(), monkeypatch.context() as earlier:
        earlier.setattr("zerentian.ledger.actions.recording.stray_days", lambda *given: [])
        first = record("unit.renamed", facts={"first": date(9999, 12, 31)}, **given)
    with transaction.atomic():
        mended = record(
            "unit.renamed", facts={"first": date(9999, 12, 31)}, replaces=first, change="voided", **given
        )
        assert Entry.objects.get(pk=mended.pk).fact["first"] == "9999-12-31"
        with pytest.raises(NotAllowed, match="9999-12-31"):
            record("unit.renamed", facts={"first": "9999-12-31"}, **{**given, "subject": "unit:990101"})


def test_a_day_of_an_entry_neither_lies_ahead_nor_before_the_first(db) -> None:
    said = Statement(verb="unit.renamed", subject="trial:1", unit="")
    check_occurred(said, FIRST_DAY, TODAY)
    check_occurred(said, TODAY, TODAY)
    for stray in (FIRST_DAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(NotAllowed, match="发生日期"):
            check_occurred(said, stray, TODAY)


@given(st.dates(date(1970, 1, 1), date(2199, 12, 31)), st.dates(), st.sampled_from([20, 100]))
def test_the_range_ends_the_stated_years_after_today(today, day, years) -> None:
    end = last_day(today, years)
    assert end.year == today.year + years
    assert in_range(day, today, years) == (FIRST_DAY <= day <= end)


# A day that somebody typed, in a table or a field, is repeated as it was typed; the rest here are no days.
AS_TYPED = {"ledger/rules/days.py", "organization/rules/notices.py"}
NO_DAYS = {"ledger/actions/recording.py", "exchange/rules/form_puts.py", "exchange/rules/references.py"}
NO_DAYS |= {"exchange/rules/templates.py"}
DAY_NAMES = re.compile(r"(^|_)(day|due|since|last|first|end|earliest|until|on|from|to|packed|today)$")


def days_said() -> Iterator[str]:
    """Yield where a refusal says a day in Chinese as a machine writes it."""
    for path in sorted(ROOT.glob("*/**/*.py")):
        room = path.relative_to(ROOT).as_posix()
        if "tests" in path.parts or room in AS_TYPED | NO_DAYS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"NotAllowed", "Words"}:
                yield from (f"{room}:{node.lineno}" for arg in node.args[:1] if says_a_day(arg))


def says_a_day(words: ast.expr) -> bool:
    """Tell whether a text puts in something called like a day as it stands."""
    held = [one.value for one in getattr(words, "values", []) if isinstance(one, ast.FormattedValue)]
    names = [getattr(one, "id", getattr(one, "attr", "")) for one in held if not isinstance(one, ast.Call)]
    return any(DAY_NAMES.search(name) for name in names)


def test_a_refusal_says_its_days_as_people_write_them() -> None:
    assert list(days_said()) == []


@pytest.mark.parametrize(
    "period", ["0001", "1948H2", "9999-12", "2026-01-01..9999-12-31", "0001-01-01..2026-01-01"]
)
@pytest.mark.django_db
def test_no_period_lies_where_no_day_does(period):
    with pytest.raises(BadPeriod, match="核对年份"):
        period_within(period, TODAY)
    with pytest.raises(forms.ValidationError):
        period_written(period)


# What reads a period from what the program itself wrote down, and not from what somebody typed.
OWN = {
    "duties/listed/letter_years.py",
    "exchange/actions/form_values.py",
    "exchange/actions/opened.py",
    "exchange/models/county_forms.py",
    "exchange/rules/form_maps.py",
    "exchange/rules/upward.py",
    "exchange/views/upward.py",
    "ledger/rules/days.py",
    "ledger/rules/periods.py",
    "organization/telling.py",
    "reports/actions/annex.py",
    "reports/actions/composing.py",
    "reports/actions/redacting.py",
    "reports/actions/sampling.py",
    "reports/actions/signing.py",
    "reports/actions/statements.py",
    "reports/inspection.py",
    "reports/models/drafts.py",
    "reports/rules/periods.py",
    "reports/shown/oversight.py",
    "reports/shown/scorecards.py",
    "reports/views/outlines.py",
    "reports/views/reports.py",
    "web/deadlines.py",
    "web/views/figures.py",
}


def test_a_period_that_somebody_types_is_read_at_one_door():
    parsing = {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if not {"tests", "demo", "migrations"} & set(path.parts) and "Period.parse(" in path.read_text()
    }
    assert parsing == OWN
