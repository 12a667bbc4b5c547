"""Stretches of days and of paths: what the calendar shows, which units the trail, which page is open."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils.translation import override

from zerentian.ledger.actions import go_live, seal
from zerentian.ledger.figures import ORDERS
from zerentian.ledger.models import Entry, Seal
from zerentian.organization.subjects import SUBJECTS
from zerentian.web.deadlines import Cell, Span, View, days_of, span_of, weeks_of
from zerentian.web.forms import FigureFilter, TrailFilter, period_choices, unit_choices, verb_choices
from zerentian.web.navigation import OWN, bell_for, is_within, navigation_for, page, places
from zerentian.web.views.deadlines import day_asked
from zerentian.web.views.figures import grouped, names_of, order_in, orders
from zerentian.web.views.overviews import is_child
from zerentian.web.views.trail import covering_seal
from zerentian.web.visibility import entries_for, topmost_unit, within

DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
TOWNSHIP = "990100/990101"


def due(day, light=""):
    """Return something that falls due."""
    return SimpleNamespace(day=date.fromisoformat(day), light=light)


class TestCalendar:
    @pytest.mark.parametrize(
        ("view", "day", "first", "last", "before", "after"),
        [
            (View.MONTH, "2026-03-02", "2026-03-01", "2026-03-31", "2026-02-01", "2026-04-01"),
            (View.MONTH, "2026-12-31", "2026-12-01", "2026-12-31", "2026-11-01", "2027-01-01"),
            (View.MONTH, "2026-01-31", "2026-01-01", "2026-01-31", "2025-12-01", "2026-02-01"),
            (View.WEEK, "2026-03-02", "2026-03-02", "2026-03-08", "2026-02-23", "2026-03-09"),
            (View.WEEK, "2026-03-08", "2026-03-02", "2026-03-08", "2026-02-23", "2026-03-09"),
            (View.LIST, "2026-03-02", "2026-03-02", "2026-03-31", "2026-01-31", "2026-04-01"),
        ],
    )
    def test_each_view_shows_its_days_and_leads_to_those_beside_them(
        self, view, day, first, last, before, after
    ):
        span = span_of(view, date.fromisoformat(day))
        found = [one.isoformat() for one in (span.first, span.last, span.before, span.after)]
        assert found == [first, last, before, after]
        assert span.view is view
        assert span.month.code == first[:7]

    def test_days_stand_in_whole_weeks_each_with_what_is_due_on_it(self):
        one, other, outside = due("2026-03-02"), due("2026-03-02"), due("2026-04-01")
        weeks = weeks_of(span_of(View.MONTH, TODAY), [one, other, outside])
        assert [len(week) for week in weeks] == [7] * 6
        assert (weeks[0][0].day, weeks[-1][-1].day) == (date(2026, 2, 23), date(2026, 4, 5))
        cells = {cell.day: cell for week in weeks for cell in week}
        assert cells[TODAY].dues == [one, other]
        assert [cells[day].inside for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31))] == [
            False,
            True,
            True,
        ]
        assert (cells[date(2026, 4, 1)].inside, cells[date(2026, 4, 1)].dues) == (False, [outside])

    def test_a_month_that_ends_on_a_sunday_needs_no_further_week(self):
        span = Span(View.MONTH, date(2026, 6, 1), date(2026, 6, 28), TODAY, TODAY)
        assert len(weeks_of(span, [])) == 4

    @pytest.mark.parametrize(("count", "shown", "more"), [(0, 0, 0), (3, 3, 0), (4, 3, 1), (9, 3, 6)])
    def test_a_day_has_room_for_three(self, count, shown, more):
        cell = Cell(TODAY, True, [due("2026-03-02")] * count)
        assert (len(cell.shown), cell.more) == (shown, more)

    def test_only_days_with_something_due_are_listed_in_their_order(self):
        found = days_of([due("2026-03-02"), due("2026-03-05"), due("2026-03-02")])
        assert [(cell.day.day, len(cell.dues), cell.inside) for cell in found] == [(2, 2, True), (5, 1, True)]

    @pytest.mark.parametrize(
        ("asked", "day"),
        [
            ("2026-05-01", "2026-05-01"),
            ("2026-05-01T09:00", "2026-05-01"),
            ("", "2026-03-02"),
            ("May", "2026-03-02"),
            ("2036-03-02", "2036-03-02"),
            ("2036-03-03", "2026-03-02"),
            ("1949-09-30", "2026-03-02"),
        ],
    )
    def test_a_day_in_the_address_is_one_that_can_be_and_else_today(self, rf, asked, day):
        assert day_asked(rf.get("/", {"at": asked}), TODAY) == date.fromisoformat(day)


class TestPaths:
    @pytest.mark.parametrize(
        ("path", "url", "found"),
        [
            ("/a/", "/a/", True),
            ("/a/b/", "/a/", True),
            ("/b/", "/a/", False),
            ("/", "/", True),
            ("/a/", "/", False),
            ("/a/", "", False),
        ],
    )
    def test_a_page_stands_under_its_place_and_nothing_but_itself_under_the_first(self, path, url, found):
        assert is_within(path, url) is found

    @pytest.mark.parametrize(
        ("path", "found"), [("a/b", True), ("a/b/c", False), ("a", False), ("ab/c", False), ("a-b/c", False)]
    )
    def test_a_unit_is_a_child_of_the_one_directly_above(self, path, found):
        assert is_child(path, "a", 1) is found

    def test_periods_are_those_of_two_years_and_the_one_that_was_chosen(self, db, clerk):
        codes = [code for code, _words in period_choices(clerk, "2024-05")]
        assert codes[:3] == ["2026", "2026H1", "2026H2"]
        assert codes[7] == "2025"
        assert (len(codes), codes[-1]) == (15, "2024-05")
        assert len(period_choices(clerk, "")) == len(period_choices(clerk, "2025Q3")) == 14

    def test_verbs_are_sorted_by_their_words_below_none(self):
        choices = verb_choices()
        assert choices[0] == ("", "—")
        assert [words for _code, words in choices[1:]] == sorted(words for _code, words in choices[1:])


@pytest.mark.django_db
class TestNavigation:
    def test_places_stand_in_their_order_with_the_programs_own_among_them(self):
        ranks = [place.rank for place in places()]
        assert ranks == sorted(ranks)
        assert set(OWN) <= set(places())

    def test_the_open_page_is_marked_once_and_named_where_it_stands_under_more(self, clerk):
        found = navigation_for(clerk, reverse("trail"))
        current = [link["label"] for link in (*found["first"], *found["more"]) if link["current"]]
        assert len(current) == 1
        assert found["inside"] in current
        assert found["searchable"] is True
        desk = navigation_for(clerk, reverse("desk"))
        assert [link["current"] for link in desk["first"]].count(True) == 1
        assert desk["inside"] == ""
        assert not [link for link in desk["more"] if link["current"]]

    @pytest.mark.parametrize(("few", "side_by_side"), [(6, True), (5, False), (7, True)])
    def test_few_places_stand_side_by_side(self, security, monkeypatch, few, side_by_side):
        whole = navigation_for(security, "/")
        assert len(whole["first"]) + len(whole["more"]) == 6
        monkeypatch.setattr("zerentian.web.navigation.FEW", few)
        found = navigation_for(security, "/")
        assert (found["more"] == []) is side_by_side
        assert len(found["first"]) == (6 if side_by_side else 1)

    def test_a_keeper_without_a_desk_has_no_bell_and_searches_nothing(self, security, clerk):
        keeper = navigation_for(security, "/")
        assert (keeper["bell"], keeper["searchable"]) == (None, False)
        assert bell_for(security, "/") is None
        bell = bell_for(clerk, reverse("changes"))
        assert (bell["current"], bell["url"]) == (True, reverse("changes"))
        assert bell_for(clerk, "/")["current"] is False

    def test_a_visitor_has_no_navigation(self):
        assert navigation_for(None, "/") == {}
        assert navigation_for(object(), "/") == {}

    def test_keys_of_places_are_each_used_once(self, first):
        keys = [link["key"] for link in navigation_for(first, "/")["keys"]]
        assert len(keys) == len(set(keys)) > 3
        assert all(keys)

    @pytest.mark.parametrize(
        ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("pink", ""), (None, "")]
    )
    def test_a_theme_is_one_of_two(self, rf, clerk, cookie, theme):
        request = rf.get("/")
        request.user = clerk
        if cookie:
            request.COOKIES["theme"] = cookie
        told = page(request)
        assert told["theme"] == theme
        assert told["demo_today"]() == TODAY
        assert bool(told["instance_is_demo"]) is True


@pytest.mark.django_db
class TestTrail:
    @pytest.fixture
    def live(self, administrator, now):
        """Units whose codes begin alike have gone live, in a township and in its neighbour."""
        paths = (TOWNSHIP, f"{TOWNSHIP}/V1", f"{TOWNSHIP}/V10", "990100/990102")
        days = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1))
        for path, day in zip(paths, days, strict=True):
            go_live(unit=path, on=day, by=administrator, now=now)

    def units(self, browser, **wanted):
        """Return the units of the entries that the trail shows."""
        wanted = {"verb": "ledger.went_live"} | wanted
        return [told.entry.unit for told in browser.get(reverse("trail"), wanted).context["entries"]]

    def test_a_unit_is_shown_with_what_lies_under_it_and_not_with_one_whose_code_begins_alike(
        self, client_of, leader, live
    ):
        browser = client_of(leader)
        assert self.units(browser) == [f"{TOWNSHIP}/V10", f"{TOWNSHIP}/V1", TOWNSHIP]
        assert self.units(browser, unit=TOWNSHIP) == self.units(browser)
        assert self.units(browser, unit=f"{TOWNSHIP}/V1") == [f"{TOWNSHIP}/V1"]
        assert self.units(browser, unit=f"{TOWNSHIP}/V") == []

    @pytest.mark.parametrize(
        ("wanted", "count"),
        [
            ({"since": "2026-02-01"}, 2),
            ({"since": "2026-02-02"}, 1),
            ({"until": "2026-02-01"}, 2),
            ({"until": "2026-01-31"}, 1),
            ({"since": "2026-02-01", "until": "2026-02-01"}, 1),
            ({"subject": "unit:V1"}, 1),
            ({"subject": "unit:V"}, 0),
            ({"verb": "ledger.opened"}, 0),
        ],
    )
    def test_days_are_both_included_and_a_subject_is_a_whole_one(
        self, client_of, leader, live, wanted, count
    ):
        shown = self.units(client_of(leader), **wanted)
        assert len([unit for unit in shown if unit]) == count

    def test_entries_of_the_ledger_itself_are_for_all_who_read_it(
        self, leader, outsider, administrator, live
    ):
        for account in (leader, outsider):
            assert entries_for(account).filter(verb="ledger.opened").exists()
        assert not entries_for(outsider).filter(unit=TOWNSHIP).exists()
        assert not entries_for(administrator).exists()

    def test_the_reach_of_a_right_is_a_condition(self, live):
        rows = Entry.objects.filter(verb="ledger.went_live")
        assert rows.filter(within(None)).count() == rows.count()
        reached = rows.filter(within([f"{TOWNSHIP}/V1"])).values_list("unit", flat=True)
        assert list(reached) == [f"{TOWNSHIP}/V1"]
        assert not rows.filter(within([])).exists()

    def test_an_entry_is_covered_by_the_first_seal_over_it(self, note_sealed, now):
        entry, first = note_sealed
        assert covering_seal(entry) == first
        assert covering_seal(Entry(index=None)) is None

    @pytest.fixture
    def note_sealed(self, administrator, now):
        """An entry with its seal, and another seal after it."""
        entry = go_live(unit=TOWNSHIP, on=TODAY, by=administrator, now=now)
        first = seal(now=now)
        go_live(unit=f"{TOWNSHIP}/V1", on=TODAY, by=administrator, now=now)
        seal(now=now)
        entry.refresh_from_db()
        return entry, first


@pytest.mark.django_db
class TestFigures:
    def test_an_order_is_one_there_is_and_the_newest_first_by_default(self, rf):
        assert [order_in(rf.get("/", {"order": one})) for one in ORDERS] == list(ORDERS)
        assert order_in(rf.get("/")) == order_in(rf.get("/", {"order": "best"})) == "newest"
        found = orders("unit=x", "oldest")
        assert [chosen for _label, _url, chosen in found] == [False, True, False, False]
        assert found[3][1] == "?unit=x&order=most"

    def test_values_stand_under_the_heading_of_their_noun_in_their_order(self):
        head, title = next((head, title) for one in SUBJECTS.values() for head, title in one.figures.items())
        values = [
            SimpleNamespace(figure=SimpleNamespace(code=code))
            for code in (f"{head}.a", "nowhere.x", f"{head}.b")
        ]
        groups = grouped(values)
        assert [(one["title"], len(one["values"])) for one in groups] == [(str(title), 2), ("nowhere", 1)]
        assert groups[0]["code"] == head

    def test_units_that_are_left_out_are_named_by_their_code(self):
        assert names_of((f"{TOWNSHIP}/990101-V02", f"{TOWNSHIP}/990101-V01")) == ["上坪村", "下坪村"]
        assert names_of(()) == []

    def test_a_filter_says_what_is_no_period_and_no_seal(self, clerk):
        size = Seal.objects.order_by("-number").values_list("size", flat=True).first()
        for said, wrong in (
            ({"period": "2026H1", "size": ""}, set()),
            ({"period": "nonsense"}, {"period"}),
            ({"size": "0"}, set()),
            ({"size": f"{(size or 0) + 99}"}, {"size"}),
            ({"size": "-1"}, {"size"}),
        ):
            form = FigureFilter(said, account=clerk)
            assert set(form.errors) == wrong, said

    def test_figures_begin_at_the_topmost_unit_of_a_reader(self, leader, inspector, clerk):
        assert topmost_unit(leader) == TOWNSHIP
        assert topmost_unit(inspector) == "990100"
        assert unit_choices(clerk)[0][0] == topmost_unit(clerk)

    def test_the_filter_of_the_trail_asks_in_the_order_in_which_one_thinks(self, clerk):
        with override("en"):
            form = TrailFilter(account=clerk)
        assert list(form.fields) == ["verb", "subject", "unit", "since", "until"]
        assert not any(field.required for field in form.fields.values())
