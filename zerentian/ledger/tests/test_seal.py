"""Sealing: dense positions, signed heads, proofs from the stored hashes, and forks refused."""

from datetime import timedelta
from stat import S_IMODE

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zerentian.ledger import bulk, proofs
from zerentian.ledger.actions import posting, seal, sealing
from zerentian.ledger.actions.keys import recover, rotate_key
from zerentian.ledger.actions.posting import bring_postings
from zerentian.ledger.backup import restoring
from zerentian.ledger.files import write_whole
from zerentian.ledger.keys import current_vkey, high_water, high_water_path, key_files, make_key
from zerentian.ledger.models import Entry, Instance, Node, Posting, Seal
from zerentian.ledger.rules import merkle
from zerentian.ledger.rules.note import Checkpoint, note_signed_by, read_note, sign
from zerentian.ledger.rules.refusals import Fork, NotAllowed

from .conftest import NOW


def leaves() -> list[bytes]:
    return [bytes(leaf) for leaf in Entry.objects.order_by("index").values_list("leaf", flat=True)]


def test_a_seal_gives_dense_positions_and_signs_the_root(note_down, seal_now) -> None:
    for n in range(5):
        note_down(subject=f"trial:{n}")
    made = seal_now()
    indexes = list(Entry.objects.order_by("id").values_list("index", flat=True))
    assert indexes == list(range(made.size))
    assert bytes(made.root) == merkle.tree_root(leaves())
    assert note_signed_by(made.note, current_vkey("demo-tests"))
    assert made.checkpoint.origin == "demo-tests"


def test_sealing_again_with_nothing_new_keeps_the_last_seal(note_down, seal_now) -> None:
    note_down()
    assert seal_now().number == seal_now().number == 1


def test_a_replaced_entry_learns_the_position_of_its_replacement(note_down, seal_now) -> None:
    first = note_down()
    seal_now()
    second = note_down(replaces=first, change="voided")
    seal_now()
    assert Entry.objects.get(pk=first.pk).replaced_at == Entry.objects.get(pk=second.pk).index


def test_replacing_within_one_batch_is_sealed_in_order(note_down, seal_now) -> None:
    first = note_down()
    second = note_down(replaces=first, change="corrected")
    seal_now()
    assert Entry.objects.get(pk=first.pk).replaced_at == Entry.objects.get(pk=second.pk).index


def test_every_entry_is_proved_from_the_stored_hashes_across_tiles(note_down, seal_now) -> None:
    sizes = []
    for batch in range(3):
        for n in range(180):
            note_down(subject=f"trial:{batch}-{n}")
        sizes.append(seal_now().size)
    assert Node.objects.filter(level=8).count() == sizes[-1] // 256
    stored = leaves()
    for size in sizes:
        root = merkle.tree_root(stored[:size])
        for index in (0, 1, 255, 256, size - 1):
            if index < size:
                assert merkle.inclusion_holds(stored[index], index, size, proofs.inclusion(index, size), root)
    path = proofs.consistency(sizes[0], sizes[2])
    old, new = (bytes(Seal.objects.get(size=size).root) for size in (sizes[0], sizes[2]))
    assert merkle.consistency_holds(sizes[0], sizes[2], old, new, path)


def test_the_key_that_opening_made_is_for_its_owner_alone(note_down, seal_now) -> None:
    note_down()
    seal_now()
    (path,) = key_files()
    assert S_IMODE(path.stat().st_mode) == 0o600
    assert S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_rotation_is_sealed_under_both_keys_and_later_seals_under_the_new(
    note_down, seal_now, writer
) -> None:
    note_down()
    seal_now()
    old = current_vkey("demo-tests")
    rotate_key(by=writer, now=NOW)
    both = seal_now()
    note_down(subject="trial:2")
    after = seal_now()
    new = current_vkey("demo-tests")
    assert note_signed_by(both.note, old)
    assert note_signed_by(both.note, new)
    assert note_signed_by(after.note, new)
    assert not note_signed_by(after.note, old)


@pytest.fixture
def signed_elsewhere(note_down, seal_now, django_capture_on_commit_callbacks):
    """A high-water mark above what the database holds: this database is a restored old backup."""
    note_down()
    with django_capture_on_commit_callbacks(execute=True):
        made = seal_now()
    noted = sign(Checkpoint("demo-tests", made.size + 7, bytes(32)), [Ed25519PrivateKey.generate()])
    write_whole(high_water_path(), noted.encode())
    return made


def test_sealing_below_the_high_water_mark_is_refused(signed_elsewhere, note_down) -> None:
    note_down(subject="trial:2")
    with pytest.raises(Fork, match="ledger recover"):
        seal(now=NOW)
    assert Seal.objects.count() == 1


def test_recovery_names_the_gap_and_opens_a_log_of_another_name(
    signed_elsewhere, note_down, writer, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        entry = recover(origin="demo-tests-2", by=writer, now=NOW)
    assert entry.fact["old_size"] - entry.fact["kept_size"] == 7
    made = seal(now=NOW)
    assert made is not None
    assert made.checkpoint.origin == "demo-tests-2"


def test_without_a_gap_there_is_nothing_to_recover(
    note_down, seal_now, writer, django_capture_on_commit_callbacks
) -> None:
    note_down()
    with django_capture_on_commit_callbacks(execute=True):
        seal_now()
    with pytest.raises(NotAllowed, match="无需恢复"):
        recover(origin="demo-tests-2", by=writer, now=NOW)


def test_the_high_water_mark_is_the_last_checkpoint(
    note_down, seal_now, django_capture_on_commit_callbacks
) -> None:
    note_down()
    with django_capture_on_commit_callbacks(execute=True):
        made = seal_now()
    assert high_water() == read_note(made.note)[0]


def test_a_sealer_whose_clock_is_behind_refuses(note_down, seal_now) -> None:
    note_down()
    seal_now()
    note_down(subject="trial:2")
    with pytest.raises(NotAllowed, match="校正时钟"):
        seal(now=NOW - timedelta(hours=1))


def test_nothing_is_sealed_on_a_journal_that_another_version_wrote_until_it_is_written_anew(
    note_down, seal_now, monkeypatch
) -> None:
    note_down()
    before = seal_now().size
    note_down(subject="trial:2")
    monkeypatch.setattr(sealing, "refuse_other_posts", posting.refuse_other_posts)
    Instance.objects.update(posted_by="0" * 64)
    with pytest.raises(NotAllowed, match="zerentian migrate"):
        seal(now=NOW)
    assert Seal.objects.latest("number").size == before
    bring_postings()
    assert seal_now().size == before + 1


def test_what_a_version_with_other_posts_backed_up_is_sealed_on_as_soon_as_it_is_restored(
    note_down, seal_now, monkeypatch
) -> None:
    note_down()
    before = seal_now().size
    note_down(subject="trial:2")
    monkeypatch.setattr(sealing, "refuse_other_posts", posting.refuse_other_posts)
    Instance.objects.update(posted_by="0" * 64)
    monkeypatch.setattr(restoring, "bring_files", lambda chosen: None)
    monkeypatch.setattr(restoring, "on_postgresql", lambda: True)
    monkeypatch.setattr(restoring, "prove", lambda chosen: "opens")
    assert restoring.brought(None, None) == "opens"
    assert seal_now().size == before + 1


def test_a_rebuild_waits_for_the_sealer(note_down, seal_now, monkeypatch) -> None:
    note_down()
    seal_now()
    held = Posting.objects.count()
    monkeypatch.setattr(bulk, "try_lock", lambda: False)
    with pytest.raises(NotAllowed, match="稍后再重建"):
        posting.rebuild_postings()
    assert Posting.objects.count() == held > 0


def test_looking_makes_no_key_and_nothing_is_sealed_by_one_the_log_does_not_name(note_down, seal_now) -> None:
    note_down()
    seal_now()
    named = current_vkey("demo-tests")
    for path in key_files():
        path.unlink()
    assert current_vkey("demo-tests") == named
    assert key_files() == []
    make_key()
    note_down(subject="trial:2")
    with pytest.raises(NotAllowed, match="签名密钥不在本机"):
        seal_now()
    assert Seal.objects.count() == 1


def test_a_key_whose_rotation_was_rolled_back_signs_nothing(note_down, seal_now) -> None:
    note_down()
    seal_now()
    named = current_vkey("demo-tests")
    make_key()
    note_down(subject="trial:2")
    assert note_signed_by(seal_now().note, named)
