"""How the instance runs: what goes wrong is told with its remedy, to keepers and to programs that watch."""

import json
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils.translation import override

from zerentian.evidence.models import File
from zerentian.ledger.actions import seal
from zerentian.ledger.backup import states
from zerentian.ledger.models import Seal
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.resets import ask_reset
from zerentian.web import jobs, status
from zerentian.web.cli.worker import work_once
from zerentian.web.jobs import folder, job, job_states, state_of
from zerentian.web.status import BEAT, Light, Line, exposition, lines

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_written(monkeypatch):
    """Each test begins as a process that has written no state."""
    monkeypatch.setattr(jobs, "WRITTEN", {})


@pytest.fixture
def look(now):
    """Return one line of what is watched by the beginning of its numbers, at a moment."""

    def found(number, moment=now):
        return next(
            line for line in lines(moment, moment) if any(name.startswith(number) for name in line.numbers)
        )

    return found


def test_a_worker_that_was_never_seen_or_not_lately_is_told(look, now):
    assert look("worker_up").light == Light.BAD
    with job(BEAT):
        pass
    assert look("worker_up").light == Light.GOOD
    assert look("worker_up", now + timedelta(minutes=2)).light == Light.BAD
    assert look("worker_up", now + timedelta(minutes=2)).numbers == {
        "worker_up": 0,
        "worker_seen_seconds": 120,
    }


def test_entries_that_wait_too_long_are_told(look, now):
    assert look("seal_pending").numbers["seal_pending"] > 0
    assert look("seal_pending").light == Light.GOOD
    assert look("seal_pending", now + timedelta(minutes=2)).light == Light.BAD
    seal(now=now)
    assert look("seal_pending", now + timedelta(minutes=2)).light == Light.GOOD


def test_a_backup_that_is_old_incomplete_or_missing_is_told(look, now, tmp_path):
    assert look("backup_age").light == Light.BAD
    made = {"made_at": now.isoformat(), "tried_at": now.isoformat()}
    states.keep_state(tmp_path, outcome=states.WHOLE, **made)
    assert look("backup_age").light == Light.GOOD
    assert look("backup_age", now + timedelta(hours=49)).light == Light.BAD
    states.keep_state(tmp_path, outcome=states.INCOMPLETE, problem="keys")
    assert look("backup_age").light == Light.WARN
    assert "keys" in look("backup_age").said


@pytest.mark.parametrize(
    ("hours", "outcome", "problem", "light", "said"),
    [
        (0, states.WHOLE, "", Light.GOOD, "0 秒前备份"),
        (48, states.WHOLE, "", Light.GOOD, "2 天前备份"),
        (48, states.WHOLE, "锁住", Light.GOOD, "2 天前备份"),
        (48.1, states.WHOLE, "", Light.BAD, "2 天前备份"),
        (2, states.INCOMPLETE, "密钥", Light.WARN, "2 小时前备份 · 密钥"),
        (2, states.FAILED, "", Light.WARN, "2 小时前备份"),
        (49, states.FAILED, "盘满", Light.BAD, "2 天前备份 · 盘满"),
    ],
)
def test_a_backup_is_told_by_its_age_and_outcome_and_its_remedy_where_one_is_needed(
    look, now, tmp_path, hours, outcome, problem, light, said
):
    moment = (now - timedelta(hours=hours)).isoformat()
    states.keep_state(tmp_path, made_at=moment, tried_at=moment, outcome=outcome, problem=problem)
    line = look("backup_age")
    assert line.light == light
    assert line.said.replace(" ", "") == said.replace(" ", "")
    assert ("zerentian backup" in line.remedy) == bool(line.remedy) == (light != Light.GOOD)
    assert line.numbers == {"backup_age_seconds": hours * 3600, "backup_whole": outcome == states.WHOLE}


def test_where_no_backup_was_ever_made_that_is_said_with_its_remedy(look):
    line = look("backup_age")
    assert (line.light, line.said) == (Light.BAD, "尚未备份")
    assert "zerentian backup" in line.remedy
    assert line.numbers == {"backup_age_seconds": -1, "backup_whole": 0}


@pytest.mark.parametrize(
    ("light", "sign", "zh", "en"),
    [
        (Light.GOOD, "✓", "正常", "in order"),
        (Light.WARN, "▲", "留意", "look at it"),
        (Light.BAD, "●", "立即处理", "act now"),
    ],
)
def test_a_light_is_said_by_a_sign_and_a_word_beside_its_colour(light, sign, zh, en):
    line = Line("备份", light, "")
    assert (line.sign, str(line.word)) == (sign, zh)
    with override("en"):
        assert str(line.word) == en


def test_a_disk_that_fills_is_told(look, monkeypatch):
    def usage(free):
        space = type("Usage", (), {"total": 100_000_000_000, "free": free})
        monkeypatch.setattr(status.shutil, "disk_usage", lambda home: space)

    for free, light in ((50e9, Light.GOOD), (5e9, Light.WARN), (0.1e9, Light.BAD)):
        usage(free)
        assert look("disk_free").light == light
        assert bool(look("disk_free").remedy) == (light != Light.GOOD)


def test_a_clock_behind_the_last_seal_is_told(look, now):
    seal(now=now)
    assert look("clock_behind").light == Light.GOOD
    assert look("clock_behind", now - timedelta(hours=3)).light == Light.BAD
    assert Seal.objects.exists()


@pytest.mark.parametrize(
    ("back", "light", "said"),
    [
        (timedelta(0), Light.GOOD, "不早于上次封存"),
        (timedelta(seconds=1), Light.GOOD, "不早于上次封存"),
        (timedelta(seconds=1.5), Light.BAD, "1 秒"),
        (timedelta(hours=3), Light.BAD, "3 小时"),
        (timedelta(hours=-3), Light.GOOD, "不早于上次封存"),
    ],
)
def test_a_clock_is_wrong_from_more_than_a_second_behind_and_that_has_a_remedy(look, now, back, light, said):
    seal(now=now)
    line = look("clock_behind", now - back)
    assert line.light == light
    assert said in line.said
    assert ("校准" in line.remedy) == bool(line.remedy) == (light == Light.BAD)
    assert line.numbers == {"clock_behind_seconds": max(back.total_seconds(), 0)}


@pytest.mark.parametrize(("seconds", "light"), [(0, Light.GOOD), (60, Light.GOOD), (61, Light.BAD)])
def test_a_worker_and_a_seal_have_a_minute_and_after_it_a_remedy(look, now, monkeypatch, seconds, light):
    with job(BEAT):
        pass
    for number in ("worker_up", "seal_pending"):
        line = look(number, now + timedelta(seconds=seconds))
        assert (line.light, bool(line.remedy)) == (light, light == Light.BAD)
    seal(now=now)
    sealed = look("seal_pending", now + timedelta(seconds=seconds))
    assert (sealed.light, sealed.remedy) == (Light.GOOD, "")
    assert sealed.numbers == {"seal_pending": 0, "seal_lag_seconds": 0}


@pytest.mark.parametrize(
    ("free", "total", "light"),
    [
        (10e9, 100e9, Light.GOOD),
        (10e9 - 1, 100e9, Light.WARN),
        (2e9, 10e9, Light.GOOD),
        (2e9 - 1, 10e9, Light.WARN),
        (5e8, 1e9, Light.WARN),
        (5e8 - 1, 1e9, Light.BAD),
    ],
)
def test_room_is_scarce_below_a_tenth_or_two_gigabytes_and_bad_below_a_quarter_of_that(
    look, monkeypatch, free, total, light
):
    monkeypatch.setattr(status.shutil, "disk_usage", lambda home: SimpleNamespace(total=total, free=free))
    line = look("disk_free")
    assert (line.light, bool(line.remedy)) == (light, light != Light.GOOD)
    assert line.numbers == {"disk_free_bytes": free, "disk_total_bytes": total}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_entries_that_count_nowhere_are_told_with_their_number_and_what_to_do(look, monkeypatch, count):
    monkeypatch.setattr(status, "waiting_entries", lambda: SimpleNamespace(count=lambda: count))
    line = look("entries_set_aside")
    assert line.light == (Light.BAD if count else Light.GOOD)
    assert (str(count) in line.said) == bool(count)
    assert ("zerentian ledger set-aside" in line.remedy) == bool(line.remedy) == bool(count)


def test_damaged_files_and_waiting_resets_are_told(look, now, auditor, administrator):
    assert look("evidence_damaged").light == Light.GOOD
    File.objects.create(sha256="0" * 64, kind="pdf", size=1, condition="missing")
    assert look("evidence_damaged").light == Light.BAD
    ask_reset(auditor, what="password", by=administrator, now=now)
    assert look("resets_open").light == Light.WARN


def test_work_that_fails_is_counted_told_and_forgotten_when_it_goes_well(look):
    for _ in range(2):
        with job("digests"):
            raise NotAllowed("某人的私事")
    line = look("job_failures")
    assert line.light == Light.BAD
    assert line.numbers == {'job_failures{job="digests"}': 2.0}
    assert "私事" not in line.said + (folder() / "job-digests.json").read_text()
    with job("digests"):
        pass
    assert look("job_failures").light == Light.GOOD


def test_what_nobody_expects_is_not_hidden():
    with pytest.raises(ZeroDivisionError), job("digests"):
        raise ZeroDivisionError


def test_a_damaged_state_is_begun_anew_and_a_full_disk_stops_no_work(monkeypatch):
    with job("digests"):
        pass
    (folder() / "job-digests.json").write_text("{")
    assert state_of("digests").failures == 0
    monkeypatch.setattr(jobs, "write_whole", broken)
    with job("digests"):
        pass
    assert [state.name for state in job_states()] == ["digests"]


def broken(*args, **kwargs):
    """Fail as a full disk does."""
    raise OSError("no space left")


def test_the_worker_beats_and_says_when_it_cannot_seal(monkeypatch):
    work_once()
    assert state_of(BEAT).done is not None
    module = sys.modules[work_once.__module__]
    monkeypatch.setattr(module, "catch_up", lambda: raised(DatabaseError("locked")))
    monkeypatch.setattr(module, "close_old_connections", lambda: None)
    work_once()
    assert (state_of("sealing").failures, state_of("sealing").problem) == (1, "DatabaseError")


def raised(error):
    """Raise an error."""
    raise error


def test_the_page_puts_first_what_needs_a_hand_and_is_for_keepers_alone(client_of, auditor, clerk):
    page = client_of(auditor).get("/status/").content.decode()
    assert page.index("立即处理") < page.index("正常")
    assert "zerentian serve" in page
    assert client_of(clerk).get("/status/").status_code == 403
    assert Client().get("/status/").status_code == 302


def test_a_balancer_learns_whether_the_database_answers_and_nothing_else(monkeypatch):
    assert Client().get("/healthz/ready").json() == {"ready": True}
    monkeypatch.setattr(
        "zerentian.web.views.status.Instance.objects.exists", lambda: raised(DatabaseError("gone"))
    )
    assert Client().get("/healthz/ready").status_code == 503


def test_the_numbers_are_for_this_machine_or_for_who_shows_the_key(settings):
    assert Client().get("/metrics").status_code == 200
    assert Client(REMOTE_ADDR="203.0.113.1").get("/metrics").status_code == 403
    assert Client(HTTP_X_FORWARDED_FOR="203.0.113.1").get("/metrics").status_code == 403
    settings.METRICS_KEY = "k" * 40
    shown = {"Authorization": f"Bearer {settings.METRICS_KEY}"}
    assert Client(REMOTE_ADDR="203.0.113.1").get("/metrics", headers=shown).status_code == 200
    assert (
        Client(REMOTE_ADDR="203.0.113.1").get("/metrics", headers={"Authorization": "Bearer "}).status_code
        == 403
    )


def test_the_numbers_are_in_prometheus_format_and_name_nobody(now):
    with job("digests"):
        raise NotAllowed("x")
    told = exposition(lines(now, now))
    for line in told.splitlines():
        name, _, value = line.rpartition(" ")
        assert line.startswith("# TYPE zerentian_") or float(value) is not None
        assert name.startswith(("zerentian_", "# TYPE"))
    assert 'zerentian_job_failures{job="digests"} 1' in told
    said = [line.split(" ") for line in told.splitlines()]
    typed = [words[2] for words in said if words[:2] == ["#", "TYPE"]]
    assert len(typed) == len(set(typed))
    assert set(typed) == {words[0].partition("{")[0] for words in said if words[0] != "#"}
    assert json.dumps(told).isascii()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-1, "从未"),
        (0, "0 秒"),
        (119, "119 秒"),
        (120, "2 分钟"),
        (7199, "119 分钟"),
        (7200, "2 小时"),
        (172_799, "47 小时"),
        (172_800, "2 天"),
    ],
)
def test_a_length_of_time_is_said_in_the_largest_unit_of_which_there_are_two(seconds, said):
    assert status.spoken(seconds).replace(" ", "") == said.replace(" ", "")


def test_how_the_work_goes_is_read_by_the_program_alone():
    with job("sealing"):
        pass
    assert (folder() / "job-sealing.json").stat().st_mode & 0o777 == 0o600
