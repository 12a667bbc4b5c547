"""What lies beside the straight way of the log: replacements that fit nothing, rebuilt journals, keys and marks."""

import errno
import sqlite3
from datetime import date
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DataError, OperationalError, connection, migrations, models
from django.db.migrations.state import ModelState

from zerentian.ledger import drawn, faults
from zerentian.ledger.actions import post_set_aside
from zerentian.ledger.actions.keys import recover, rotate_key
from zerentian.ledger.actions.posting import rebuild_postings
from zerentian.ledger.actions.sealing import keep_high_water
from zerentian.ledger.figures import compute
from zerentian.ledger.files import write_whole
from zerentian.ledger.keys import high_water_path
from zerentian.ledger.migrating import PatientState
from zerentian.ledger.models import Entry, Instance, SetAside
from zerentian.ledger.registry import VERBS
from zerentian.ledger.rules.note import Checkpoint, sign
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words, speaking
from zerentian.ledger.signatures import with_retired
from zerentian.ledger.verification import verify_log

from .conftest import NOW, VILLAGE

YEAR = Period.parse("2026")


def people() -> int | None:
    return compute("trial.people", unit=VILLAGE, period=YEAR).value


def counted(note_down, number: int, **given) -> Entry:
    return note_down(facts={"kind": "visit", "people": number}, **given)


def bare_copy(entry: Entry, **given) -> Entry:
    """Put an entry into the database as no action would, but a restored or foreign database may."""
    fields = [field.attname for field in Entry._meta.concrete_fields if field.name not in ("id", "index")]
    bare = Entry(**{**{name: getattr(entry, name) for name in fields}, "uuid": uuid4(), **given})
    bare.save(force_insert=True)
    return bare


@pytest.mark.django_db
class TestPosting:
    def test_what_replaces_an_entry_that_is_not_there_is_set_aside_and_counts_nowhere(
        self, note_down, seal_now
    ):
        first = counted(note_down, 3)
        bare = bare_copy(first, replaces=uuid4(), change="corrected")
        size = seal_now().size
        assert list(SetAside.objects.values_list("entry_id", "reason")) == [(bare.pk, "replaces")]
        assert (size, people()) == (Entry.objects.count(), 3)

    def test_what_replaces_a_later_entry_is_set_aside_too(self, note_down, seal_now):
        later = uuid4()
        first = counted(note_down, 3)
        early = bare_copy(first, replaces=later, change="corrected")
        bare_copy(first, uuid=later, subject="trial:2")
        seal_now()
        assert list(SetAside.objects.values_list("entry_id", "reason")) == [(early.pk, "replaces")]
        assert people() == 6
        assert not Entry.objects.filter(replaced_at__isnull=False).exists()

    def test_a_replacement_in_the_same_seal_counts_in_place_of_what_it_replaces(self, note_down, seal_now):
        first = counted(note_down, 3)
        bare_copy(first, replaces=first.uuid, change="corrected", facts='{"kind":"visit","people":5}')
        seal_now()
        first.refresh_from_db()
        assert first.replaced_at == first.index + 1
        assert (people(), SetAside.objects.count()) == (5, 0)

    def test_what_was_posted_later_and_can_no_longer_be_posted_waits_again(
        self, note_down, seal_now, writer, monkeypatch
    ):
        declared = VERBS["trial.done"]
        counted(note_down, 3)
        monkeypatch.delitem(VERBS, "trial.done")
        seal_now()
        monkeypatch.setitem(VERBS, "trial.done", declared)
        post_set_aside(by=writer, now=NOW)
        seal_now()
        assert (people(), SetAside.objects.get().posted_at is None) == (3, False)
        monkeypatch.delitem(VERBS, "trial.done")
        rebuild_postings()
        assert (people(), SetAside.objects.get().posted_at) == (0, None)
        monkeypatch.setitem(VERBS, "trial.done", declared)
        assert len(post_set_aside(by=writer, now=NOW)) == 1
        seal_now()
        assert people() == 3
        assert verify_log().problems == []

    def test_a_rebuild_tells_of_every_entry_it_reads(self, note_down, seal_now):
        for number in range(3):
            counted(note_down, number, subject=f"trial:{number}")
        size = seal_now().size
        steps: list[int] = []
        assert rebuild_postings(steps.append) == size
        assert steps == [1] * size

    @pytest.mark.parametrize(
        ("first", "last", "sum_of_days"),
        [
            ("01", "28", 31),
            ("02", "28", 30),
            ("01", "27", 15),
            ("02", "10", 6),
            ("01", "02", 3),
            ("27", "28", 24),
        ],
    )
    def test_days_of_a_month_add_up_whether_by_its_total_or_by_themselves(
        self, note_down, seal_now, first, last, sum_of_days
    ):
        for number, day in enumerate((1, 2, 10, 27, 28)):
            counted(note_down, 2**number, subject=f"trial:{number}", occurred_on=date(2026, 2, day))
        seal_now()
        period = Period.parse(f"2026-02-{first}..2026-02-{last}")
        assert compute("trial.people", unit=VILLAGE, period=period).value == sum_of_days


@pytest.mark.django_db
class TestMarks:
    def test_the_mark_rises_and_is_never_written_over_by_another_log_of_the_same_length(
        self, note_down, seal_now
    ):
        note_down()
        sealed = seal_now()
        for size, stays in ((sealed.size - 1, False), (sealed.size, True), (sealed.size + 1, True)):
            noted = sign(Checkpoint("demo-tests", size, bytes(32)), [Ed25519PrivateKey.generate()])
            write_whole(high_water_path(), noted.encode())
            keep_high_water(sealed)
            assert high_water_path().read_text() == (noted if stays else sealed.note)

    @pytest.mark.parametrize("origin", ["", "demo-tests", "demo two", "demo-a+b", "demo-试", "tests-2"])
    def test_a_recovered_log_has_a_name_of_its_own_kind(self, note_down, seal_now, writer, origin):
        note_down()
        sealed = seal_now()
        noted = sign(Checkpoint("demo-tests", sealed.size + 7, bytes(32)), [Ed25519PrivateKey.generate()])
        write_whole(high_water_path(), noted.encode())
        with pytest.raises(NotAllowed, match="另起名称"):
            recover(origin=origin, by=writer, now=NOW)
        assert Instance.objects.get().origin == "demo-tests"

    def test_a_rotated_key_is_vouched_for_from_both_sides_under_the_logs_own_name(
        self, note_down, seal_now, writer
    ):
        note_down()
        rotation = rotate_key(by=writer, now=NOW)
        old, new = (bytes.fromhex(rotation.fact[name]) for name in ("old_key", "new_key"))
        assert with_retired({new: "here"}) == {new: "here"}
        seal_now()
        index = Entry.objects.get(pk=rotation.pk).index
        words = f"台账第 {index} 条（ledger.key_rotated） · entry {index} of the log"
        assert with_retired({new: "here"}) == {new: "here", old: words}
        assert with_retired({old: "given"}) == {old: "given", new: words}
        assert with_retired({b"another": "given"}) == {b"another": "given"}
        Instance.objects.update(origin="demo-elsewhere")
        assert with_retired({new: "here"}) == {new: "here"}


class TestWords:
    def test_a_language_is_spoken_in_its_block_alone_and_inner_blocks_give_it_back(self):
        words = Words("好", "well")
        with speaking("zh-hans"):
            assert str(words) == "好"
            with speaking("en"):
                assert str(words) == "well"
            assert str(words) == "好"
            with pytest.raises(KeyError), speaking("en"):
                raise KeyError
            assert str(words) == "好"
        assert str(words) == "好 · well"

    @pytest.mark.parametrize(
        ("number", "words"),
        [
            (errno.ENOSPC, "磁盘已满"),
            (errno.EDQUOT, "磁盘已满"),
            (errno.EROFS, "/x/y 所在的文件系统只读"),
            (errno.EACCES, "/x/y 没有权限"),
            (errno.EPERM, "/x/y 没有权限"),
            (errno.ENOENT, "/x/y 不存在"),
        ],
    )
    def test_a_fault_of_files_is_told_with_its_place_and_remedy(self, number, words):
        assert faults.told(OSError(number, "x", "/x/y")).startswith(words)
        bare = faults.told(OSError(number, "x"))
        assert "/x/y" not in bare
        assert "None" not in bare
        assert words.removeprefix("/x/y ") in bare

    def test_a_fault_of_nobodys_files_is_not_told(self):
        assert faults.told(OSError(errno.EINTR, "x")) == ""
        assert faults.told(OSError("x")) == ""

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ("Database or disk is full", "磁盘已满"),
            ("database is locked", "数据库正被另一进程占用"),
            ("canceling statement due to lock timeout", "数据库正被另一进程占用"),
            ("file is not a database", "数据库文件已损坏"),
            ("attempt to write a readonly database", "{}所在的文件系统只读"),
            ("unable to open database file", "数据库打不开：请核对 {}及其目录"),
            ('relation "x" does not exist', "数据库尚未建立或版本不符"),
            ("no such table: x", "数据库尚未建立或版本不符"),
            ("connection refused", "连不上数据库"),
        ],
    )
    def test_a_fault_of_the_database_is_told_by_its_sign(self, settings, said, words):
        place = f"{settings.DATABASES['default']['NAME']} "
        for fault in (sqlite3.DatabaseError(said), OperationalError(said), DataError(said)):
            assert faults.told(fault).startswith(words.format(place))

    def test_another_fault_of_the_database_is_told_in_its_first_line_and_one_of_ours_not(self):
        assert faults.told(OperationalError(" strange\nmore")) == (
            "数据库出错：strange · the database failed: strange"
        )
        assert faults.told(DataError("strange")) == ""


class TestNumbers:
    def test_a_serial_has_eight_digits_from_the_least_to_the_greatest(self, monkeypatch):
        monkeypatch.setattr(drawn.secrets, "randbelow", lambda end: 0)
        assert drawn.new_serial() == 10_000_000
        monkeypatch.setattr(drawn.secrets, "randbelow", lambda end: end - 1)
        assert drawn.new_serial() == 99_999_999


class TestMigrating:
    def test_a_field_that_others_refer_to_is_altered_like_any(self):
        state = PatientState()
        state.add_model(ModelState("rooms", "Paper", [("id", models.AutoField(primary_key=True))]))
        to = models.ForeignKey("rooms.Paper", models.CASCADE)
        own = ("id", models.BigAutoField(primary_key=True))
        state.add_model(ModelState("rooms", "Sheet", [own, ("paper", to)]))
        assert (
            state.apps.get_model("rooms", "Sheet")._meta.get_field("paper").db_type(connection) == "integer"
        )
        for number, kind in ((1, models.BigAutoField), (2, models.AutoField)):
            altered = migrations.AlterField("Paper", "id", kind(primary_key=True, help_text=str(number)))
            altered.state_forwards("rooms", state)
            paper, sheet = (state.apps.get_model("rooms", name) for name in ("Paper", "Sheet"))
            assert type(paper._meta.pk) is kind
            assert sheet._meta.get_field("paper").related_model is paper
            assert state.models["rooms", "paper"].fields["id"].help_text == str(number)
