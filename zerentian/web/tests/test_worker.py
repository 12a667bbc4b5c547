"""The worker's day, the doctor's findings, help and search: what is done when, and what is told to whom."""

import json
from datetime import datetime
from importlib import import_module
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override

from zerentian.ledger.actions import seal
from zerentian.ledger.models import Instance
from zerentian.organization.actions.units import open_unit, rename_unit
from zerentian.organization.rules.rights import Kind
from zerentian.organization.subjects import SUBJECTS, Chore
from zerentian.web import jobs, search
from zerentian.web.jobs import state_of
from zerentian.web.models import Findable, SearchProgress
from zerentian.web.status import Light
from zerentian.web.views import help as helping
from zerentian.web.views.search import LONGEST, searched_words, unit_names
from zerentian.web.views.status import may_measure

# A package's commands stand under the names of their modules.
doctor, serve, worker = (import_module(f"zerentian.web.cli.{name}") for name in ("doctor", "serve", "worker"))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_written(monkeypatch):
    """Each test begins as a process that has written no state."""
    monkeypatch.setattr(jobs, "WRITTEN", {})


class TestWorker:
    def test_what_asks_other_machines_has_a_thread_of_its_own(self):
        own = [Chore(name, name, print) for name in "ab"]
        others = [Chore(name, name, print, asks_others=True) for name in "xy"]
        assert worker.shared_out([own[0], others[0], own[1], others[1]]) == [own, [others[0]], [others[1]]]

    def test_chores_are_those_of_the_nouns_and_the_programs_own_each_of_another_name(self):
        names = [chore.name for chore in worker.chores()]
        assert names[-3:] == ["digests", "backup", "counts"]
        assert len(names) == len(set(names))
        declared = [chore.name for subject in SUBJECTS.values() for chore in subject.chores]
        assert names[:-3] == declared

    def test_a_chore_is_done_when_it_is_due_and_remembered(self, now):
        asked, worked, done = [], [], {}
        chore = Chore("x", "x", worked.append, due=lambda at, last: asked.append(last) or last is None)
        worker.do(chore, done)
        worker.do(chore, done)
        assert (worked, asked, done) == ([now], [None, now], {"x": now})

    def test_a_chore_that_fails_is_not_taken_for_done(self):
        def fails(moment):
            raise OSError("no route")

        done: dict[str, datetime] = {}
        worker.do(Chore("x", "x", fails), done)
        assert done == {}
        assert state_of("x").problem == "OSError"

    def test_the_index_follows_with_what_is_sealed(self, village, now, administrator):
        worker.work_once()
        assert SearchProgress.objects.get().size > 0
        assert Findable.objects.filter(subject=village.ref).exists()
        assert state_of("sealing").failures == 0

    @pytest.mark.parametrize(("workers", "count"), [(0, 1), (1, 1), (3, 3)])
    def test_as_many_web_processes_as_asked_for_on_one_socket_and_a_worker(self, settings, workers, count):
        settings.WEB_MEMORY_MB = 300
        found = serve.children(7, workers)
        assert [one.name for one in found] == [*(f"web-{n}" for n in range(1, count + 1)), "worker"]
        assert {(one.command[-1], one.inherits, one.most_memory) for one in found[:-1]} == {
            ("7", (7,), 300_000_000)
        }
        assert (found[-1].inherits, found[-1].most_memory) == ((), 0)

    def test_nothing_is_served_without_an_instance(self, monkeypatch):
        monkeypatch.setattr(serve, "run_checks", list)
        monkeypatch.setattr(serve, "look", lambda: SimpleNamespace(refusal=""))
        assert serve.refuse_unready() is None
        Instance.objects.all().delete()
        with pytest.raises(click.ClickException, match="还没有实例"):
            serve.refuse_unready()
        monkeypatch.setattr(serve, "look", lambda: SimpleNamespace(refusal="older"))
        with pytest.raises(click.ClickException, match="older"):
            serve.refuse_unready()
        wrong = SimpleNamespace(is_serious=lambda: True, id="web.E001", msg="no", hint="do")
        mild = SimpleNamespace(is_serious=lambda: False, id="web.W001", msg="hm", hint="")
        monkeypatch.setattr(serve, "run_checks", lambda: [wrong, mild])
        with pytest.raises(click.ClickException, match=r"^web\.E001: no \(do\)$"):
            serve.refuse_unready()


class TestDoctor:
    def found(self):
        return {one.what: one for one in doctor.examined()}

    def test_without_an_instance_that_is_the_last_finding(self, monkeypatch):
        monkeypatch.setattr(doctor, "look", lambda: SimpleNamespace(standing=doctor.Standing.RIGHT))
        assert self.found()["实例 · instance"].light is Light.GOOD
        Instance.objects.all().delete()
        found = list(doctor.examined())
        assert (found[-1].what, found[-1].light, found[-1].remedy) == (
            "实例 · instance",
            Light.BAD,
            "zerentian init",
        )

    @pytest.mark.parametrize(("host", "light"), [("", Light.WARN), ("mail.example", Light.GOOD)])
    def test_mail_is_good_where_it_is_set(self, settings, host, light):
        settings.EMAIL_HOST = host
        one = self.found()["邮件 · mail"]
        assert one.light is light
        assert bool(one.remedy) is (light is Light.WARN)

    def test_settings_that_are_wrong_are_each_named_by_their_number(self, monkeypatch):
        wrong = SimpleNamespace(is_serious=lambda: True, id="web.E001", msg="no", hint="do")
        mild = SimpleNamespace(is_serious=lambda: False, id="web.W001", msg="hm", hint=None)
        monkeypatch.setattr(doctor.checks, "run_checks", lambda tags: [wrong, mild])
        found = self.found()
        assert found["设置 · settings (web.E001)"].light is Light.BAD
        assert (found["设置 · settings (web.W001)"].light, found["设置 · settings (web.W001)"].remedy) == (
            Light.WARN,
            "",
        )
        assert "设置 · settings" not in found

    def test_steps_of_the_first_hour_are_told_while_the_last_is_not_done(self, monkeypatch):
        step = SimpleNamespace(title="第一步", why="为什么")
        for steps, told in (([(step, False)], True), ([(step, True)], False), ([], False)):
            monkeypatch.setattr(doctor, "standing", lambda steps=steps: steps)
            assert ("第一步" in {one.what for one in doctor.first_hour()}) is told

    @pytest.mark.parametrize(
        ("lights", "status"),
        [
            ([], 0),
            ([Light.GOOD, Light.WARN], 0),
            ([Light.GOOD, Light.BAD, Light.WARN], 1),
        ],
    )
    def test_each_finding_is_a_line_with_its_sign_and_its_remedy_under_it(self, monkeypatch, lights, status):
        remedies = {Light.GOOD: "", Light.WARN: "看一看", Light.BAD: "马上修"}
        found = [doctor.Finding("备份", light, f"说明 {light}", remedies[light]) for light in lights]
        monkeypatch.setattr(doctor, "examined", lambda: iter(found))
        told = CliRunner().invoke(doctor.doctor, [])
        shown = {
            Light.GOOD: ["✓ 备份: 说明 good"],
            Light.WARN: ["▲ 备份: 说明 amber", "    → 看一看"],
            Light.BAD: ["● 备份: 说明 bad", "    → 马上修"],
        }
        assert told.output.splitlines() == [line for light in lights for line in shown[light]]
        assert told.exit_code == status

    def test_programs_are_told_the_same_in_words_that_can_be_read(self, monkeypatch):
        found = [
            doctor.Finding("备份", Light.BAD, "尚未备份", "马上修"),
            doctor.Finding("磁盘", Light.GOOD, "够用"),
        ]
        monkeypatch.setattr(doctor, "examined", lambda: iter(found))
        told = CliRunner().invoke(doctor.doctor, ["--json"])
        assert json.loads(told.output) == [
            {"what": "备份", "light": "bad", "said": "尚未备份", "remedy": "马上修"},
            {"what": "磁盘", "light": "good", "said": "够用", "remedy": ""},
        ]
        assert "尚未备份" in told.output
        assert told.exit_code == 1


class TestHelp:
    @pytest.mark.parametrize(
        ("username", "chapters"),
        [
            ("clerk", {"clerk"}),
            ("office_head", {"leader"}),
            ("leader", {"leader"}),
            ("first", {"leader"}),
            ("inspector", {"inspector"}),
            ("supervisor", {"inspector"}),
            ("cadre", {"clerk"}),
            ("administrator", {"administrator"}),
            ("auditor", {"administrator"}),
            ("security", {"administrator"}),
        ],
    )
    def test_each_post_has_the_chapter_that_is_written_for_it(self, account_of, username, chapters):
        assert helping.own_chapters(account_of(username)) == chapters

    def test_a_visitor_reads_what_is_for_residents(self):
        assert helping.own_chapters(None) == {"residents"}

    @pytest.mark.parametrize(
        ("language", "read"), [("en", "en"), ("en-gb", "en"), ("zh-hans", "zh"), ("fr", "zh")]
    )
    def test_the_manual_is_read_in_chinese_unless_the_page_is_english(self, language, read):
        with override(language):
            assert helping.language() == read

    def test_a_chapter_stands_once_in_the_contents_ones_own_first(self, client_of, clerk):
        context = client_of(clerk).get(reverse("help")).context
        found = [one.name for part in ("mine", "readers", "topics") for one in context[part]]
        assert [one.name for one in context["mine"]] == ["clerk"]
        assert len(found) == len(set(found))
        assert "clerk" not in [one.name for one in context["readers"]]
        assert client_of(clerk).get(reverse("help-chapter", args=["nothing"])).status_code == 404


class TestSearch:
    def test_the_index_follows_by_steps_and_says_how_many_it_read(self, now):
        size = seal(now=now).size
        assert search.catch_up(step=size - 1) == size - 1
        assert SearchProgress.objects.get().size == size - 1
        assert (search.catch_up(), search.catch_up()) == (1, 0)
        assert SearchProgress.objects.get().size == size

    def test_what_is_indexed_anew_stands_once_and_as_it_is_now(self, village, administrator, now):
        search.index({village.ref})
        rename_unit(village, name="上坪新村", first=now.date(), by=administrator, now=now)
        search.index({village.ref, "unit:nothing", "nowhere:1"})
        found = Findable.objects.get(subject=village.ref)
        assert "上坪新村" in found.title
        assert found.terms.filter(term="新村").exists()

    def test_kinds_are_offered_in_their_order_and_named(self):
        ranks = [source.rank for source in search.sources().values()]
        assert ranks == sorted(ranks)
        words = searched_words()
        assert all(str(source.label) in words for source in search.sources().values())

    def test_a_unit_is_called_by_its_present_name_or_its_code(self, township):
        rows = [SimpleNamespace(unit=path) for path in ("990100/990101", "990100/gone")]
        assert unit_names(rows) == {"990100/990101": "云岭乡", "990100/gone": "gone"}

    def test_words_are_cut_and_a_kind_narrows(self, client_of, clerk, administrator, township, now):
        open_unit(
            code="990101-X",
            kind=Kind.VILLAGE,
            name="长坪村",
            parent=township,
            first=now.date(),
            by=administrator,
            now=now,
        )
        seal(now=now)
        search.catch_up_wholly()
        browser = client_of(clerk)
        found = browser.get(reverse("search"), {"q": "长坪"}).context
        assert [one["row"].title for one in found["found"]] == ["长坪村"]
        assert browser.get(reverse("search"), {"q": "长坪", "kind": "unit"}).context["found"]
        assert not browser.get(reverse("search"), {"q": "长坪", "kind": "task"}).context["found"]
        assert browser.get(reverse("search"), {"q": "长坪", "kind": "none"}).context["found"]
        assert len(browser.get(reverse("search"), {"q": "长" * 99}).context["words"]) == LONGEST


class TestMeasuring:
    @pytest.mark.parametrize(
        ("peer", "headers", "key", "allowed"),
        [
            ("127.0.0.1", {}, "", True),
            ("::1", {}, "", True),
            ("10.0.0.1", {}, "", False),
            ("", {}, "", False),
            ("127.0.0.1", {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, "", False),
            ("127.0.0.1", {"HTTP_VIA": "x"}, "", False),
            ("127.0.0.1", {"HTTP_FORWARDED": "x"}, "", False),
            ("10.0.0.1", {"HTTP_AUTHORIZATION": "Bearer k" * 1}, "k", True),
            ("10.0.0.1", {"HTTP_AUTHORIZATION": "Bearer x"}, "k", False),
            ("10.0.0.1", {"HTTP_AUTHORIZATION": "Bearer "}, "", False),
        ],
    )
    def test_numbers_are_for_this_machine_past_no_proxy_or_for_who_shows_the_key(
        self, settings, peer, headers, key, allowed
    ):
        settings.METRICS_KEY = key
        request = RequestFactory().get("/metrics", REMOTE_ADDR=peer, **headers)
        assert may_measure(request) is allowed
