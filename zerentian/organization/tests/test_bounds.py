"""Small bounds and words of the organization: a month, a pair of characters, a count on the desk, an answer's code."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import handover, once, subjects
from zerentian.organization.actions.accounts import create_account, grant_keeper
from zerentian.organization.actions.areas import open_area, rename_area
from zerentian.organization.desk import MOST, Group, Line
from zerentian.organization.devices import remember
from zerentian.organization.forms.units import ClosePostForm, OpenUnitForm
from zerentian.organization.middleware import BEGAN, SEEN
from zerentian.organization.models import Post
from zerentian.organization.models.labels import labels
from zerentian.organization.rules.bigrams import BREAK, in_order, terms
from zerentian.organization.rules.clocks import count_months
from zerentian.organization.rules.rights import KEEPERS, ROLES
from zerentian.organization.rules.tables.displayed import moment_of_serial
from zerentian.organization.subjects import SUBJECTS
from zerentian.organization.tests.test_sittings import signed_in


@pytest.mark.parametrize(
    ("first", "length", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 11, 15), 1, date(2026, 12, 15)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 1), 24, date(2028, 3, 1)),
    ],
)
def test_months_end_on_the_same_day_or_on_the_months_last(first: date, length: int, last: date) -> None:
    assert count_months(None, first, length, None, ()) == last  # type: ignore[arg-type]


def test_words_are_pairs_of_neighbours_and_one_sign_stands_for_itself() -> None:
    assert terms("路灯坏了 水") == {"路灯", "灯坏", "坏了", "水"}
    assert in_order("路灯坏 水管") == ["路灯", "灯坏", BREAK, "水管"]
    assert in_order("灯") == ["灯"]


def test_day_numbers_run_up_to_the_last_and_skip_the_day_that_never_was() -> None:
    assert moment_of_serial(Decimal(1), zero_1904=False).date() == date(1900, 1, 1)  # type: ignore[union-attr]
    assert moment_of_serial(Decimal(59), zero_1904=False).date() == date(1900, 2, 28)  # type: ignore[union-attr]
    assert moment_of_serial(Decimal(60), zero_1904=False) is None
    assert moment_of_serial(Decimal(61), zero_1904=False).date() == date(1900, 3, 1)  # type: ignore[union-attr]
    assert moment_of_serial(Decimal(60), zero_1904=True).date() == date(1904, 3, 1)  # type: ignore[union-attr]
    assert moment_of_serial(Decimal(-1), zero_1904=False) is None


@pytest.mark.parametrize(("more", "said"), [(3, "3"), (MOST - 1, str(MOST - 1)), (MOST, f"{MOST - 1}+")])
def test_a_desk_counts_no_thousands(more: int, said: str) -> None:
    assert Group("", [], more, 0).said_more == said


def test_a_role_is_called_in_the_language_of_the_page() -> None:
    said = labels(ROLES | KEEPERS)
    for language, wanted in (("zh-hans", "label"), ("en", "label_en")):
        with translation.override(language):
            assert {code: str(words) for code, words in said.items()} == {
                code: getattr(role, wanted) for code, role in (ROLES | KEEPERS).items()
            }


def test_what_may_stand_under_a_unit_is_what_is_offered_there(county, township, village) -> None:
    offered = {
        parent and parent.kind: {kind for kind, _ in OpenUnitForm(parent=parent).fields["kind"].choices}  # type: ignore[attr-defined]
        for parent in (None, county, township, village)
    }
    assert offered[None] == {"county"}
    assert "township" in offered["county"]
    assert {"office", "village"} <= offered["township"]
    assert not offered["village"] & {"county", "township", "village"}


def test_a_post_is_not_its_own_successor(clerk, now) -> None:
    post = clerk.posts_on(now.date())[0]
    offered = ClosePostForm(post=post, posts=Post.objects.all()).fields["to"].queryset  # type: ignore[attr-defined]
    assert post not in offered
    assert offered.count() == Post.objects.count() - 1


def test_an_area_without_a_name_is_refused_and_one_with_a_name_gets_it(administrator, now) -> None:
    area = open_area(code="lamps", name="路灯", by=administrator, now=now)
    with pytest.raises(NotAllowed, match="名称"):
        rename_area(area, name="  ", by=administrator, now=now)
    assert rename_area(area, name=" 照明 ", by=administrator, now=now).name == "照明"


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer no-such-key"}])
def test_a_program_without_a_key_is_told_401(client, db, header) -> None:
    assert client.get("/api/concerns/", headers=header).status_code == 401


def test_a_form_recorded_already_leads_there_in_a_page_and_in_a_part_of_one(db) -> None:
    for headers, status, where in (({}, 302, "Location"), ({"HX-Request": "true"}, 200, "HX-Redirect")):
        request = RequestFactory().post("/", headers=headers)
        request.session, request._messages = SessionStore(), Told()  # type: ignore[attr-defined]
        said = once.recorded_already(request, "/there/")
        assert (said.status_code, said.headers[where]) == (status, "/there/")


class Told:
    """Takes messages, and forgets them."""

    def add(self, *said: object) -> None: ...


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("forgotten", "words"), [((BEGAN, SEEN), "signed out after 12 hours"), ((SEEN,), "idle minutes")]
)
def test_who_sat_too_long_and_who_was_idle_are_told_apart(settings, forgotten, words) -> None:
    settings.SESSION_HOURS = 12
    browser = signed_in()
    browser.get("/")
    session = browser.session
    session.update(dict.fromkeys(forgotten, 0))
    session.save()
    said = browser.get("/", follow=True, headers={"accept-language": "en"}).content.decode()
    assert words in said


def test_every_noun_that_hands_over_is_asked_to_when_a_post_or_a_unit_ends() -> None:
    declared = [one.hand_over for one in SUBJECTS.values() if one.hand_over]
    assert declared
    for one in declared:
        assert all(work in handover.OPEN_WORK for work in one.of_posts)
        assert all(work in handover.UNIT_WORK for work in one.of_units)


def test_a_noun_that_is_declared_hands_over_and_is_declared_once(monkeypatch) -> None:
    for module, name, empty in (
        (handover, "OPEN_WORK", []),
        (handover, "UNIT_WORK", []),
        (subjects, "SUBJECTS", {}),
        (subjects, "SAID", {}),
    ):
        monkeypatch.setattr(module, name, empty)
    work = handover.HandOver(of_posts=["lamps of a post"], of_units=["lamps of a unit"])  # type: ignore[list-item]
    lamp = subjects.Subject(kind="lamp", one="a lamp", page=None, titles=None, hand_over=work)
    subjects.register(lamp)
    assert (handover.OPEN_WORK, handover.UNIT_WORK) == (["lamps of a post"], ["lamps of a unit"])
    with pytest.raises(subjects.DeclaredTwice, match="lamp"):
        subjects.register(lamp)
    assert len(handover.OPEN_WORK) == 1


def test_a_group_of_the_desk_is_overdue_as_soon_as_one_line_is() -> None:
    green, red = (Line("", "", "", "", light) for light in ("green", "red"))
    assert not Group("", []).overdue
    assert not Group("", [green]).overdue
    assert Group("", [green, red]).overdue


def test_the_name_of_a_device_is_kept_from_every_script() -> None:
    response = HttpResponse()
    remember(response, "clerk")
    (cookie,) = response.cookies.values()
    assert cookie["httponly"] is True


def test_whoever_becomes_a_keeper_is_in_the_ledger(demo, now) -> None:
    account = create_account(username="lamps", name="示例灯", by=demo, now=now).account
    told = Entry.objects.about(account.ref).filter(verb="account.keeper_granted")
    assert not told.exists()
    grant_keeper(account, keeper="auditor", by=demo, now=now)
    assert told.count() == 1
