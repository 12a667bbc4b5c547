"""Small bounds of the ledger: rows at once, figures at the console, limits and clocks that leave an entry."""

import json
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zerentian.ledger import clock
from zerentian.ledger.actions import seal
from zerentian.ledger.actions.opening import set_demo_clock, set_late_limit
from zerentian.ledger.actions.recording import known_since
from zerentian.ledger.backup import generations
from zerentian.ledger.bulk import TOGETHER, defaults_of, insert_rows
from zerentian.ledger.cli.backup import restore
from zerentian.ledger.cli.figures import figures
from zerentian.ledger.export import export_log
from zerentian.ledger.figures import compute_all
from zerentian.ledger.figures.behind import days_late
from zerentian.ledger.foreign import Unopened
from zerentian.ledger.foreign.opening import Plain
from zerentian.ledger.models import Entry, Instance, LateLimit, Place
from zerentian.ledger.models.entries import committed_model
from zerentian.ledger.rules.days import FIRST_DAY, in_range, last_day, refuse_stray
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.signatures import signature_holds

from .conftest import NOW

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("count", [1, TOGETHER - 1, TOGETHER, TOGETHER + 1, 2 * TOGETHER + 3])
def test_any_number_of_rows_is_inserted_once_each(count: int) -> None:
    rows = [LateLimit(verb=f"trial.{one}", since=TODAY, days=one) for one in range(count)]
    insert_rows(LateLimit, rows)
    kept = LateLimit.objects.filter(verb__startswith="trial.").order_by("days").values_list("days", flat=True)
    assert list(kept) == list(range(count))
    assert not any(row._state.adding for row in rows)


def test_what_is_made_anew_for_each_row_is_told_from_what_all_share() -> None:
    constants, made = defaults_of(Place)
    assert "path" in constants
    assert not set(constants) & {name for name, _ in made}
    assert defaults_of(Entry)[1]


def test_no_figure_has_no_value() -> None:
    assert compute_all([], unit="", period=Period.parse("2026")) == []


def test_the_console_computes_for_the_topmost_unit_and_the_year_unless_told(county, clerk, now) -> None:
    Place.objects.create(path=county.path)
    seal(now=now)
    told = CliRunner().invoke(figures, ["--json"])
    asked = CliRunner().invoke(figures, ["--json", "--unit", county.path, "--period", str(now.year)])
    assert told.exit_code == asked.exit_code == 0
    assert json.loads(told.output) == json.loads(asked.output)
    assert {one["unit"] for one in json.loads(told.output)} == {county.path}


def test_a_late_limit_is_an_entry(demo, now) -> None:
    verb = "deed.recorded"
    set_late_limit(verb=verb, days=20, since=TODAY, by=demo, now=now)
    entry = Entry.objects.filter(verb="ledger.late_limit_set").latest("id")
    assert (entry.fact["verb"], entry.fact["days"]) == (verb, 20)


def test_only_a_demo_is_told_what_time_it_is(now) -> None:
    later = clock.now() + timedelta(days=3)
    assert set_demo_clock(to=later).clock_offset == 3 * 86_400
    Instance.objects.update(demo=False, clock_offset=0)
    with pytest.raises(NotAllowed, match="演示"):
        set_demo_clock(to=later)


def test_a_table_is_found_by_the_name_entries_use_and_by_no_other() -> None:
    assert committed_model("organization.unit")._meta.label_lower == "organization.unit"
    with pytest.raises(LookupError):
        committed_model("auth.user")
    with pytest.raises(LookupError):
        committed_model("ledger.seal")


def test_a_day_that_is_not_said_is_not_refused_and_a_stray_one_is() -> None:
    refuse_stray("due", None, TODAY, 20)
    for day in (FIRST_DAY, last_day(TODAY, 20)):
        assert in_range(day, TODAY, 20)
        refuse_stray("due", day, TODAY, 20)
    for day in (FIRST_DAY - timedelta(days=1), last_day(TODAY, 20) + timedelta(days=1)):
        with pytest.raises(NotAllowed, match=str(day)):
            refuse_stray("due", day, TODAY, 20)


def test_what_a_child_may_answer_is_plain_data_of_this_program() -> None:
    plain = Plain.__new__(Plain)
    assert Plain.find_class(plain, "zerentian.ledger.foreign.opening", "Unopened") is Unopened
    for module, name in (
        ("os", "system"),
        ("zerentian.ledger.foreign.opening", "Nursery"),
        ("zerentian.ledger.foreign.opening", "no_such"),
        ("builtins", "eval"),
    ):
        with pytest.raises(Exception, match=name):
            Plain.find_class(plain, module, name)
    # It is made anew of nothing but itself.
    assert Unopened().__reduce__()[:2] == (Unopened, ())


def test_a_chain_was_known_since_it_first_told_of_the_day_or_a_later_one(note_down) -> None:
    done = date(2026, 2, 25)
    first = note_down(occurred_on=done, now=NOW - timedelta(days=4))
    second = note_down(
        occurred_on=done, now=NOW - timedelta(days=1), replaces=first, change="corrected", because=None
    )
    later = NOW + timedelta(days=9)
    assert known_since(second, done, later) == known_since(first, done, later) == NOW - timedelta(days=4)
    assert known_since(None, done, later) == later
    # The day on which it was told counts as known, one before it as a placeholder.
    told_on = (NOW - timedelta(days=4)).date()
    assert known_since(second, told_on, later) == NOW - timedelta(days=4)
    assert known_since(second, told_on + timedelta(days=1), later) == NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("due", "days"), [("2026-03-01", 1), ("2026-03-02", 0), ("2026-03-09", 0), (None, 0)]
)
def test_what_is_due_is_late_by_the_days_that_passed_since(due: str | None, days: int) -> None:
    assert days_late(SimpleNamespace(fact={"due": due} if due else {}), TODAY) == days  # type: ignore[arg-type]


def test_a_rotation_is_signed_by_the_key_that_says_so_and_no_other() -> None:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()
    fact = {"old_key": public, "new_key": other.public_key().public_bytes_raw().hex()}
    statement = f"here\n{fact['old_key']}\n{fact['new_key']}\n".encode()
    signature = key.sign(statement).hex()
    assert signature_holds(public, signature, "here", fact)
    assert not signature_holds(public, signature, "elsewhere", fact)
    assert not signature_holds(public, other.sign(statement).hex(), "here", fact)
    assert not signature_holds(public, "no hex", "here", fact)


def test_a_file_that_a_backup_holds_already_is_not_kept_twice_and_leaves_nothing_behind(tmp_path) -> None:
    (tmp_path / "one").write_bytes(b"same")
    (tmp_path / "two").write_bytes(b"same")
    digest, fresh = generations.put(tmp_path / "kept", tmp_path / "one")
    assert fresh
    assert generations.put(tmp_path / "kept", tmp_path / "two") == (digest, False)
    held = [path for path in (tmp_path / "kept").rglob("*") if path.is_file()]
    assert held == [generations.stored(tmp_path / "kept", digest)]


def test_an_export_says_how_many_entries_it_has_written(seal_now, note_down, tmp_path) -> None:
    note_down()
    sealed = seal_now()
    said: list[int] = []
    export_log(tmp_path / "log", said.append)
    assert sum(said) == sealed.size


@pytest.mark.parametrize("said", [[], ["--check", "FOLDER"]], ids=["neither", "both"])
def test_a_restore_is_told_either_a_folder_or_to_check_what_stands(said: list[str], tmp_path) -> None:
    answer = CliRunner().invoke(restore, [str(tmp_path) if one == "FOLDER" else one for one in said])
    assert (answer.exit_code, "--check" in answer.output) == (2, True)
