"""No single entry stops the sealer: what cannot be posted is sealed, set aside, and posted once it can be."""

import json
from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zerentian.ledger import bulk
from zerentian.ledger.actions import post_set_aside, record, recording, seal
from zerentian.ledger.actions.posting import rebuild_postings
from zerentian.ledger.export import export_log
from zerentian.ledger.exported import verify_export
from zerentian.ledger.figures import compute, entries_behind, page_behind
from zerentian.ledger.models import Entry, Posting, SetAside, waiting_entries
from zerentian.ledger.registry import VERBS
from zerentian.ledger.rules.contributions import MAX_AMOUNT, Unpostable, contributions, facts_of
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.verbs import Count, Day, Post, Verb
from zerentian.ledger.verification import verify_log

from .conftest import NOW, VILLAGE

YEAR = Period.parse("2026")


@pytest.fixture(autouse=True)
def before_days_had_a_range(monkeypatch) -> None:
    """Record as earlier versions did, which took any day: what they wrote must never stop the sealer."""
    monkeypatch.setattr(recording, "stray_days", lambda *given: [])


def opened(note_down, due: date = date(9999, 12, 31), **given) -> Entry:
    return note_down("trial.opened", facts={"due": due}, **given)


@pytest.fixture
def repaired():
    """Let a later version of the room post what this one cannot: without the day after."""

    def repair() -> None:
        VERBS["trial.opened"] = Verb(
            "trial.opened", "开", {"due": Day()}, posts=(Post("trial_overdue"), Post("trial_open"))
        )

    before = VERBS["trial.opened"]
    yield repair
    VERBS["trial.opened"] = before


def open_at(size: int | None = None) -> int | None:
    return compute("trial.open", unit=VILLAGE, period=YEAR, size=size).value


def test_a_due_day_at_the_end_of_the_calendar_is_sealed_and_set_aside(note_down, seal_now) -> None:
    stuck, sound = opened(note_down), note_down()
    assert seal_now().size == Entry.objects.count()
    assert list(waiting_entries()) == [Entry.objects.get(pk=stuck.pk)]
    assert SetAside.objects.get().reason == "day"
    assert not Posting.objects.filter(index=Entry.objects.get(pk=stuck.pk).index).exists()
    assert Posting.objects.filter(index=Entry.objects.get(pk=sound.pk).index).exists()


def test_verification_holds_and_says_how_many_are_set_aside(note_down, seal_now) -> None:
    opened(note_down)
    seal_now()
    findings = verify_log()
    assert findings.problems == []
    assert any("1 entries are sealed and set aside" in note for note in findings.notes)


def test_a_verb_that_is_no_longer_declared_is_set_aside(note_down, seal_now, repaired) -> None:
    opened(note_down, due=date(2026, 4, 1))
    VERBS.pop("trial.opened")
    seal_now()
    assert SetAside.objects.get().reason == "verb"
    repaired()


def test_an_amount_out_of_range_is_set_aside(note_down, seal_now) -> None:
    note_down("trial.counted", facts={"households": MAX_AMOUNT + 1})
    note_down("trial.counted", subject="trial:2", facts={"households": MAX_AMOUNT})
    seal_now()
    assert SetAside.objects.get().reason == "amount"
    assert compute("trial.households", unit=VILLAGE, period=YEAR).value == MAX_AMOUNT


def test_after_an_upgrade_it_is_posted_at_the_index_of_a_new_entry(
    note_down, seal_now, writer, repaired
) -> None:
    stuck = opened(note_down)
    before = seal_now().size
    repaired()
    (named,) = post_set_aside(by=writer, now=NOW)
    assert named.fact == {"entry": stuck.uuid.hex}
    assert post_set_aside(by=writer, now=NOW) == []
    assert open_at() == 0
    after = seal_now().size
    assert (open_at(before), open_at(after)) == (0, 1)
    assert SetAside.objects.get().posted_at == Entry.objects.get(pk=named.pk).index
    assert not waiting_entries().exists()
    assert verify_log().problems == []


def test_lists_behind_a_figure_show_the_entry_itself_not_the_one_that_posted_it(
    note_down, seal_now, writer, repaired
) -> None:
    stuck = opened(note_down)
    before = seal_now().size
    repaired()
    post_set_aside(by=writer, now=NOW)
    seal_now()
    assert [entry.pk for entry in entries_behind("trial.open", unit=VILLAGE, period=YEAR)] == [stuck.pk]
    assert not entries_behind("trial.open", unit=VILLAGE, period=YEAR, size=before)


def test_a_page_behind_a_count_shows_the_entry_itself(note_down, seal_now, writer) -> None:
    declared = VERBS.pop("trial.done")
    VERBS["trial.done"] = declared
    stuck = note_down()
    VERBS.pop("trial.done")
    seal_now()
    VERBS["trial.done"] = declared
    post_set_aside(by=writer, now=NOW)
    seal_now()
    assert [entry.pk for entry in page_behind("trial.count", unit=VILLAGE, period=YEAR, length=5)] == [
        stuck.pk
    ]


def test_a_rebuild_leaves_every_earlier_seal_as_it_was(note_down, seal_now, writer, repaired) -> None:
    opened(note_down)
    first = seal_now().size
    repaired()
    rebuild_postings()
    assert open_at() == 0
    post_set_aside(by=writer, now=NOW)
    second = seal_now().size
    rebuild_postings()
    assert (open_at(first), open_at(second)) == (0, 1)


def test_correcting_what_was_set_aside_settles_it(note_down, seal_now, writer) -> None:
    stuck = opened(note_down)
    seal_now()
    opened(note_down, due=date(2026, 4, 1), replaces=Entry.objects.get(pk=stuck.pk), change="corrected")
    seal_now()
    assert open_at() == 1
    assert not waiting_entries().exists()
    assert post_set_aside(by=writer, now=NOW) == []
    rebuild_postings()
    assert open_at() == 1
    assert verify_log().problems == []


def test_a_replacement_that_cannot_be_posted_takes_the_old_value_back(note_down, seal_now) -> None:
    first = opened(note_down, due=date(2026, 4, 1))
    seal_now()
    opened(note_down, replaces=Entry.objects.get(pk=first.pk), change="corrected")
    seal_now()
    assert open_at() == 0
    assert waiting_entries().count() == 1


def test_what_a_dropped_verb_posted_is_taken_back_from_its_own_postings(
    note_down, seal_now, repaired
) -> None:
    first = opened(note_down, due=date(2026, 4, 1))
    seal_now()
    opened(note_down, due=date(2026, 5, 1), replaces=Entry.objects.get(pk=first.pk), change="corrected")
    VERBS.pop("trial.opened")
    seal_now()
    assert open_at() == 0
    repaired()


def test_a_set_aside_entry_that_is_posted_at_its_own_place_is_found(note_down, seal_now) -> None:
    stuck = opened(note_down)
    seal_now()
    index = Entry.objects.get(pk=stuck.pk).index
    copied = Posting.objects.first() or Posting(component_id=1, place_id=1, day=date(2026, 1, 1), amount=1)
    Posting.objects.create(
        component_id=copied.component_id,
        place_id=copied.place_id,
        day=date(2026, 1, 1),
        index=index,
        amount=1,
        state=0,
        reversal=False,
    )
    assert [problem.place for problem in verify_log().problems] == [f"index {index}"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
stated = st.fixed_dictionaries(
    {},
    optional={
        name: json_values | st.dates().map(str) | st.integers(0, 2**60)
        for name in ("kind", "people", "days", "due", "in_time", "households", "evidence", "entry")
    },
)
texts = (
    stated.map(json.dumps)
    | st.text(max_size=20).map(lambda text: text.replace("\0", ""))
    | st.just("[" * 3000)
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from([*VERBS, "trial.done", "trial.opened", "gone.verb"]), texts), max_size=4
    )
)
def test_no_entry_whatever_it_says_stops_the_sealer(trial_room, writer, entries) -> None:
    with transaction.atomic():
        for verb, text in entries:
            entry = record(
                "trial.done", subject="trial:1", unit=VILLAGE, by=writer, now=NOW, facts={"kind": "visit"}
            )
            fields = [field.attname for field in Entry._meta.concrete_fields if field.name != "id"]
            bare = Entry(**{name: getattr(entry, name) for name in fields})
            bare.uuid, bare.verb, bare.facts = type(entry.uuid)(int=entry.uuid.int ^ 1), verb, storable(text)
            bare.save(force_insert=True)
        made = seal(now=NOW)
        assert made is not None
        assert made.size == Entry.objects.count()
        transaction.set_rollback(True)


def storable(text: str) -> str:
    """Return the text without what a database cannot hold."""
    return text.encode("utf-8", "ignore").decode()


@given(st.dates(), st.integers(-(2**70), 2**70), st.integers(-800, 800))
def test_a_contribution_is_within_the_journal_or_unpostable(due, amount, offset) -> None:
    posts = [
        Post("a", "n", day=(("due", offset),)),
        Post("b", day=(("occurred_on", 0), ("due", 1)), bucket="n"),
    ]
    stated = {"due": due.isoformat(), "n": amount}
    end = abs(amount) > MAX_AMOUNT or not 1 <= due.toordinal() + offset <= date.max.toordinal()
    if end or due == date.max:
        with pytest.raises(Unpostable):
            contributions(posts, unit="u", occurred_on=date(2026, 1, 1), facts=stated)
        return
    rows = contributions(posts, unit="u", occurred_on=date(2026, 1, 1), facts=stated)
    assert all(abs(row.amount) <= MAX_AMOUNT and date.min <= row.day <= date.max for row in rows)


def test_facts_that_are_no_flat_object_are_unpostable() -> None:
    for text in ("[1]", "{", '{"a":{}}', '{"a":null}', "[" * 5000, '"x"'):
        with pytest.raises(Unpostable):
            facts_of(text)


def test_small_chunks_give_the_same_log_as_one(note_down, seal_now, monkeypatch) -> None:
    for number in range(7):
        note_down(subject=f"trial:{number}", facts={"kind": "patrol", "people": number})
    whole = bulk.pending_entries
    monkeypatch.setattr(bulk, "pending_entries", lambda: whole(3))
    first = Entry.objects.order_by("id").first()
    note_down(subject=first.subject, verb="trial.done", facts={"kind": "visit"})
    made = seal_now()
    indexes = list(Entry.objects.order_by("id").values_list("index", flat=True))
    assert indexes == list(range(made.size))
    assert compute("trial.people", unit=VILLAGE, period=YEAR).value == 21
    assert verify_log().problems == []


def test_pending_entries_come_in_chunks_and_each_once(note_down) -> None:
    for number in range(5):
        note_down(subject=f"trial:{number}")
    with connection.cursor():
        chunks = [[entry.id for entry in chunk] for chunk in bulk.pending_entries(2)]
    flat = [pk for chunk in chunks for pk in chunk]
    assert flat == list(Entry.objects.pending().order_by("id").values_list("id", flat=True))
    assert max(map(len, chunks)) == 2


def test_a_count_beyond_the_schema_cannot_be_recorded() -> None:
    assert not Count().accepts(2**53)


def test_a_damaged_high_water_mark_is_a_sentence_and_a_finding(note_down, home) -> None:
    note_down()
    (home / "ledger").mkdir(exist_ok=True)
    for damage in (b"", b"\xff\xfe\x00", b"not a note", b"a\nb\nc\n\n"):
        (home / "ledger" / "high-water").write_bytes(damage)
        with pytest.raises(NotAllowed, match="high-water"):
            seal(now=NOW)
        assert "ledger/high-water" in [problem.place for problem in verify_log().problems]


@pytest.mark.parametrize("name", ["checkpoint", "vkey"])
@pytest.mark.parametrize("damage", [None, b"", b"\xff\x00", b"x\n1\ny\n\n"])
def test_a_damaged_export_is_a_sentence(note_down, seal_now, tmp_path, name, damage) -> None:
    note_down()
    seal_now()
    export_log(tmp_path / "log")
    path = tmp_path / "log" / name
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    with pytest.raises(NotAllowed, match=name):
        verify_export(tmp_path / "log")
