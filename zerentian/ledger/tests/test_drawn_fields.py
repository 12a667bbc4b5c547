"""Keys and serials of rows are drawn when they are first saved, and columns look as they did when they were counted."""

from types import SimpleNamespace

import pytest

from zerentian.ledger import drawn
from zerentian.ledger.drawn import DrawnKeyField, SerialField


@pytest.fixture
def numbers(monkeypatch):
    """The serials that are drawn next."""
    numbers = [10_000_001, 10_000_002, 10_000_003]
    monkeypatch.setattr(drawn, "new_serial", lambda: numbers.pop(0))
    return numbers


def row_among(taken, **given):
    """Return a row of a table in which some serials are taken."""

    class Rows:
        @staticmethod
        def filter(**asked):
            ((name, value),) = asked.items()
            assert name == "serial"
            return SimpleNamespace(exists=lambda: value in taken)

    row = type("Row", (), {"_base_manager": Rows})()
    vars(row).update(given)
    return row


@pytest.fixture
def serial():
    """A serial's field under the name that rows have for it."""
    field = SerialField()
    field.set_attributes_from_name("serial")
    return field


def test_a_row_without_a_serial_gets_one_that_none_has_and_keeps_it(serial, numbers):
    row = row_among({10_000_001, 10_000_002}, serial=None)
    assert serial.pre_save(row, add=True) == row.serial == 10_000_003
    assert serial.pre_save(row, add=False) == 10_000_003
    assert numbers == []


def test_a_row_keeps_the_serial_that_it_has(serial, numbers):
    row = row_among({7}, serial=7)
    assert (serial.pre_save(row, add=True), row.serial, len(numbers)) == (7, 7, 3)


def test_a_serial_is_unique_and_no_persons_to_type_and_its_column_is_a_number():
    field = SerialField()
    assert (field.unique, field.editable) == (True, False)
    assert field.deconstruct()[1] == "django.db.models.BigIntegerField"


def test_a_key_is_drawn_on_saving_and_not_before(monkeypatch):
    monkeypatch.setattr(drawn, "new_key", lambda: 77)
    field = DrawnKeyField(primary_key=True)
    assert field.get_default() is None
    assert field.get_pk_value_on_save(SimpleNamespace()) == 77
    _, path, args, kwargs = field.deconstruct()
    assert (path, args, kwargs) == ("django.db.models.BigAutoField", [], {"primary_key": True})


def test_keys_of_one_moment_follow_each_other(monkeypatch):
    monkeypatch.setattr(drawn.time, "time_ns", lambda: (drawn.BEGINNING + 5) * 1_000_000)
    monkeypatch.setattr(drawn.secrets, "randbits", lambda bits: 3)
    monkeypatch.setattr(drawn.secrets, "randbelow", lambda below: below - 1)
    draw = drawn.Draw()
    first = drawn.LEAST + (5 << drawn.CHANCE_BITS) + 3
    assert [draw(), draw(), draw()] == [first, first + drawn.STEP, first + 2 * drawn.STEP]


def test_a_clock_before_the_beginning_draws_keys_of_the_beginning(monkeypatch):
    monkeypatch.setattr(drawn.time, "time_ns", lambda: 0)
    monkeypatch.setattr(drawn.secrets, "randbits", lambda bits: 0)
    assert drawn.Draw()() == drawn.LEAST


def test_a_number_is_drawn_again_while_something_has_it(numbers):
    taken = {"W2026-10000001"}
    assert drawn.free_number("W2026-", taken.__contains__) == "W2026-10000002"
