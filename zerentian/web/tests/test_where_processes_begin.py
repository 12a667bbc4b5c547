"""Where processes begin: what a served process, the worker, ``serve`` and ``init`` do before anything else."""

import os
import signal
import threading
from contextlib import contextmanager
from importlib import import_module
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner
from django.utils import timezone

from zerentian.ledger.actions import recording
from zerentian.ledger.models import Entry, Instance
from zerentian.organization.actions.accounts import create_account
from zerentian.organization.rules.rights import KEEPERS
from zerentian.organization.subjects import Chore
from zerentian.web import deadlines
from zerentian.web.serving import family, process
from zerentian.web.uploads import NamelessFiles
from zerentian.web.views.status import tells_health

# A package's commands stand under the names of their modules.
beginning, serve, worker = (
    import_module(f"zerentian.web.cli.{name}") for name in ("init", "serve", "worker")
)


@pytest.fixture
def signals(monkeypatch):
    """What signals would call, in place of setting it."""
    set_to: dict[int, object] = {}
    monkeypatch.setattr(signal, "signal", set_to.__setitem__)
    return set_to


class TestServed:
    def test_a_process_closes_its_files_to_others_follows_its_parent_and_ends_whole(self, monkeypatch):
        told: list[object] = []

        async def run(application, listening):
            told.append(("run", listening))

        def opened(fileno):
            told.append(("socket", fileno))
            return socket

        socket = SimpleNamespace(setblocking=lambda blocking: told.append(("blocking", blocking)))
        lanes = SimpleNamespace(finish=lambda: told.append("finished"))
        monkeypatch.setenv(family.PARENT_PIPE, "9")
        monkeypatch.setattr(process.os, "umask", lambda mask: told.append(("umask", mask)))
        monkeypatch.setattr(process.os, "_exit", lambda code: told.append(("exit", code)))
        monkeypatch.setattr(process, "die_with_parent", lambda pipe: told.append(("parent", pipe)))
        monkeypatch.setattr(process.django, "setup", lambda: told.append("setup"))
        monkeypatch.setattr(process, "socket", SimpleNamespace(socket=opened))
        monkeypatch.setattr(process, "import_string", lambda name: SimpleNamespace(lanes=lanes))
        monkeypatch.setattr(process, "run", run)
        process.main(7)
        assert told == [
            ("umask", 0o077),
            ("parent", 9),
            "setup",
            ("socket", 7),
            ("blocking", False),
            ("run", socket),
            "finished",
            ("exit", 0),
        ]

    def test_a_child_ends_as_if_asked_once_its_parent_is_gone_and_then_without_asking(self, monkeypatch):
        told: list[object] = []
        ended = threading.Event()
        monkeypatch.setattr(family.os, "kill", lambda pid, number: told.append((pid, number)))
        monkeypatch.setattr(family.time, "sleep", told.append)
        monkeypatch.setattr(family.os, "_exit", lambda code: told.append(("exit", code)) or ended.set())
        reading, writing = os.pipe()
        family.die_with_parent(reading)
        assert told == []
        os.close(writing)
        assert ended.wait(60)
        os.close(reading)
        assert told == [(os.getpid(), signal.SIGTERM), family.STOP_SECONDS, ("exit", 1)]

    def test_a_view_that_tells_health_says_so_and_stays_itself(self):
        def view(request):
            """Answer."""

        assert tells_health(view) is view
        assert view.tells_health is True

    def test_a_file_that_breaks_off_is_let_go(self):
        handler = NamelessFiles()
        assert handler.upload_interrupted() is None
        handler.new_file("file", "a.txt", "text/plain", 4, None)
        handler.receive_data_chunk(b"ab", 0)
        file = handler.file
        handler.upload_interrupted()
        assert file.closed


class TestServe:
    def test_nothing_is_opened_before_it_is_found_ready(self, monkeypatch):
        def refuse():
            raise click.ClickException("not ready")

        opened: list[object] = []
        monkeypatch.setattr(serve, "refuse_unready", refuse)
        for name in ("close_to_others", "hold_home", "listen", "Family"):
            monkeypatch.setattr(serve, name, lambda *given, **said: opened.append(given) or 1 / 0)
        with pytest.raises(click.ClickException, match="not ready"):
            serve.serve.callback(host="127.0.0.1", port=8000, workers=2)
        assert opened == []

    def test_a_signal_asks_the_family_to_stop(self):
        one = family.Family([])
        serve.stopper(one)(signal.SIGTERM, None)
        assert one.stopping.is_set()


class TestServing:
    def test_a_home_and_a_port_are_held_while_the_family_is_kept(
        self, monkeypatch, signals, settings, capsys
    ):
        told: list[object] = []

        @contextmanager
        def held(name, *given):
            told.append((name, *given))
            yield SimpleNamespace(fileno=lambda: 5)
            told.append(f"{name} let go")

        kept = SimpleNamespace(keep=lambda: told.append("kept"), stopping=threading.Event())
        monkeypatch.setattr(serve, "refuse_unready", lambda: told.append("ready"))
        monkeypatch.setattr(serve, "close_to_others", lambda home: told.append(("closed", home)))
        monkeypatch.setattr(serve, "hold_home", lambda home, said: held("home", said.partition(",")[0]))
        monkeypatch.setattr(serve, "listen", lambda *given: held("port", *given))
        monkeypatch.setattr(serve, "log_to_stderr", lambda: told.append("logged"))
        monkeypatch.setattr(serve, "children", lambda socket, workers: (socket, workers))
        monkeypatch.setattr(serve, "Family", lambda given: told.append(("family", *given)) or kept)
        monkeypatch.setattr(serve.connection, "close", lambda: told.append("disconnected"))
        serve.serve.callback(host="127.0.0.1", port=8001, workers=3)
        assert told == [
            "ready",
            "disconnected",
            ("closed", settings.ZERENTIAN_HOME),
            ("home", "http://127.0.0.1:8001"),
            ("port", "127.0.0.1", 8001, serve.BACKLOG),
            "logged",
            ("family", 5, 3),
            "kept",
            "port let go",
            "home let go",
        ]
        assert capsys.readouterr().out == "http://127.0.0.1:8001\n"
        signals[signal.SIGTERM](signal.SIGTERM, None)
        assert kept.stopping.is_set()
        assert set(signals) == {signal.SIGTERM, signal.SIGINT}

    def test_a_family_is_tended_until_it_is_asked_to_stop_and_then_stopped_whole(self, monkeypatch):
        told: list[str] = []
        pipes: set[int] = set()

        class Tended(family.Family):
            def tend(self, now, pipe):
                told.append("tended")
                assert os.fstat(pipe)
                pipes.add(pipe)
                if len(told) == 2:
                    self.stopping.set()

            def stop(self):
                told.append("stopped")

        monkeypatch.setattr(family, "LOOK_SECONDS", 0)
        Tended([]).keep()
        assert told == ["tended", "tended", "stopped"]
        (pipe,) = pipes
        with pytest.raises(OSError, match="descriptor"):
            os.fstat(pipe)


class TestMigrating:
    @pytest.mark.parametrize(
        ("standing", "changed", "told"),
        [
            ("RIGHT", ([], []), []),
            ("CHANGED", (["table a"], ["table b"]), ["少了 · gone: table a", "多了 · new: table b"]),
            ("OLDER", (["table a"], []), []),
        ],
    )
    def test_what_differs_is_told_where_it_is_accepted_and_what_ran_is_named(
        self, monkeypatch, standing, changed, told
    ):
        asked: list[bool] = []
        names = beginning.migrate_command.callback.__globals__
        monkeypatch.setitem(names, "look", lambda: SimpleNamespace(standing=beginning.Standing[standing]))
        monkeypatch.setitem(names, "differences", lambda: changed)
        monkeypatch.setitem(names, "migrate", lambda arriving: asked.append(arriving) or ["duties.0001_x"])
        done = CliRunner().invoke(beginning.migrate_command, [])
        lines = done.output.splitlines()
        assert (done.exit_code, asked) == (0, [False])
        assert [line for line in lines if ": table" in line] == told
        assert ("以上改动已认可" in done.output) is bool(told)
        assert lines[-2:] == ["  duties.0001_x", "数据库已是当前版本 · the database is up to date"]
        assert CliRunner().invoke(beginning.migrate_command, ["--arriving"]).exit_code == 0
        assert asked == [False, True]

    @pytest.mark.parametrize(("origin", "begins"), [("yunling", "yunling"), (None, "zerentian-")])
    @pytest.mark.django_db
    def test_an_empty_instance_is_made_and_sealed_under_its_name_or_a_drawn_one(
        self, monkeypatch, origin, begins
    ):
        told: list[object] = []
        names = beginning.init.callback.__globals__
        one = SimpleNamespace(account=SimpleNamespace(username="auditor"), password="示例-初始")
        monkeypatch.setitem(names, "migrate", lambda: told.append("migrated"))
        monkeypatch.setitem(names, "refuse_data", lambda: told.append("refused"))
        monkeypatch.setitem(names, "begin", lambda name: told.append(name) or [one])
        monkeypatch.setitem(names, "seal", lambda now: told.append("sealed"))
        done = CliRunner().invoke(beginning.init, ["--origin", origin] if origin else [])
        assert (done.exit_code, told[:2], told[3:]) == (0, ["migrated", "refused"], ["sealed"])
        assert str(told[2]).startswith(begins)
        assert len(str(told[2])) == len(begins) + (0 if origin else 8)
        assert done.output.index("示例-初始") < done.output.index("已建立 · done")


class TestWorker:
    @pytest.fixture
    def bare(self, monkeypatch, signals):
        """A worker without its daily work, that is asked to stop after so many rounds."""
        told = SimpleNamespace(rounds=0, parents=[], swept=[], daily=[])

        def once():
            told.rounds += 1
            if told.rounds == 3:
                signals[signal.SIGTERM](signal.SIGTERM, None)

        def by_the_day(stopping, some):
            told.daily.append(threading.current_thread().name)
            stopping.wait()

        monkeypatch.delenv(family.PARENT_PIPE, raising=False)
        monkeypatch.setattr(worker, "SEAL_SECONDS", 0)
        monkeypatch.setattr(worker, "work_once", once)
        monkeypatch.setattr(worker, "die_with_parent", told.parents.append)
        monkeypatch.setattr(worker, "take_away_scratch", told.swept.append)
        monkeypatch.setattr(
            worker, "chores", lambda: [Chore("first", "x", print), Chore("second", "y", print)]
        )
        monkeypatch.setattr(
            worker,
            "daily_work",
            lambda stopping, some: told.daily.append(threading.current_thread().name) or stopping.wait(),
        )
        return told

    def test_it_works_until_it_is_asked_to_stop(self, bare, signals):
        worker.worker.callback()
        assert (bare.rounds, bare.parents, len(bare.swept)) == (3, [], 1)
        assert bare.daily == ["first"]
        assert signals[signal.SIGINT] is signals[signal.SIGTERM]

    def test_it_follows_its_parent_where_it_has_one(self, bare, monkeypatch):
        monkeypatch.setenv(family.PARENT_PIPE, "11")
        worker.worker.callback()
        assert bare.parents == [11]

    def test_a_daily_work_that_died_ends_it(self, bare, monkeypatch):
        monkeypatch.setattr(worker, "daily_work", lambda stopping, some: None)
        monkeypatch.setattr(worker, "work_once", lambda: None)
        with pytest.raises(click.ClickException, match="daily work has died"):
            worker.worker.callback()


@pytest.mark.django_db
class TestInit:
    @pytest.fixture
    def empty(self, monkeypatch, now):
        """A database without an instance. The cast has the names of the keepers, so theirs are others here."""

        def named_otherwise(*, username, **said):
            return create_account(username=f"new-{username}", **said)

        Instance.objects.all().delete()
        monkeypatch.setitem(beginning.begin.__globals__, "create_account", named_otherwise)
        clock = SimpleNamespace(now=lambda: now, **{name: getattr(timezone, name) for name in ("localtime",)})
        monkeypatch.setattr(recording, "timezone", clock)

    def test_an_instance_begins_with_its_keepers_and_the_calendar_up_to_the_year_after(
        self, empty, monkeypatch
    ):
        asked: list[range] = []
        monkeypatch.setattr(beginning, "seed_calendar", lambda years, **said: asked.append(years))
        issued = beginning.begin("yunling")
        assert [one.account.username for one in issued] == [f"new-{code}" for code in KEEPERS]
        assert [one.account.keeper for one in issued] == list(KEEPERS)
        assert len({one.password for one in issued}) == len(KEEPERS)
        assert (Instance.objects.get().origin, Instance.objects.get().demo) == ("yunling", False)
        assert asked == [range(2020, 2028)]
        assert Entry.objects.filter(verb="ledger.opened").latest("pk").fact == {
            "origin": "yunling",
            "demo": False,
        }

    def test_nothing_begins_over_an_instance(self):
        with pytest.raises(Exception, match="这里已有数据，不会覆盖"):
            beginning.refuse_data()
        Instance.objects.all().delete()
        assert beginning.refuse_data() is None


@pytest.mark.parametrize("turned", [False, True])
def test_of_one_day_the_red_stands_first_then_by_label_and_number(monkeypatch, turned, now):
    def due(day, light, label, number):
        return SimpleNamespace(day=day, light=light, label=label, number=number)

    today = now.date()
    rows = [
        due(today, "red", "乙", "9"),
        due(today, "green", "甲", "1"),
        due(today, "green", "甲", "2"),
        due(today, "green", "乙", "0"),
        due(today.replace(day=3), "red", "甲", "0"),
    ]
    wanted = [rows[0], rows[3], rows[1], rows[2], rows[4]]
    source = SimpleNamespace(between=lambda *given, **said: rows[::-1] if turned else rows)
    monkeypatch.setattr(deadlines, "sources", lambda: [source])
    found = deadlines.due_between(SimpleNamespace(), None, today, mine=True)
    assert found == wanted
