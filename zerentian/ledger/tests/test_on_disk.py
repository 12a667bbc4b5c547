"""What is written is on the disk before it has its name, and so is the name: a power cut takes neither."""

import os
from pathlib import Path

import pytest

from zerentian.ledger.backup import generations, keys, restoring
from zerentian.ledger.files import write_new, write_whole
from zerentian.ledger.tests.kept_generation import CONTENT, digest


@pytest.fixture
def forced(monkeypatch):
    """What was forced to disk, in order: the content of files, and of folders their path and what was in them."""
    forced: list[object] = []

    def fsync(handle: int) -> None:
        place = Path(os.readlink(f"/proc/self/fd/{handle}"))
        names = sorted(one.name for one in place.iterdir()) if place.is_dir() else []
        forced.append((place, names) if place.is_dir() else place.read_bytes())

    monkeypatch.setattr(os, "fsync", fsync)
    return forced


def test_a_file_is_forced_whole_and_then_its_name(forced, tmp_path):
    write_whole(tmp_path / "new" / "a", b"one")
    assert forced == [b"one", (tmp_path / "new", ["a"])]


def test_a_key_is_forced_where_it_lies(forced, tmp_path):
    write_new(tmp_path / "county.key", b"secret")
    assert forced == [b"secret"]


def test_a_copy_is_forced_in_all_its_pieces(forced, tmp_path):
    content = os.urandom((1 << 20) + 5)
    (tmp_path / "a").write_bytes(content)
    assert generations.copy(tmp_path / "a", tmp_path / "b") == digest(content)
    assert forced == [content]


def test_what_comes_into_the_store_is_forced_and_its_name_and_is_new_once(forced, tmp_path):
    store, path = tmp_path / "kept", tmp_path / "a"
    path.write_bytes(b"one")
    place = generations.stored(store, digest(b"one"))
    assert generations.put(store, path) == (place.name, True)
    assert forced == [b"one", (place.parent, [place.name])]
    assert generations.put(store, path) == (place.name, False)
    assert list((store / "files" / "incoming").iterdir()) == []


def test_one_that_was_cut_off_in_the_store_is_put_there_again(tmp_path):
    store, path = tmp_path / "kept", tmp_path / "a"
    path.write_bytes(b"one")
    generations.put(store, path)
    place = generations.stored(store, digest(b"one"))
    place.write_bytes(b"on")
    assert generations.put(store, path) == (place.name, True)
    assert place.read_bytes() == b"one"


@pytest.mark.django_db
def test_a_restored_file_is_forced_and_then_its_name(forced, made, home):
    restoring.bring_files(made)
    files = [(content, (home / path).parent) for path, content in CONTENT.items()]
    assert [
        (content, folder) for content, (folder, _) in zip(forced[::2], forced[1::2], strict=True)
    ] == files
    assert all(Path(path).name in names for path, (_, names) in zip(CONTENT, forced[1::2], strict=True))


@pytest.mark.django_db
def test_keys_that_are_kept_apart_are_their_owners_alone_and_so_is_their_folder(tmp_path):
    source = tmp_path / "keys"
    source.mkdir()
    (source / "contact-0001.key").write_bytes(b"secret")
    apart = tmp_path / "stick" / "apart"
    assert keys.copied(source, apart) == ["contact-0001.key"]
    assert apart.stat().st_mode & 0o777 == 0o700
    assert (apart / "contact-0001.key").stat().st_mode & 0o777 == 0o600
