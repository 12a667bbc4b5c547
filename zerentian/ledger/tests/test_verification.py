"""Verification: whatever is altered behind the actions is found and named."""

import os
import shutil
import subprocess
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction

from zerentian.ledger.actions.keys import recover, rotate_key
from zerentian.ledger.export import export_log
from zerentian.ledger.exported import verify_export
from zerentian.ledger.keys import current_vkey, key_files, read_key
from zerentian.ledger.models import Entry, Node, Seal
from zerentian.ledger.rules.merkle import leaf_hash
from zerentian.ledger.rules.note import VerifierKey, read_note, sign, verifier_key
from zerentian.ledger.rules.refusals import Fork, NotAllowed
from zerentian.ledger.rules.tiles import bundle, tile_path, tiles_of, unbundle
from zerentian.ledger.verification import committed_models, verify_log


@pytest.fixture
def lifted(db):
    """Take the triggers away, as somebody with the database in hand could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE ledger_seal DISABLE TRIGGER USER")


@pytest.fixture
def filled(note_down, seal_now, writer):
    """A log of a few hundred entries under two seals."""
    for number in range(300):
        note_down(subject=f"trial:{number}", facts={"kind": "patrol", "people": number})
        if number == 100:
            seal_now()
    return seal_now()


def places(findings) -> list[str]:
    return [f"{problem.kind} {problem.place}" for problem in findings.problems]


def test_an_untouched_log_holds(filled) -> None:
    findings = verify_log()
    assert findings.problems == []
    assert findings.size == filled.size
    assert findings.root == filled.root_hex


def test_an_altered_entry_is_named(filled, lifted) -> None:
    entry = Entry.objects.get(subject="trial:50")
    Entry.objects.filter(pk=entry.pk).update(facts=entry.facts.replace("50", "51"))
    assert f"entry index {entry.index}" in places(verify_log())


def test_an_entry_altered_together_with_its_hash_breaks_the_seal(filled, lifted) -> None:
    entry = Entry.objects.get(subject="trial:50")
    entry.facts = entry.facts.replace("50", "51")
    leaf = leaf_hash(entry.leaf_content().canonical())
    Entry.objects.filter(pk=entry.pk).update(facts=entry.facts, leaf=leaf)
    assert places(verify_log())[0] == "seal seal 1"


def test_a_deleted_entry_is_found(filled, lifted) -> None:
    Entry.objects.filter(subject="trial:50").delete()
    assert any(place.startswith("entry index") for place in places(verify_log()))


def test_a_cut_off_end_is_found_by_a_checkpoint_kept_elsewhere(filled, lifted, home) -> None:
    kept = read_note(filled.note)[0]
    first = Seal.objects.get(number=1)
    (home / "ledger" / "high-water").unlink(missing_ok=True)
    Entry.objects.filter(index__gte=first.size).delete()
    Seal.objects.filter(number__gt=1).delete()
    Node.objects.filter(position__gte=first.size // 256).delete()
    assert "checkpoint size " + str(kept.size) in places(verify_log(old=kept))


def test_a_live_row_edited_behind_the_actions_is_named(filled) -> None:
    get_user_model().objects.filter(username="cadre").update(name="改名")
    (place,) = places(verify_log())
    assert place.startswith("row organization.account:")


def test_a_deleted_row_is_named(filled) -> None:
    account = get_user_model().objects.get(username="security")
    key = account.row_key
    account.delete()
    assert f"row {key}" in places(verify_log())


def test_a_row_no_entry_speaks_of_is_named(filled) -> None:
    intruder = get_user_model().objects.create(username="intruder", name="x")
    assert places(verify_log()) == [f"row {intruder.row_key}"]


def test_a_forged_replaced_mark_is_named(filled, lifted) -> None:
    entry = Entry.objects.get(subject="trial:7")
    Entry.objects.filter(pk=entry.pk).update(replaced_at=filled.size - 1)
    assert f"entry index {entry.index}" in places(verify_log())


def test_a_forged_signature_is_named(filled, lifted) -> None:
    note = filled.note.replace(filled.note[-12:-4], "AAAAAAAA")
    Seal.objects.filter(pk=filled.pk).update(note=note)
    assert places(verify_log()) == [f"seal seal {filled.number}"]


def test_a_wrong_stored_node_is_named(filled) -> None:
    Node.objects.filter(level=8).update(hash=bytes(32))
    assert places(verify_log()) == ["node node 8/0"]


def test_seals_before_and_after_a_rotation_hold(filled, writer, seal_now, note_down) -> None:
    rotate_key(by=writer, now=note_down(subject="trial:x").recorded_at)
    seal_now()
    assert verify_log().hold


@pytest.fixture
def folder(tmp_path) -> Path:
    """Where a log is exported to."""
    return tmp_path / "log"


class TestExport:
    def test_an_export_holds_and_grows_by_what_is_new(self, filled, note_down, seal_now, folder) -> None:
        assert export_log(folder).new == filled.size
        note_down(subject="trial:later")
        seal_now()
        assert export_log(folder).new == 1
        findings = verify_export(folder, old=read_note(filled.note)[0])
        assert findings.problems == []

    def test_a_full_tile_leaves_no_partial_one_behind(self, filled, note_down, seal_now, folder) -> None:
        export_log(folder)
        for number in range(256):
            note_down(subject=f"trial:more{number}")
        seal_now()
        export_log(folder)
        partial = sorted(path.name for path in folder.rglob("*.p"))
        full = {path for path in folder.rglob("*") if path.is_file() and path.name.isdigit()}
        assert all(not (path.parent / f"{path.name}.p").exists() for path in full)
        assert partial

    def test_one_altered_byte_is_named_with_its_entry(self, filled, folder) -> None:
        export_log(folder)
        path = folder / tile_path("entries", 0)
        entries = unbundle(path.read_bytes())
        entries[200] = entries[200].replace(b'"v":1', b'"v":2')
        path.write_bytes(bundle(entries))
        assert "entry index 200" in places(verify_export(folder))

    def test_another_logs_folder_is_refused(self, filled, folder) -> None:
        export_log(folder)
        note = (folder / "checkpoint").read_text()
        (folder / "checkpoint").write_text(note.replace("demo-tests", "demo-others"))
        with pytest.raises(NotAllowed, match="demo-others"):
            export_log(folder)

    def test_a_log_that_is_no_prefix_is_refused(self, filled, note_down, seal_now, folder) -> None:
        export_log(folder)
        lines = (folder / "checkpoint").read_text().split("\n")
        lines[2] = "A" * 43 + "="
        (folder / "checkpoint").write_text("\n".join(lines))
        with pytest.raises(Fork, match="no prefix"):
            export_log(folder)

    def test_a_folder_with_other_things_is_left_alone(self, filled, folder) -> None:
        folder.mkdir()
        (folder / "letter.txt").write_text("x")
        with pytest.raises(NotAllowed, match="不是空目录"):
            export_log(folder)

    @pytest.mark.skipif(
        not shutil.which("go") or not Path("/usr/share/gocode/src/golang.org/x/mod").exists(),
        reason="Go and golang-golang-x-mod-dev are not installed",
    )
    def test_the_export_opens_in_gos_own_packages(self, filled, note_down, seal_now, folder) -> None:
        export_log(folder)
        program = Path(__file__).with_name("check_log.go")
        settings = {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(folder.parent / "go")}
        run = subprocess.run(
            ["go", "run", str(program), str(folder)],
            capture_output=True,
            text=True,
            env=os.environ | settings,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        assert run.stdout.strip() == f"{filled.size} entries, root and every proof hold"


def test_tile_paths_follow_the_layout() -> None:
    assert tile_path(0, 0) == "tile/0/000"
    assert tile_path("entries", 1234067, 5) == "tile/entries/x001/x234/067.p/5"
    assert list(tiles_of(300, 256)) == [(1, 44)]


def test_the_vkey_of_an_export_is_one_line(filled, folder) -> None:
    export_log(folder)
    assert (folder / "vkey").read_text() == current_vkey("demo-tests").text() + "\n"


@pytest.fixture
def recovered(filled, writer, note_down, seal_now, home, django_capture_on_commit_callbacks):
    """A log whose first key was lost and that was opened anew under another."""
    lost = read_key(key_files()[-1]).public_key().public_bytes_raw()
    for path in key_files():
        path.unlink()
    at = note_down(subject="trial:x").recorded_at
    with pytest.raises(NotAllowed, match="签名密钥不在本机"):
        seal_now()
    with django_capture_on_commit_callbacks(execute=True):
        recover(origin="demo-tests-2", by=writer, now=at)
    seal_now()
    return lost


class TestLostKey:
    def test_older_seals_hold_with_the_lost_keys_public_half_known_from_the_log(self, recovered) -> None:
        findings = verify_log()
        assert findings.problems == []
        (note,) = [note for note in findings.notes if "已不在本机" in note]
        assert recovered.hex()[:16] in note
        assert "ledger.recovered" in note
        assert "第 1 至 2 次封存" in note

    def test_a_rotation_before_the_loss_is_followed(
        self, filled, writer, note_down, seal_now, home, django_capture_on_commit_callbacks
    ) -> None:
        at = note_down(subject="trial:x").recorded_at
        rotate_key(by=writer, now=at)
        seal_now()
        for path in key_files():
            path.unlink()
        with django_capture_on_commit_callbacks(execute=True):
            recover(origin="demo-tests-2", by=writer, now=at)
        seal_now()
        findings = verify_log()
        assert findings.problems == []
        assert len([note for note in findings.notes if "已不在本机" in note]) == 2

    def test_before_the_recovery_the_public_half_comes_from_the_database(self, filled, home) -> None:
        for path in key_files():
            path.unlink()
        findings = verify_log()
        assert findings.problems == []
        assert any("取自数据库" in note for note in findings.notes)

    def test_the_old_key_alone_does_not_vouch_for_what_came_after(self, recovered) -> None:
        findings = verify_log(key=VerifierKey("demo-tests", recovered))
        assert [problem.place for problem in findings.problems] == ["seal 3"]
        assert "另一把密钥" in findings.problems[0].message

    def test_the_new_key_given_vouches_for_all(self, recovered) -> None:
        assert verify_log(key=current_vkey("demo-tests-2")).problems == []

    def test_a_seal_signed_anew_by_a_stranger_is_named(self, recovered, lifted) -> None:
        first = Seal.objects.get(number=1)
        stranger = Ed25519PrivateKey.generate()
        forged = sign(first.checkpoint, [stranger])
        vkeys = verifier_key(stranger, "demo-tests").text()
        Seal.objects.filter(number=1).update(note=forged, vkeys=vkeys)
        assert places(verify_log()) == ["seal seal 1"]


def altered(field, value):
    """Return another value of a field, such as somebody with the database could put in."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, datetime | date):
        return value + timedelta(days=1)
    if isinstance(value, str):
        return (f"{value}x" if len(value) < (field.max_length or 1000) else value[:-2] + "xx")[-2000:]
    return None


def test_a_row_edited_in_any_table_of_the_cast_is_named(db) -> None:
    assert verify_log().problems == []
    edited = set()
    for model in committed_models():
        row = model.spoken_of().first()
        fields = {field.name: field for field in model._meta.concrete_fields}
        for field in (fields[name] for name in model.COMMITTED if row is not None):
            value = getattr(row, field.attname)
            other = None if field.is_relation or field.primary_key else altered(field, value)
            if other is None:
                continue
            rows = model._default_manager.filter(pk=row.pk)
            try:
                with transaction.atomic():
                    rows.update(**{field.attname: other})
            except IntegrityError:  # the table itself refuses this one
                continue
            edited.add(row.row_key)
            break
    assert len(edited) >= 5
    assert {problem.place for problem in verify_log().problems} == edited


class TestForgedExport:
    def test_a_changed_hash_tile_is_named_with_its_first_entry(self, filled, folder) -> None:
        export_log(folder)
        path = folder / tile_path(0, 0)
        data = bytearray(path.read_bytes())
        data[32 * 17] ^= 1
        path.write_bytes(data)
        assert places(verify_export(folder)) == ["entry index 17"]

    def test_a_changed_tile_of_tiles_is_named(self, filled, folder) -> None:
        export_log(folder)
        path = next((folder / "tile" / "1").rglob("000.p/*"))
        data = bytearray(path.read_bytes())
        data[3] ^= 1
        path.write_bytes(data)
        assert places(verify_export(folder)) == [f"file {path.relative_to(folder)}"]

    def test_a_partial_tile_cut_short_is_named(self, filled, folder) -> None:
        export_log(folder)
        number, width = list(tiles_of(filled.size))[-1]
        path = folder / tile_path(0, number, width)
        path.write_bytes(path.read_bytes()[:-32])
        found = places(verify_export(folder))
        assert f"entry index {number * 256 + width - 1}" in found

    def test_a_missing_bundle_is_named(self, filled, folder) -> None:
        export_log(folder)
        path = folder / tile_path("entries", 0)
        path.unlink()
        assert f"file {path.relative_to(folder)}" in places(verify_export(folder))

    def test_a_checkpoint_of_an_older_seal_does_not_hide_what_came_after(self, filled, folder) -> None:
        export_log(folder)
        old = Seal.objects.get(number=1)
        (folder / "checkpoint").write_text(old.note)
        assert places(verify_export(folder))
