"""Search: what is found, by whom, and what is not."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.casework import search as concerns
from zerentian.casework.actions import Said, receive_concern
from zerentian.casework.rules.concerns import Channel
from zerentian.duties import actions
from zerentian.duties.tests.meetings import a_kind, a_meeting, agree, decided, hold
from zerentian.ledger.actions import seal
from zerentian.organization.models import Account
from zerentian.organization.rules.bigrams import runs, terms
from zerentian.rectification.actions.opening import open_finding
from zerentian.rectification.rules.findings import Source
from zerentian.web.models import Findable
from zerentian.web.search import catch_up, catch_up_wholly
from zerentian.web.views.search import unit_names


@pytest.fixture
def indexed(cadre, leader, now):
    """A task on clearing a river, sealed and indexed."""
    post = cadre.posts_on(now.date())[0]
    task = actions.assign_task(title="清理河道垃圾", post=post, due=date(2026, 4, 2), by=leader, now=now)
    seal(now=now)
    catch_up_wholly()
    return task


def found(account, words) -> list[str]:
    return [one.subject for one in Findable.objects.visible_to(account).about(words)]


@pytest.mark.parametrize("words", ["河道", "清理", "清理 垃圾", "理河道垃", "河"])
def test_a_task_is_found_by_a_part_of_its_words(indexed, cadre, words) -> None:
    assert indexed.ref in found(cadre, words)


@pytest.mark.parametrize("words", ["河清", "河道 防火", "道清", "", "。，"])
def test_words_that_do_not_stand_in_it_do_not_find_it(indexed, cadre, words) -> None:
    assert found(cadre, words) == []


def test_another_township_finds_nothing(indexed, outsider) -> None:
    assert found(outsider, "河道") == []


def test_a_unit_is_found_by_name_and_code_in_any_width(indexed, clerk) -> None:
    assert found(clerk, "上坪村") == ["unit:990101-V01"]
    assert "unit:990101-V01" in found(clerk, "Ｖ０１")


def test_people_are_not_found(indexed, cadre, inspector) -> None:
    assert found(inspector, cadre.name) == []


def test_the_index_follows_what_changed(indexed, leader, cadre, now) -> None:
    before = Findable.objects.count()
    actions.accept_task(indexed, by=cadre, now=now)
    seal(now=now)
    catch_up_wholly()
    assert Findable.objects.count() == before
    assert found(cadre, "河道") == [indexed.ref]


def test_the_page_shows_what_was_found_and_says_when_nothing_was(indexed, client_of, cadre) -> None:
    browser = client_of(cadre)
    assert "清理河道垃圾" in browser.get(reverse("search"), {"q": "河道"}).content.decode()
    assert "没有找到" in browser.get(reverse("search"), {"q": "卫星"}).content.decode()
    assert "不能按人搜索" in browser.get(reverse("search")).content.decode()


def test_a_long_list_of_what_was_found_is_turned_page_by_page(
    indexed, post, leader, cadre, client_of, monkeypatch, now
) -> None:
    actions.assign_task(title="清理河道淤泥", post=post, due=date(2026, 4, 3), by=leader, now=now)
    seal(now=now)
    catch_up_wholly()
    monkeypatch.setattr("zerentian.web.views.search.PAGE", 1)
    browser = client_of(cadre)
    first = browser.get(reverse("search"), {"q": "河道"})
    assert (len(first.context["found"]), first.context["newer"]) == (1, "")
    second = browser.get(f"{reverse('search')}{first.context['older']}")
    assert (len(second.context["found"]), second.context["older"]) == (1, "")
    back = browser.get(f"{reverse('search')}{second.context['newer']}")
    assert [one["url"] for one in back.context["found"]] == [one["url"] for one in first.context["found"]]
    assert first.context["found"] != second.context["found"]


def test_the_index_follows_step_by_step_and_says_how_far_it_came(indexed, post, leader, now) -> None:
    for day in (4, 5, 6):
        actions.assign_task(title=f"巡河{day}", post=post, due=date(2026, 4, day), by=leader, now=now)
    seal(now=now)
    read = [catch_up(step=2) for _ in range(3)]
    assert read == [2, 1, 0]


@given(st.text())
def test_every_run_is_covered_by_its_terms(text) -> None:
    covered = terms(text)
    assert all(run in covered if len(run) == 1 else run[:2] in covered for run in runs(text))


@pytest.fixture
def lamp(township, now):
    """A resident's word on a lamp, sealed and indexed."""
    said = Said(text="村口路灯坏了半个月。", title="路灯不亮")
    resident = Account.objects.system("public")
    concern = receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now).concern
    seal(now=now)
    concerns.catch_up_wholly()
    return concern


def test_the_search_of_every_page_finds_concerns_too_and_only_those_one_may_read(
    lamp, client_of, receptionist, clerk
) -> None:
    for words in ("路灯", lamp.number):
        where = reverse("search") + f"?q={words}"
        page = client_of(receptionist).get(where).content.decode()
        assert reverse("casework:concern-detail", args=[lamp.key]) in page
        assert "路灯不亮" in page
        assert lamp.key not in client_of(clerk).get(where).content.decode()


def test_nobody_is_looked_up_by_a_number_of_theirs(lamp, client_of, receptionist) -> None:
    page = client_of(receptionist).get(reverse("search") + "?q=13900000000").content.decode()
    assert "不能按" in page
    assert "没有找到" not in page


def test_a_finding_is_found_by_its_words_and_not_by_another_township(
    client_of, village, clerk, leader, outsider, now
):
    open_finding(
        title="后沟排洪沟淤堵",
        unit=village,
        source=Source.SELF_CHECK,
        found_on=now.date(),
        by=clerk,
        now=now,
    )
    seal(now=now)
    catch_up_wholly()
    for who, seen in ((leader, True), (outsider, False)):
        page = client_of(who).get(reverse("search"), {"q": "排洪沟"}).content.decode()
        assert ("后沟排洪沟淤堵" in page) == seen


def test_a_decision_is_found_by_its_words_but_not_one_of_an_inner_matter(
    township, office, clerk, leader, neighbour_clerk, first, cadre, now
) -> None:
    kind = a_kind(township, office, first, now)
    chair, recorder = (one.posts_on(now.date())[0] for one in (first, clerk))
    for title, inner, text in (("汛期", False, "清理排洪沟"), ("人选", True, "办理任免手续")):
        meeting = hold(a_meeting(kind, chair, recorder, clerk, now, title, inner=inner), clerk, now)
        item = meeting.items.get()
        agree(item, clerk, now)
        decided(item, clerk, now, cadre.posts_on(now.date())[0], text=text)
    seal(now=now)
    catch_up_wholly()
    for reader in (neighbour_clerk, leader, cadre):
        assert [one for one in found(reader, "排洪沟") if one.startswith("decision:")]
        assert not found(reader, "任免手续")
        assert not found(reader, "人选")


def test_a_unit_is_named_by_the_last_part_of_its_path_and_one_that_is_gone_by_its_code(db, village) -> None:
    paths = (village.path, "990100/990199")
    assert unit_names([Findable(unit=path) for path in paths]) == {
        village.path: village.name,
        "990100/990199": "990199",
    }
