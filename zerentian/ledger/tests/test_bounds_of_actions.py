"""Bounds of the ledger's own actions: limits in force, declarations, drawn keys, seals, exports."""

from datetime import date, timedelta

import pytest

from zerentian.ledger import drawn, once
from zerentian.ledger.actions import declare_figures, go_live, recording, set_late_limit
from zerentian.ledger.actions.keys import recover, rotate_key
from zerentian.ledger.actions.proving import envelope
from zerentian.ledger.actions.recording import in_force, went_live_on
from zerentian.ledger.actions.rows import record_on, void_on
from zerentian.ledger.actions.sealing import sealed_surely
from zerentian.ledger.drawn import LEAST, Draw, free_number, named_by, new_serial
from zerentian.ledger.export import export_log
from zerentian.ledger.figures.catalogue import section
from zerentian.ledger.models import Entry, LateLimit, Node, Seal
from zerentian.ledger.models.entries import new_mark
from zerentian.ledger.registry import (
    FIGURES,
    VERBS,
    condition,
    definition_digest,
    posts_digest,
    posts_feeding,
    register,
    verb_of,
)
from zerentian.ledger.rules.merkle import inclusion_holds, leaf_hash
from zerentian.ledger.rules.note import read_note
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.sums import Balance, Split
from zerentian.ledger.rules.verbs import BrokenSchema, Verb

from .conftest import NOW, VILLAGE, figure

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


class TestRecording:
    def test_an_entry_says_when_why_and_where_it_happened_today_by_default(self, note_down, writer):
        first = note_down(occurred_on=None)
        assert first.occurred_on == TODAY
        assert (first.recorded_at, first.actor_id, first.unit) == (NOW, writer.pk, VILLAGE)
        second = note_down(subject="trial:2", because=first)
        assert (second.because, second.replaces, second.change) == (first.uuid, None, "")
        assert (first.because, first.index, first.replaced_at) == (None, None, None)

    @pytest.mark.parametrize(
        "said",
        [
            {"subject": "Trial:1"},
            {"subject": "trial"},
            {"subject": "trial:a b"},
            {"unit": "990100//x"},
            {"unit": "/990100"},
            {"unit": "/".join(["a"] * 11)},
            {"change": "corrected"},
        ],
    )
    def test_what_is_no_reference_and_a_change_of_nothing_is_refused(self, note_down, said):
        with pytest.raises(BrokenSchema):
            note_down(**said)
        assert note_down(unit="/".join(["a"] * 10)).pk

    def test_a_replacement_names_how_it_replaces(self, note_down):
        first = note_down()
        for change in ("", "altered"):
            with pytest.raises(BrokenSchema, match="names what it replaces and how"):
                note_down(replaces=first, change=change)

    @pytest.mark.parametrize(("day", "is_allowed"), [(date(1949, 9, 30), False), (date(1949, 10, 1), True)])
    def test_nothing_happened_before_the_founding(self, note_down, day, is_allowed):
        if is_allowed:
            assert note_down(occurred_on=day).occurred_on == day
        else:
            with pytest.raises(NotAllowed, match="发生日期 1949-09-30 不在"):
                note_down(occurred_on=day)

    @pytest.mark.parametrize(("days", "late"), [(4, False), (5, False), (6, True)])
    def test_an_entry_is_late_beyond_the_limit_in_force_on_its_day(self, note_down, demo, days, late):
        set_late_limit(verb="trial.done", days=5, since=TODAY, by=demo, now=NOW)
        set_late_limit(verb="trial.done", days=50, since=TODAY + DAY, by=demo, now=NOW)
        entry = note_down(occurred_on=TODAY - days * DAY)
        assert (entry.fact["late_days"], entry.fact["late_limit"]) == (days, 5)
        assert ("late" in entry.fact) is late
        assert in_force("trial.done", NOW)[1] == 5
        assert in_force("trial.done", NOW + DAY)[1] == 50
        assert in_force("trial.done", NOW - DAY)[1] is None

    def test_a_limit_is_set_anew_for_its_day_and_only_where_there_is_one(self, demo):
        for days in (5, 9):
            set_late_limit(verb="trial.done", days=days, since=TODAY, by=demo, now=NOW)
        assert [one.days for one in LateLimit.objects.filter(verb="trial.done")] == [9]
        with pytest.raises(NotAllowed, match=r"trial\.opened 不适用补录时限"):
            set_late_limit(verb="trial.opened", days=5, since=TODAY, by=demo, now=NOW)
        fact = Entry.objects.filter(verb="ledger.late_limit_set").latest("pk").fact
        assert fact == {"verb": "trial.done", "days": 9, "since": "2026-03-02"}

    def test_a_unit_goes_live_once_and_those_below_with_it(self, demo):
        entry = go_live(unit="990100/990101", on=date(2026, 1, 1), by=demo, now=NOW)
        assert (entry.subject, entry.unit, entry.occurred_on) == (
            "unit:990101",
            "990100/990101",
            date(2026, 1, 1),
        )
        with pytest.raises(NotAllowed, match="启用日不可更改"):
            go_live(unit="990100/990101", on=TODAY, by=demo, now=NOW)
        go_live(unit=VILLAGE, on=date(2026, 2, 1), by=demo, now=NOW)
        days = [went_live_on(unit) for unit in ("990100", "990100/990101", VILLAGE, f"{VILLAGE}/x")]
        assert days == [None, date(2026, 1, 1), date(2026, 2, 1), date(2026, 2, 1)]
        assert went_live_on("990100/990102") is None

    @pytest.mark.parametrize(("day", "state"), [("2025-12-31", "imported"), ("2026-01-01", "late")])
    def test_what_is_imported_of_before_going_live_is_an_import(self, note_down, demo, day, state):
        go_live(unit="990100/990101", on=date(2026, 1, 1), by=demo, now=NOW)
        entry = note_down(occurred_on=date.fromisoformat(day), imported=True)
        assert entry.time_state == state
        again = note_down(occurred_on=entry.occurred_on, replaces=entry, change="corrected")
        assert again.time_state == state
        assert again.fact["corrected"] is True

    def test_a_text_with_an_unseen_sign_is_refused_where_no_entry_spoke_of_its_row(self, note_down, village):
        village.code = "9901\u200b01"
        with pytest.raises(NotAllowed, match=r"看不见的字符（U\+200B）"):
            note_down(rows=[village])

    def test_what_a_door_claims_is_asked_before_each_entry(self, note_down):
        asked = []
        with once.claiming(asked.append):
            note_down()
        note_down(subject="trial:2")
        assert asked == [NOW]

    def test_facts_have_four_kilobytes_at_most(self, note_down, monkeypatch):
        size = len(note_down().facts.encode())
        monkeypatch.setattr(recording, "MAX_FACTS_BYTES", size)
        assert note_down(subject="trial:2").pk
        monkeypatch.setattr(recording, "MAX_FACTS_BYTES", size - 1)
        with pytest.raises(NotAllowed, match="一次登记的内容过多"):
            note_down(subject="trial:3")

    def test_an_entry_on_a_row_counts_at_its_path_and_is_voided_on_its_day(self, village, demo):
        facts = {"kind": "visit"}
        entry = record_on(
            village, "trial.done", by=demo, now=NOW, unit=VILLAGE, facts=facts, occurred_on=TODAY - DAY
        )
        assert (entry.subject, entry.unit) == (village.ref, VILLAGE)
        assert f"row:{village.row_key}" in entry.commitment
        gone = void_on(village, entry, by=demo, now=NOW, facts=facts)
        assert (gone.replaces, gone.change, gone.occurred_on) == (entry.uuid, "voided", TODAY - DAY)


class TestDeclared:
    def test_a_verb_and_a_figure_are_declared_once(self):
        same = VERBS["trial.done"]
        assert register(verbs=[same]) is None
        for verb in (Verb("trial.done", "另"), Verb("Trial.done", "坏"), Verb("trial", "坏")):
            with pytest.raises(BrokenSchema, match="malformed or declared twice"):
                register(verbs=[verb])
        with pytest.raises(BrokenSchema, match=r"the figure trial\.count is declared twice"):
            register(figures=[figure("trial.count", "sum", "trials")])
        with pytest.raises(BrokenSchema, match=r"no room declares the verb trial\.none"):
            verb_of("trial.none")

    def test_a_split_and_a_balance_name_figures_that_there_are(self, monkeypatch):
        for said in (
            {"splits": [Split("trial.count", ("trial.x",))]},
            {"balances": [Balance("trial.y", (), ())]},
        ):
            for name in ("SPLITS", "BALANCES"):
                monkeypatch.setattr(f"zerentian.ledger.registry.{name}", {})
            with pytest.raises(BrokenSchema, match=r"no figure trial\.[xy]"):
                register(**said)

    def test_a_figure_is_fed_by_the_posts_of_its_components_in_the_order_of_verbs(self):
        fed = posts_feeding(FIGURES["trial.on_time"])
        assert [(verb, post.component) for verb, post in fed] == [
            ("trial.closed", "trial_in_time"),
            ("trial.closed", "trial_due"),
        ]
        (first, _second) = condition(FIGURES["trial.on_time"])
        assert (first["verb"], first["component"]) == ("trial.closed", "trial_in_time")
        assert [verb for verb, _ in posts_feeding(FIGURES["trial.open"])] == ["trial.closed", "trial.opened"]

    def test_a_definition_is_recorded_when_it_is_new_or_changed_and_once(self, demo, monkeypatch):
        new = declare_figures(by=demo, now=NOW)
        assert {one.fact["figure"] for one in new} == {code for code in FIGURES if code.startswith("trial.")}
        assert {one.fact["version"] for one in new} == {1}
        assert declare_figures(by=demo, now=NOW) == []
        monkeypatch.setitem(FIGURES, "trial.count", figure("trial.count", "count", "trial_patrols"))
        assert [one.fact["figure"] for one in declare_figures(by=demo, now=NOW)] == ["trial.count"]

    def test_what_verbs_add_up_to_has_a_digest(self, monkeypatch):
        before = posts_digest()
        monkeypatch.setitem(VERBS, "trial.done", Verb("trial.done", "试做"))
        assert posts_digest() != before

    def test_the_catalogue_says_what_a_figure_is_made_of(self):
        told = section("trial.on_time")
        assert "## `trial.on_time` 试（件） · trial" in told
        assert "- measure: ratio; component `trial_in_time` over `trial_due`; version 1" in told
        assert "- fed by: `trial.closed`\n" in told
        digest = definition_digest(FIGURES["trial.on_time"])
        assert f"- definition: `{digest[:16]}`\n" in told


class TestDrawn:
    def test_keys_are_drawn_in_the_order_of_the_making_with_eighteen_digits(self):
        draw = Draw()
        keys = [draw() for _ in range(500)]
        assert keys == sorted(set(keys))
        assert {len(str(key)) for key in keys} == {18}

    def test_a_clock_that_went_back_draws_on_from_the_last(self, monkeypatch):
        draw = Draw()
        monkeypatch.setattr(drawn.time, "time_ns", lambda: (drawn.BEGINNING + 1000) * 10**6)
        first = draw()
        assert LEAST + (1000 << 16) <= first < LEAST + (1001 << 16)
        monkeypatch.setattr(drawn.time, "time_ns", lambda: (drawn.BEGINNING - 5) * 10**6)
        second = draw()
        assert 1 <= second - first <= 2**8
        assert LEAST <= Draw()() < LEAST + 2**16, "before the beginning is the beginning"

    def test_a_number_that_is_taken_is_drawn_again(self, monkeypatch):
        assert all(10_000_000 <= new_serial() <= 99_999_999 for _ in range(200))
        serials = iter([1, 2, 3])
        monkeypatch.setattr(drawn, "new_serial", lambda: next(serials))
        assert free_number("x-", {"x-1", "x-2"}.__contains__) == "x-3"
        assert named_by(123_456_789_012) == "56789012"

    def test_a_mark_lies_above_every_row_number(self):
        assert all(2**62 <= new_mark() < 2**63 for _ in range(50))


class TestSealing:
    def test_seals_are_numbered_and_hold_their_head(self, note_down, seal_now):
        note_down()
        first = seal_now()
        note_down(subject="trial:2")
        second = seal_now()
        assert (second.number, second.size) == (first.number + 1, first.size + 1)
        head, signatures = read_note(second.note)
        assert (head.size, head.root, len(signatures)) == (second.size, bytes(second.root), 1)
        assert len(second.vkeys.splitlines()) == 1
        assert sealed_surely(NOW) == second

    def test_only_whole_tiles_are_kept_as_nodes(self, note_down, seal_now):
        note_down()
        size = seal_now().size
        assert {level % 8 for level in Node.objects.values_list("level", flat=True)} <= {0}
        assert Node.objects.filter(level=8).count() == size >> 8

    def test_a_seal_never_goes_back_in_time(self, note_down, seal_now):
        note_down()
        first = seal_now()
        note_down(subject="trial:2", now=NOW - timedelta(seconds=20))
        assert sealed_surely(NOW - timedelta(seconds=20)).sealed_at == first.sealed_at

    def test_an_envelope_proves_its_entry_and_seals_it_first(self, note_down):
        entry = note_down()
        told = envelope(entry, NOW)
        assert told["index"] == entry.index is not None
        head, _signatures = read_note(told["checkpoint"])
        path = [bytes.fromhex(step) for step in told["path"]]
        leaf = leaf_hash(told["entry"].encode())
        assert inclusion_holds(leaf, told["index"], head.size, path, head.root)
        assert told["vkey"].startswith(head.origin)
        again = note_down(subject="trial:2")
        sealed_surely(NOW)
        assert envelope(entry, NOW) == told, "by the first seal over it, whatever came after"
        assert again.index is None

    def test_a_rotation_names_both_keys_and_is_signed_by_both(self, note_down, demo, seal_now):
        entry = rotate_key(by=demo, now=NOW)
        assert entry.fact["old_key"] != entry.fact["new_key"]
        assert len(entry.fact["old_signature"]) == len(entry.fact["new_signature"]) == 128
        assert len(seal_now().vkeys.splitlines()) == 2
        note_down()
        assert len(seal_now().vkeys.splitlines()) == 1

    def test_nothing_is_recovered_where_nothing_is_missing(self, note_down, demo, seal_now):
        note_down()
        seal_now()
        with pytest.raises(NotAllowed, match="无需恢复"):
            recover(origin="demo-new", by=demo, now=NOW)


class TestExport:
    def test_an_export_counts_what_is_new_and_writes_it_once(self, note_down, seal_now, tmp_path):
        note_down()
        size = seal_now().size
        first = export_log(tmp_path / "log")
        assert (first.size, first.new) == (size, size)
        files = [path for path in (tmp_path / "log").rglob("*") if path.is_file()]
        assert first.files == len(files)
        note_down(subject="trial:2")
        seal_now()
        second = export_log(tmp_path / "log")
        assert (second.size, second.new) == (size + 1, 1)
        assert second.files <= first.files

    def test_without_a_seal_there_is_nothing_to_export(self, tmp_path, monkeypatch):
        monkeypatch.setattr(Seal.objects, "order_by", lambda *names: Seal.objects.none())
        with pytest.raises(NotAllowed, match="还没有封存"):
            export_log(tmp_path / "log")
        assert not (tmp_path / "log").exists()
