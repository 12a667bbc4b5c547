"""What stands on the pages of no single noun: an entry with its chain, what changed, the desk, figures, feeds."""

import re
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from icalendar import Calendar

from zerentian.duties import actions
from zerentian.ledger.actions import record, seal
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.merkle import inclusion_holds, leaf_hash
from zerentian.ledger.rules.note import read_note, read_verifier_key
from zerentian.organization.actions.lists import look_up_to
from zerentian.organization.lists import Look
from zerentian.organization.models import Account
from zerentian.web import feeds
from zerentian.web.deadlines import due_between
from zerentian.web.views.api import description
from zerentian.web.views.desk import LATEST

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TOWNSHIP = "990100/990101"


@pytest.fixture
def assign(post, leader, now):
    """Assign a task to the village, due on a day."""

    def assigned(title="清理排洪沟", due=date(2026, 3, 5), at=now):
        return actions.assign_task(title=title, post=post, due=due, by=leader, now=at)

    return assigned


@pytest.fixture
def trial(clerk, now):
    """Record that a matter needs no answer, perhaps in place of what was said before."""

    def noted(number, unit=TOWNSHIP, day=date(2026, 3, 1), **said):
        with transaction.atomic():
            return record(
                "question.dropped",
                subject=f"question:{number}",
                unit=unit,
                by=clerk,
                now=now,
                occurred_on=day,
                facts={"due": date(2026, 3, 9)},
                **said,
            )

    return noted


class TestEntry:
    def test_an_entry_stands_with_what_it_replaced_what_replaced_it_and_why(
        self, trial, client_of, leader, now
    ):
        cause = trial(2)
        first = trial(1)
        second = trial(1, replaces=first, change="corrected", because=cause)
        third = trial(1, replaces=second, change="voided")
        seal(now=now)
        context = client_of(leader).get(reverse("entry", args=[second.uuid])).context
        assert (context["replaces"], context["replaced_by"], context["because"]) == (first, third, cause)
        assert context["chain"] == list(context["story"]) == [first, second, third]
        alone = client_of(leader).get(reverse("entry", args=[cause.uuid])).context
        assert (alone["replaces"], alone["replaced_by"], alone["because"]) == (None, None, None)

    def test_of_another_units_entry_nothing_is_named(self, trial, client_of, leader):
        elsewhere = trial(2, unit="990100/990102")
        mine = trial(1, because=elsewhere)
        assert client_of(leader).get(reverse("entry", args=[mine.uuid])).context["because"] is None
        assert client_of(leader).get(reverse("entry", args=[elsewhere.uuid])).status_code == 404

    def test_its_proof_leads_from_its_bytes_to_the_signed_root(self, trial, client_of, leader, now):
        mine = trial(1)
        seal(now=now)
        trial(2)
        last = seal(now=now)
        told = client_of(leader).get(reverse("entry-proof", args=[mine.uuid])).json()
        head, _signatures = read_note(told["note"])
        assert (told["pending"], told["size"], head.size) == (False, last.size, last.size)
        path = [bytes.fromhex(step) for step in told["path"]]
        mine.refresh_from_db()
        leaf = leaf_hash(mine.leaf_content().canonical())
        assert inclusion_holds(leaf, told["index"], told["size"], path, head.root)
        assert read_verifier_key(told["vkey"]).name == head.origin


class TestChanges:
    def test_what_is_new_since_the_last_look_stands_apart_the_newest_first(self, assign, client_of, cadre):
        browser, page = client_of(cadre), reverse("changes")
        one, two = assign("一"), assign("二")
        before = browser.get(page).context
        assert len(before["fresh"]) == 2
        assert [told.entry.subject for told in before["fresh"]] == [two.ref, one.ref]
        entry = Entry.objects.get(subject=one.ref)
        look_up_to(entry.pk, by=cadre)
        after = browser.get(page).context
        assert [told.entry.subject for told in after["fresh"]] == [two.ref]
        assert [told.entry.subject for told in after["seen"]] == [one.ref]
        assert after["newest"] == Entry.objects.get(subject=two.ref).uuid

    def test_a_look_is_kept_up_to_what_was_shown(self, assign, client_of, cadre):
        assign("一")
        browser = client_of(cadre)
        newest = browser.get(reverse("changes")).context["newest"]
        assign("二")
        assert browser.post(reverse("changes-looked"), {"newest": newest}).status_code == 302
        assert len(browser.get(reverse("changes")).context["fresh"]) == 1

    def test_who_has_no_matters_reads_of_no_change(self, assign, client_of, outsider):
        assign()
        context = client_of(outsider).get(reverse("changes")).context
        assert (context["fresh"], context["seen"], context["newest"]) == ([], [], "")


class TestDesk:
    def test_the_desk_holds_so_many_of_each_and_the_whole_desk_all(self, assign, client_of, cadre):
        for number in range(7):
            assign(f"第{number}件")
        browser = client_of(cadre)
        (some,) = [group for group in browser.get(reverse("desk")).context["work"] if len(group.lines) > 1]
        assert (len(some.lines), some.more) == (5, 2)
        context = browser.get(reverse("desk"), {"all": ""}).context
        (every,) = [group for group in context["work"] if len(group.lines) > 1]
        assert (len(every.lines), every.more, context["whole"]) == (7, 0, True)

    def test_the_latest_are_of_the_day_and_not_more_than_few(self, assign, client_of, cadre, clerk):
        for number in range(LATEST + 2):
            assign(f"第{number}件")
        latest = client_of(cadre).get(reverse("desk")).context["latest"]
        keys = [told.entry.pk for told in latest]
        assert len(keys) <= LATEST
        assert keys == sorted(keys, reverse=True)

    def test_a_keeper_of_the_system_is_led_to_how_it_runs(self, client_of, auditor):
        answer = client_of(auditor).get(reverse("desk"))
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("status"))

    def test_the_worst_stands_first_where_one_sees_how_it_runs(self, client_of, auditor):
        context = client_of(auditor).get(reverse("status")).context
        order = ["bad", "amber", "good"]
        places = [order.index(line.light) for line in context["lines"]]
        assert places == sorted(places)
        assert context["worst"] == context["lines"][0].light


class TestFigures:
    def test_a_page_of_a_figure_has_its_months_and_of_a_stock_its_movement(
        self, assign, client_of, leader, now
    ):
        assign()
        seal(now=now)
        browser = client_of(leader)

        def context(code, **wanted):
            return browser.get(reverse("figure", args=[code]), {"period": "2026"} | wanted).context

        counted = context("tasks.assigned")
        assert counted["value"].value == 1
        assert counted["chart"]["rows"][-1] == ("2026-03", 1)
        assert counted["movement"] is None
        assert [row.entry.verb for row in counted["rows"]] == ["task.assigned"]
        assert (counted["older"], counted["newer"], counted["left_out"]) == ("", "", [])
        without = context("tasks.assigned", without=f"{TOWNSHIP}/990101-V01")
        assert (without["value"].value, without["chart"], without["left_out"]) == (0, None, ["上坪村"])
        other = context("tasks.assigned", without="990100/990102")
        assert (other["value"].value, other["left_out"]) == (1, [])
        assert context("tasks.assigned", period="2025")["chart"] is None
        assert browser.get(reverse("figure", args=["no.figure"])).status_code == 404

    def test_as_of_an_older_seal_a_value_is_what_it_was_and_what_changed_is_told(
        self, assign, client_of, leader, now
    ):
        assign("一")
        old = seal(now=now)
        assign("二")
        seal(now=now)
        wanted = {"period": "2026", "size": old.size}
        context = client_of(leader).get(reverse("figure", args=["tasks.assigned"]), wanted).context
        assert (context["value"].value, context["chart"], context["seal"]) == (1, None, old)
        assert [told.entry.verb for told in context["changed"]] == ["task.assigned"]

    def test_every_address_for_programs_is_described_with_its_places(self):
        for path, told in description()["paths"].items():
            assert path.startswith("/")
            assert "<" not in path
            shared = told.get("parameters", [])
            for operation in (one for one in told.values() if isinstance(one, dict)):
                places = [*shared, *operation.get("parameters", [])]
                named = {one["name"] for one in places if one["in"] == "path"}
                assert named == set(re.findall(r"{(\w+)}", path)), path


class TestDeadlines:
    def test_what_falls_due_stands_by_day_the_red_first(self, assign, cadre, now):
        for title, due in (("三", 6), ("一", 4), ("二", 4)):
            assign(title, date(2026, 3, due))
        look = Look(Account.objects.get(pk=cadre.pk), now)
        found = due_between(look, date(2026, 3, 1), date(2026, 3, 31), mine=True)
        assert [one.day.day for one in found] == [4, 4, 6]
        inside = due_between(look, date(2026, 3, 4), date(2026, 3, 4), mine=True)
        assert len(inside) == 2
        assert due_between(look, date(2026, 3, 7), date(2026, 3, 31), mine=True) == []
        assert len(due_between(look, None, date(2026, 3, 31), mine=True, most=1)) == 1

    @pytest.mark.parametrize(("days", "is_told"), [(180, True), (181, False)])
    def test_a_feed_goes_half_a_year_ahead(self, assign, cadre, now, days, is_told):
        task = assign(due=now.date() + days * DAY)
        feed = Calendar.from_ical(
            feeds.feed_of(Look(Account.objects.get(pk=cadre.pk), now), "https://a.example/")
        )
        events = feed.walk("VEVENT")
        assert len(events) == int(is_told)
        if is_told:
            (event,) = events
            assert event["url"].startswith("https://a.example/")
            assert "//" not in event["url"].removeprefix("https://")
            assert (event["dtstart"].dt, event["dtend"].dt) == (task.due, task.due + DAY)
            assert event["uid"].startswith(f"{task.ref}/{task.due:%Y%m%d}@")
            assert event["transp"] == "TRANSPARENT"
