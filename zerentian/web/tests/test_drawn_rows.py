"""What the pages draw by themselves: rows of entries, proof, choices, states; the bell, the desk, feeds and jobs."""

import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.figures import Figure, FigureValue
from zerentian.ledger.rules.periods import LOCAL
from zerentian.organization.desk import FIRST, Group, Line
from zerentian.organization.telling import Told
from zerentian.web import jobs, status
from zerentian.web.behind import Row, added, why
from zerentian.web.desk import first_three, joined, starts_for
from zerentian.web.digest import is_due, line_of, size_of
from zerentian.web.drawn import beside_proof, entry_rows, proof_html, rows_behind, trail_rows
from zerentian.web.jobs import JobState, job, job_states, state_of
from zerentian.web.middleware import NoNull, refusal
from zerentian.web.status import Light, age, exposition, spoken
from zerentian.web.templatetags import zerentian as tags

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
FACTS = '{"kind":"x"}'


def entry(facts=FACTS, **said):
    """Return an entry that stands nowhere."""
    known = {"verb": "deed.recorded", "subject": "deed:1", "unit": "990100", "occurred_on": date(2026, 3, 1)}
    known |= {"recorded_at": NOW, "facts": facts, "commitments": "{}", "index": 7}
    return Entry(**known | said)


def cells(html):
    """Return the words of each cell of one row."""
    return [re.sub("<[^>]*>", "", one) for one in re.findall(r"<td[^>]*>(.*?)</td>", html, re.DOTALL)]


class TestRows:
    @pytest.mark.parametrize(
        ("facts", "change", "said"),
        [
            ("{}", "", []),
            ('{"late_days":3,"late_limit":1}', "", ["补录，迟3天"]),
            ('{"late_days":1,"late_limit":1}', "", []),
            ('{"imported":true}', "", ["历史导入"]),
            ('{"late_days":3,"late_limit":1}', "corrected", ["补录，迟3天", "更正"]),
            ("{}", "evidence_added", []),
        ],
    )
    def test_beside_the_proof_stands_what_is_late_brought_in_or_put_right(self, facts, change, said):
        found = beside_proof(entry(facts, change=change))
        assert len(found) == len(said)
        looks = [look for look, _words in found]
        assert looks == [{"补": "late", "历": "", "更": "corrected"}[one[0]] for one in said]

    @pytest.mark.parametrize(
        ("facts", "state"),
        [("{}", "recorded"), ('{"evidence":1}', "evidenced"), ('{"verified":true}', "verified")],
    )
    def test_a_state_of_proof_has_a_sign_and_words(self, facts, state):
        html = proof_html(entry(facts))
        assert html.startswith(f'<span class="state {state}">')
        assert len(re.sub("<[^>]*>", "", html).split()) >= 2

    def test_an_entry_is_a_row_of_day_words_unit_and_proof(self):
        told = Told(entry(change="corrected"), "甲<b>", "云岭乡")
        row = cells(entry_rows([told]))
        assert row[0] == "2026年3月1日"
        assert row[1] == "甲&lt;b&gt; · 更正"
        assert row[2] == "云岭乡"
        assert len(row) == 4
        assert entry_rows([told, told]).count("<tr>") == 2
        assert reverse("entry", args=[told.entry.uuid]) in entry_rows([told])

    @pytest.mark.parametrize(
        ("index", "unit", "place", "named"), [(7, "云岭乡", "7", "云岭乡"), (0, "", "0", "—")]
    )
    def test_the_trail_has_the_place_in_the_log_before_it(self, index, unit, place, named):
        row = cells(trail_rows([Told(entry(index=index), "甲", unit)]))
        assert (row[0], row[3], len(row)) == (place, named, 5)

    def test_what_waits_for_its_seal_has_no_place_yet(self):
        with override("en"):
            assert cells(trail_rows([Told(entry(index=None), "甲", "乙")]))[0] == "pending"

    def test_behind_a_number_each_line_says_the_matter_what_it_adds_and_why(self):
        with_page = Row(entry(), "一号", "/x/?a=1&b=2", "做了", "云岭乡", "3件", "迟")
        html = rows_behind([with_page])
        assert '<a href="/x/?a=1&amp;b=2">一号</a>' in html
        assert cells(html)[1:5] == ["一号", "做了", "云岭乡", "3件迟"]
        without = rows_behind([Row(entry(), "一号", "", "做了", "云岭乡", "3件", "")])
        assert "一号</a>" not in without
        assert '<span class="note">' not in without
        assert with_page.cells == ["2026年3月1日", "一号", "做了", "云岭乡", "3件", "迟"]

    @pytest.mark.parametrize(
        ("measure", "amount", "base", "late", "adds", "reason"),
        [
            ("sum", 3, 0, 0, "3件", ""),
            ("sum", None, 0, 0, "unknown", "nobody stated it"),
            ("stock", 1, 0, 1, "1件", "1 day overdue"),
            ("stock", 1, 0, 4, "1件", "4 days overdue"),
            ("ratio", 1, 1, 0, "1/1", "counts above and below the line"),
            ("ratio", 1, 0, 0, "1/0", "counts above the line"),
            ("ratio", -1, 0, 0, "-1/0", "taken out above the line"),
            ("ratio", 0, 1, 0, "0/1", "counts below the line"),
            ("ratio", 0, -1, 0, "0/-1", "taken out below the line"),
        ],
    )
    def test_a_share_says_what_it_adds_and_why(self, measure, amount, base, late, adds, reason):
        figure = Figure("t.x", "试", "Trial", measure, "t", "件", "试。", "Trial.")
        share = SimpleNamespace(amount=amount, base=base, late=late)
        with override("en"):
            assert (added(share, figure), why(share, figure)) == (adds, reason)


class TestTags:
    def test_choices_are_drawn_in_their_groups_with_marks(self):
        def choice(value, label, selected=False, disabled=False):
            return {
                "value": value,
                "label": label,
                "selected": selected,
                "attrs": {"disabled": True} if disabled else {},
            }

        groups = [
            (None, [choice("", "---------"), choice("a<", "甲&", selected=True)], 0),
            ("乙组", [choice("b", "乙", disabled=True)], 1),
        ]
        with override("en"):
            html = tags.options(groups)
        assert '<option value="">please choose</option>' in html
        assert '<option value="a&lt;" selected>甲&amp;</option>' in html
        assert '<optgroup label="乙组">\n<option value="b" disabled>乙</option></optgroup>' in html
        assert html.count("<optgroup") == 1

    def test_days_and_moments_are_said_by_the_local_clock_and_nothing_for_none(self):
        moment = datetime(2026, 3, 1, 16, 5, tzinfo=UTC)
        assert tags.moment(moment).endswith("00:05")
        assert tags.day(date(2026, 6, 30)) == "2026年6月30日"
        assert (tags.day(None), tags.moment(None)) == ("", "")
        with override("en"):
            assert tags.day(date(2026, 6, 30)) == "30 June 2026"

    def test_states_have_their_share_of_the_whole_and_none_of_nothing(self):
        found = tags.states_of({"verified": 1, "recorded": 2})
        assert {one.code: (one.count, one.share) for one in found} == {
            "verified": (1, 33.33),
            "recorded": (2, 66.67),
        }
        assert tags.states_of({"verified": 0}) == tags.states_of({}) == []

    def test_a_value_leads_to_what_it_is_made_of_and_hints_at_it(self):
        figure = Figure("t.x", "试", "Trial", "count", "t", "件", "试。", "Trial.")
        value = FigureValue(
            figure, "990100", "2026", 9, 4, states={"verified": 3, "recorded": 0}, without=("a", "b")
        )
        url = tags.figure_url(value)
        assert url == f"{reverse('figure', args=['t.x'])}?unit=990100&period=2026&size=9&without=a&without=b"
        assert tags.figure_text(value) == "4件"
        assert tags.figure_text(FigureValue(figure, "990100", "2026", 9, None)) != "None件"
        assert (tags.figure_label(figure), tags.figure_definition(figure)) == ("试", "试。")
        hint = tags.figure_hint(value)
        assert hint.startswith("试。")
        assert " 3" in hint
        assert " 0" not in hint
        with override("en"):
            assert (tags.figure_label(figure), tags.figure_definition(figure)) == ("Trial", "Trial.")
            assert "as of 9 sealed entries" in tags.figure_hint(value)
            assert tags.figure_text(FigureValue(figure, "990100", "2026", 9, None)) == "unknown"


class TestDesk:
    def line(self, what, due=None, light=""):
        return Line(what, "", "/", "做", light, due)

    def test_groups_of_one_rank_and_title_are_one_and_danger_stands_first(self):
        groups = [
            Group("丙", (self.line("1"),), 0, 30),
            Group("甲", (self.line("2"),), 2, 20),
            Group("甲", (self.line("3"),), 1, 20),
            Group("险", (self.line("4"),), 0, FIRST),
        ]
        found = joined(groups)
        assert [str(one.title) for one in found] == ["险", "甲", "丙"]
        assert [line.what for line in found[1].lines] == ["2", "3"]
        assert (found[1].more, size_of(found[1])) == (3, 5)
        late = joined([*groups, Group("迟", (self.line("5", light="red"),), 0, 90)])
        assert [str(one.title) for one in late] == ["险", "迟", "甲", "丙"]

    def test_a_group_by_mail_says_how_many_and_the_earliest_day(self):
        lines = (self.line("1", date(2026, 3, 9)), self.line("2", date(2026, 3, 4)), self.line("3"))
        with override("en"):
            assert line_of(Group("To do", lines, 4, 20)) == "To do: 7 (earliest 2026-03-04)"
            assert line_of(Group("To do", (self.line("3"),), 0, 20)) == "To do: 1"

    @pytest.mark.django_db
    def test_only_who_serves_in_villages_alone_finds_three_things_first(self, cadre, clerk):
        groups = [Group("甲", tuple(self.line(str(one)) for one in range(2)), 0, 1)] * 2
        assert [line.what for line in first_three(cadre, groups)] == ["0", "1", "0"]
        assert first_three(clerk, groups) == []

    @pytest.mark.django_db
    def test_what_one_may_begin_stands_in_its_order(self, clerk, auditor):
        ranks = [start.rank for start in starts_for(clerk)]
        assert ranks == sorted(ranks)
        assert ranks
        assert all(clerk.may(start.right) for start in starts_for(clerk))
        assert starts_for(auditor) == []

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("moment", "host", "due"),
        [
            ("2026-03-02T08:00", "mail", True),
            ("2026-03-02T07:59", "mail", False),
            ("2026-03-02T23:59", "mail", True),
            ("2026-03-01T09:00", "mail", False),
            ("2026-03-02T08:00", "", False),
        ],
    )
    def test_mail_goes_out_on_working_days_from_eight_where_there_is_a_host(
        self, settings, moment, host, due
    ):
        settings.EMAIL_HOST = host
        at = datetime.fromisoformat(moment).replace(tzinfo=LOCAL)
        assert is_due(at) is due
        assert is_due(at.astimezone(UTC)) is due


class TestJobs:
    @pytest.fixture(autouse=True)
    def nothing_written(self, monkeypatch):
        monkeypatch.setattr(jobs, "WRITTEN", {})

    def test_failures_are_counted_in_a_row_by_their_kind_and_forgotten(self):
        for _ in range(2):
            with job("sealing"):
                raise OSError("disk")
        state = state_of("sealing")
        assert (state.failures, state.problem, state.done_at) == (2, "OSError", "")
        with job("sealing"):
            pass
        state = state_of("sealing")
        assert (state.failures, state.problem) == (0, "")
        assert state.done is not None
        assert [one.name for one in job_states()] == ["sealing"]
        with pytest.raises(ValueError, match="bug"), job("sealing"):
            raise ValueError("bug")

    def test_what_goes_well_again_and_again_is_written_every_ten_seconds(self, monkeypatch):
        clock = SimpleNamespace(at=100.0)
        monkeypatch.setattr(jobs.time, "monotonic", lambda: clock.at)
        written = []
        monkeypatch.setattr(
            jobs, "keep", lambda state: (written.append(clock.at), jobs.WRITTEN.update(x=clock.at))
        )
        for at in (100.0, 109.9, 110.0, 115.0, 120.0):
            clock.at = at
            with job("x"):
                pass
        assert written == [100.0, 110.0, 120.0]

    def test_a_state_that_cannot_be_read_is_an_empty_one(self):
        assert state_of("never") == JobState("never")
        jobs.folder().mkdir(parents=True, exist_ok=True)
        for content in ("{", "[]", '{"name": "x", "more": 1}'):
            (jobs.folder() / "job-x.json").write_text(content)
            assert state_of("x") == JobState("x")


class TestStatus:
    @pytest.mark.parametrize(
        ("seconds", "said"),
        [
            (-1, "never"),
            (0, "0 seconds"),
            (1, "1 second"),
            (119, "119 seconds"),
            (120, "2 minutes"),
            (7199, "119 minutes"),
            (7200, "2 hours"),
            (172_799, "47 hours"),
            (172_800, "2 days"),
        ],
    )
    def test_a_length_is_said_in_the_largest_unit_that_is_there_twice(self, seconds, said):
        with override("en"):
            assert spoken(seconds) == said

    def test_an_age_is_never_less_than_nothing_and_minus_one_for_none(self):
        assert age(NOW, NOW + timedelta(seconds=5)) == 5
        assert age(NOW, NOW - timedelta(seconds=5)) == 0
        assert age(None, NOW) == -1

    def test_numbers_are_typed_once_each_and_written_whole(self):
        lines = [
            status.Line(
                "a", Light.GOOD, "", "", {'job_failures{job="x"}': 1.0, 'job_failures{job="y"}': 0.0}
            ),
            status.Line("b", Light.BAD, "", "", {"disk_free_bytes": 123_456_789_012_345}),
        ]
        assert exposition(lines) == (
            "# TYPE zerentian_job_failures gauge\n"
            'zerentian_job_failures{job="x"} 1\nzerentian_job_failures{job="y"} 0\n'
            "# TYPE zerentian_disk_free_bytes gauge\nzerentian_disk_free_bytes 123456789012345\n"
        )

    @pytest.mark.parametrize(
        ("free", "total", "light"),
        [
            (500_000_000, 10_000_000_000, Light.WARN),
            (499_999_999, 10_000_000_000, Light.BAD),
            (2_000_000_000, 20_000_000_000, Light.GOOD),
            (1_999_999_999, 10_000_000_000, Light.WARN),
            (9_000_000_000, 100_000_000_000, Light.WARN),
            (10_000_000_000, 100_000_000_000, Light.GOOD),
        ],
    )
    def test_a_disk_is_scarce_below_two_gigabytes_or_a_tenth_and_full_below_a_quarter_of_that(
        self, monkeypatch, free, total, light
    ):
        usage = SimpleNamespace(free=free, total=total)
        monkeypatch.setattr(status.shutil, "disk_usage", lambda path: usage)
        line = status.disk()
        assert line.light is light
        assert bool(line.remedy) is (light is not Light.GOOD)
        assert line.numbers == {"disk_free_bytes": free, "disk_total_bytes": total}


class TestRefusals:
    @pytest.mark.parametrize(
        ("address", "status"),
        [("/a/?x=%00", 400), ("/a%00b/", 400), ("/a/?x=1", 200), ("/a/?x=%2500", 200)],
    )
    def test_an_address_with_a_nul_is_refused(self, address, status, db):
        answer = SimpleNamespace(status_code=200)
        found = NoNull(lambda request: answer)(RequestFactory().get(address, HTTP_ACCEPT="application/json"))
        assert found.status_code == status

    @pytest.mark.parametrize(
        ("headers", "kind", "whole"),
        [
            ({"HTTP_ACCEPT": "application/json"}, "application/json", False),
            ({"HTTP_ACCEPT": "text/html,application/json"}, "text/html; charset=utf-8", True),
            ({"HTTP_ACCEPT": "*/*"}, "text/html; charset=utf-8", True),
            ({"HTTP_ACCEPT": "text/html", "HTTP_HX_REQUEST": "true"}, "text/html; charset=utf-8", False),
        ],
    )
    @pytest.mark.django_db
    def test_a_refusal_is_told_as_it_was_asked(self, clerk, headers, kind, whole):
        request = RequestFactory().get("/", **headers)
        request.user = clerk
        found = refusal(request, "不可以", 409)
        assert (found.status_code, found.headers["Content-Type"]) == (409, kind)
        text = found.content.decode()
        assert ("<html" in text) is whole
        assert "不可以" in (text if "<" in text else text.encode().decode("unicode_escape"))
