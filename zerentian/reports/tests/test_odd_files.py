"""What is given to be verified may be no file, may never end, or be larger than any memory; nothing waits or breaks."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from zerentian.ledger.exported import MOST_OF_TILE, exported_head, exported_key, read_at_most
from zerentian.ledger.foreign import Unopened
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.reports.cli import verify as command
from zerentian.reports.offline import verify as offline
from zerentian.reports.offline.verify import main

ALONE = Path(offline.__file__)
AT_MOST = 20  # seconds: a pipe that is waited for has no end


@pytest.fixture(params=["pipe", "device"])
def endless(request, tmp_path) -> Path:
    """A pipe that nobody writes to, and a device whose bytes never end."""
    made = tmp_path / f"{request.param}.docx"
    if request.param == "pipe":
        os.mkfifo(made)
    else:
        made.symlink_to("/dev/zero")
    return made


def test_what_is_no_file_is_a_wrong_call_and_is_not_waited_for(endless):
    done = CliRunner().invoke(command, [str(endless)])
    assert (done.exit_code, "既不是文件也不是目录" in done.output) == (2, True)
    alone = [sys.executable, "-I", str(ALONE), str(endless)]
    told = subprocess.run(alone, capture_output=True, text=True, timeout=AT_MOST, check=False)
    assert (told.returncode, "不是文件" in told.stderr) == (2, True)


@pytest.mark.parametrize("name", ["--vkey", "--checkpoint", "--left-out"])
def test_nor_is_a_key_that_is_none(endless, name, tmp_path):
    paper = tmp_path / "paper.docx"
    paper.write_bytes(b"PK")
    alone = [sys.executable, "-I", str(ALONE), str(paper), name, str(endless), "--export", str(tmp_path)]
    told = subprocess.run(alone, capture_output=True, text=True, timeout=AT_MOST, check=False)
    # The opening is asked for once the paper is read.
    assert told.returncode == (3 if name == "--left-out" else 2)


def test_what_no_memory_holds_could_not_be_verified(tmp_path, capsys):
    huge = tmp_path / "huge.zip"
    with open(huge, "wb") as file:
        file.truncate(3 * 1024**3)
    assert main([str(huge)]) == 3
    assert "文件过大，无法整个读入核对" in capsys.readouterr().out
    done = CliRunner().invoke(command, [str(huge)])
    assert (done.exit_code, "文件过大，无法整个读入核对" in done.output) == (3, True)


@pytest.mark.parametrize("fault", [MemoryError(), Unopened()])
def test_what_can_not_be_opened_does_not_differ(tmp_path, monkeypatch, fault):
    def refuse(*given, **named):
        raise fault

    paper = tmp_path / "paper.docx"
    paper.write_bytes(b"PK")
    monkeypatch.setattr(import_module("zerentian.reports.cli.verify"), "checked", refuse)
    done = CliRunner().invoke(command, [str(paper)])
    assert (done.exit_code, "无法核对" in done.output, "不符" in done.output) == (3, True, False)
    assert ("内存不足" in done.output) == isinstance(fault, MemoryError)


@pytest.mark.parametrize(("name", "read"), [("checkpoint", exported_head), ("vkey", exported_key)])
def test_an_exported_log_whose_files_never_end_is_no_whole_export(endless, name, read, tmp_path):
    (tmp_path / name).symlink_to(endless)
    with pytest.raises(NotAllowed, match=f"{name} 缺失或无法读取"):
        read(tmp_path)


def test_a_tile_that_is_larger_than_any_is_not_read(tmp_path):
    large = tmp_path / "000"
    with open(large, "wb") as file:
        file.truncate(MOST_OF_TILE + 1)
    with pytest.raises(OSError, match="过大"):
        read_at_most(large, MOST_OF_TILE)
