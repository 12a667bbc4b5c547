"""Wrong settings fail as checks with an id and a hint, in the console before anything is done."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from zerentian.settings import env_int
from zerentian.web.checks import SETTINGS


def found() -> list[str]:
    """Return the ids of what the checks of the settings find."""
    return [message.id for message in run_checks(tags=[SETTINGS])]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the console command with settings from the environment alone."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "ZERENTIAN_HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "zerentian", *arguments],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=Path(__file__).parents[3],
        check=False,
    )


def test_settings_as_they_come_are_sound():
    assert found() == []


def test_a_home_that_is_a_file_is_refused(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with override_settings(ZERENTIAN_HOME=tmp_path / "file"):
        assert found() == ["web.E001"]
    with override_settings(ZERENTIAN_HOME=tmp_path / "made" / "later"):
        assert found() == []


@pytest.mark.parametrize("value", ["two", "-3", "1.5", "15 minutes", "²"])
def test_a_number_that_is_none_is_refused(value: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SIGN_IN_FAILURES", value)
    assert env_int("SIGN_IN_FAILURES", 5) == 5
    assert found() == ["web.E003"]


def test_debug_is_refused_on_a_public_host_alone():
    with override_settings(DEBUG=True):
        assert found() == []
        with override_settings(ALLOWED_HOSTS=["zeren.example.gov.cn"], HTTPS=True):
            assert found() == ["web.E004"]


def test_a_short_secret_is_refused():
    with override_settings(SECRET_KEY="x" * 39):
        assert found() == ["web.E005"]
    with override_settings(SECRET_KEY="x" * 40):
        assert found() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"BACKUP_AT": "25:00"},
        {"BACKUP_AT": "2 am"},
        {"BACKUP_GENERATIONS": 0},
        {"BACKUP_GENERATIONS": 1001},
        {"BACKUP_FOLDERS": ["backup"]},
        {"BACKUP_FOLDERS": ["HOME/backup"]},
    ],
    ids=str,
)
def test_a_backup_that_cannot_be_is_refused(wrong: dict[str, object], tmp_path: Path, home: Path):
    if "BACKUP_FOLDERS" in wrong:
        wrong = {"BACKUP_FOLDERS": [name.replace("HOME", str(home)) for name in wrong["BACKUP_FOLDERS"]]}
    with override_settings(BACKUP_FOLDERS=[str(tmp_path)]):
        assert found() == []
        with override_settings(**wrong):
            assert found() == ["web.E007"]


@pytest.mark.parametrize(
    "right", [{"BACKUP_GENERATIONS": 1}, {"BACKUP_GENERATIONS": 1000}, {"BACKUP_AT": "23:59"}], ids=str
)
def test_a_backup_at_the_ends_of_what_may_be_set_is_made(right: dict[str, object]):
    with override_settings(**right):
        assert found() == []


def test_a_public_host_without_https_is_warned_of():
    with override_settings(ALLOWED_HOSTS=["zeren.example.gov.cn"]):
        assert found() == ["web.W001"]
        with override_settings(HTTPS=True):
            assert found() == []


@pytest.mark.processes
@pytest.mark.parametrize("url", ["nonsense", "postgresql://u@h:port/x", "mysql://u@h/x"])
def test_a_wrong_database_is_one_clear_line_and_no_traceback(url: str):
    done = run("figures", DATABASE_URL=url)
    assert done.returncode == 1
    assert "web.E002" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.processes
def test_help_is_in_both_languages_on_a_plain_terminal(tmp_path: Path):
    done = run("--help", ZERENTIAN_HOME=str(tmp_path), LC_ALL="C", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "封存" in done.stdout
    assert "Seal" in done.stdout


@pytest.mark.processes
def test_a_wrong_call_is_told_from_a_refusal(tmp_path: Path):
    assert run("no-such-command", ZERENTIAN_HOME=str(tmp_path)).returncode == 2
    refused = run("serve", ZERENTIAN_HOME=str(tmp_path), DATABASE_URL="")
    assert refused.returncode == 1
    assert "zerentian init" in refused.stderr
