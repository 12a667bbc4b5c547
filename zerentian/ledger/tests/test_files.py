"""A file is whole or not there, whatever stops its writing; no command leaves half of what it was asked for."""

import ast
import errno
import fcntl
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import zerentian
from zerentian.ledger.files import (
    begun,
    check_writable,
    copy_whole,
    keep,
    scratch_folder,
    take_away_left,
    take_away_scratch,
    write_new,
    write_out,
    write_whole,
)

ROOT = Path(zerentian.__file__).parent


@pytest.fixture
def room(tmp_path) -> Path:
    """A folder with nothing in it."""
    (tmp_path / "room").mkdir()
    return tmp_path / "room"


@pytest.fixture
def full(monkeypatch):
    """A disk that takes what is written until it has to keep it."""

    def refuse(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("zerentian.ledger.files.os.fsync", refuse)


@pytest.mark.parametrize("write", [write_whole, write_out])
def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(write, full, room) -> None:
    there = room / "figures.json"
    there.write_bytes(b"old")
    for path in (there, room / "new.json"):
        with pytest.raises(OSError, match="No space left"):
            write(path, b"half")
    assert {one.name: one.read_bytes() for one in room.iterdir()} == {"figures.json": b"old"}


def test_a_key_that_the_disk_does_not_take_is_not_there(full, room) -> None:
    with pytest.raises(OSError, match="No space left"):
        write_new(room / "county.key", b"secret", mode=0o600)
    assert list(room.iterdir()) == []


def test_a_key_that_is_there_is_never_written_over(room) -> None:
    write_new(room / "county.key", b"first", mode=0o600)
    with pytest.raises(FileExistsError):
        write_new(room / "county.key", b"second", mode=0o600)
    assert (room / "county.key").read_bytes() == b"first"
    assert (room / "county.key").stat().st_mode & 0o777 == 0o600


def test_a_copy_is_whole_or_not_there(room, monkeypatch) -> None:
    source, target = room / "package.zip", room / "out.zip"
    source.write_bytes(b"package")
    copy_whole(source, target)
    assert target.read_bytes() == b"package"

    def begin_only(source: Path, part: Path) -> None:
        part.write_bytes(b"pa")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("zerentian.ledger.files.shutil.copyfile", begin_only)
    with pytest.raises(OSError, match="No space left"):
        copy_whole(source, room / "second.zip")
    assert {one.name for one in room.iterdir()} == {"package.zip", "out.zip"}


KILLED = """
import os, signal, sys
from pathlib import Path
from zerentian.ledger import files
files.os.replace = lambda part, path: os.kill(os.getpid(), signal.SIGKILL)
files.write_whole(Path(sys.argv[1]), b"half")
"""


def test_what_a_killed_process_began_goes_with_the_next_writing_of_the_same_file(room) -> None:
    path = room / "index.html"
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False, cwd=ROOT.parent)
    assert done.returncode == -signal.SIGKILL
    (left,) = room.iterdir()
    assert left.name.endswith(".part")
    write_whole(room / "other.html", b"whole")
    assert left.exists()
    write_whole(path, b"whole")
    assert {one.name for one in room.iterdir()} == {"index.html", "other.html"}


def test_what_somebody_is_writing_is_not_taken_for_left_behind(room) -> None:
    path = room / "index.html"
    with begun(path, 0o644) as (part, file):
        file.write(b"first")
        take_away_left(path)
        assert part.exists()
        with ThreadPoolExecutor(1) as other:
            other.submit(write_whole, path, b"second").result()
        assert path.read_bytes() == b"second"
        keep(file, b"")
        os.replace(part, path)
    assert (path.read_bytes(), len(list(room.iterdir()))) == (b"first", 1)


def test_a_file_that_is_taken_away_before_it_is_locked_is_begun_anew(room, monkeypatch) -> None:
    locking, times = fcntl.flock, []

    def taken_first(file, how: int) -> None:
        times.append(how)
        if len(times) == 1:
            next(room.glob(".*.part")).unlink()
        locking(file, how)

    monkeypatch.setattr("zerentian.ledger.files.fcntl.flock", taken_first)
    write_whole(room / "index.html", b"whole")
    assert (room / "index.html").read_bytes() == b"whole"
    assert len(times) == 2


def test_what_is_asked_for_keeps_its_mode_and_its_link(room) -> None:
    real = room / "real.xlsx"
    real.write_bytes(b"old")
    real.chmod(0o640)
    (room / "link.xlsx").symlink_to(real)
    write_out(room / "link.xlsx", b"new")
    assert (room / "link.xlsx").is_symlink()
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (b"new", 0o640)


@pytest.mark.parametrize("write", [write_whole, write_out])
def test_a_name_may_be_as_long_as_the_disk_allows(write, room) -> None:
    name = f"{'诉' * 83}.xlsx"
    write(room / name, b"rows")
    assert [(one.name, one.read_bytes()) for one in room.iterdir()] == [(name, b"rows")]


def test_a_place_is_tried_before_and_nothing_stays_of_it(room) -> None:
    check_writable(room / "new" / "deeper" / "list.xlsx")
    (room / "there.xlsx").write_bytes(b"old")
    check_writable(room / "there.xlsx")
    assert [(one.name, one.read_bytes()) for one in room.iterdir()] == [("there.xlsx", b"old")]
    with pytest.raises(OSError, match="there"):
        check_writable(room / "there.xlsx" / "list.xlsx")
    os.mkfifo(room / "pipe")
    check_writable(room / "pipe")


def test_a_pipe_takes_what_is_asked_for_as_it_comes(room) -> None:
    pipe = room / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_out(pipe, b"rows")
        assert os.read(reader, 10) == b"rows"
    finally:
        os.close(reader)


def written_at_once(tree: ast.AST) -> list[int]:
    """Return the lines on which a file is opened for writing, or written, under its own name."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Attribute) and node.func.attr in {"write_bytes", "write_text"})
            or (
                "open" in ast.unparse(node.func)
                and any(
                    isinstance(one, ast.Constant) and str(one.value)[:1] in {"w", "x", "a"}
                    for one in node.args
                )
            )
        )
    ]


def test_no_command_writes_a_file_in_place() -> None:
    assert written_at_once(ast.parse("out.write_bytes(content)\nopen(private, 'x')")) == [1, 2]
    commands = [path for path in ROOT.rglob("*.py") if "cli" in path.parts or path.stem == "cli"]
    assert len(commands) > 20
    found = {
        path: written_at_once(ast.parse(path.read_text())) for path in commands if "tests" not in path.parts
    }
    assert {str(path): lines for path, lines in found.items() if lines} == {}


KILLED_AT_WORK = """
import os, signal, sys
from pathlib import Path
from zerentian.ledger.files import scratch_folder
with scratch_folder("drill", Path(sys.argv[1])) as folder:
    (folder / "keys").mkdir()
    (folder / "keys" / "seal-0001.pem").write_text("secret")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_folder_in_which_a_killed_process_was_at_work_goes_with_the_next(room) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED_AT_WORK, str(room)], check=False, cwd=ROOT.parent)
    assert done.returncode == -signal.SIGKILL
    assert [path.name for path in room.rglob("*.pem")] == ["seal-0001.pem"]
    others = {
        room / name for name in ("zerentian-home", ".zerentian-scratch-mine", ".zerentian-scratch-drill-2026")
    }
    for other in others:
        other.mkdir()
    with scratch_folder("form", room) as folder:
        assert set(room.iterdir()) == {folder, *others}
        assert list(folder.iterdir()) == []
    assert set(room.iterdir()) == others


def test_the_folder_in_which_somebody_is_at_work_stays(room) -> None:
    with scratch_folder("drill", room) as mine:
        (mine / "kept").touch()
        with ThreadPoolExecutor(1) as others:
            others.submit(take_away_scratch, room).result()
        assert (mine / "kept").exists()
        with scratch_folder("drill", room) as other:
            assert other != mine
        assert (mine / "kept").exists()
    assert list(room.iterdir()) == []


def test_a_link_in_the_place_for_folders_is_not_followed(room, tmp_path_factory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "kept").touch()
    (room / ".zerentian-scratch-drill-abcd1234").symlink_to(elsewhere)
    take_away_scratch(room)
    assert (elsewhere / "kept").exists()
