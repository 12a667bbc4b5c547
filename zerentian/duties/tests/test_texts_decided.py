"""Two records told in nearly the same words: somebody else reads both and decides, with an entry; minutes as deeds."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from zerentian.duties import actions
from zerentian.duties.actions import minutes
from zerentian.duties.models import Meeting
from zerentian.duties.rules.minutes import matters
from zerentian.duties.tests.meetings import a_kind, a_meeting, agree, hold, signed
from zerentian.evidence.actions import judge_texts, take_back
from zerentian.evidence.models import Judgement, Pair
from zerentian.evidence.rules.repeated import digest
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = pytest.mark.django_db
TOLD = (
    "上午，村两委成员到茶山水库巡查，坝体和溢洪道都看了。闸门上油一次，清走漂浮的树枝。"
    "劝走钓鱼的外地人员，并补了警示牌。"
)
SAID = (
    "会议听取了防汛物资清点情况。编织袋短少，由供销社月底前补足。各村夜间值守表重新排定，双休日不空岗。"
    "排洪沟清淤分到各村民小组，本周内完成。"
)


@pytest.fixture
def two(duty, village, cadre, now):
    """Two deeds of the village in nearly the same words."""
    texts = (TOLD, TOLD.replace("茶山水库", "竹溪水库"))
    return [
        actions.record_deed(
            what=what, occurred_on=date(2026, 3, 2), serves=[duty], unit=village, by=cadre, now=now
        )
        for what in texts
    ]


def judge(two, by, now, outcome="same", reason="照抄了上一条", **said):
    one, other = two
    given = {"outcome": outcome, "reason": reason, "seen": digest(one.what, other.what)}
    return judge_texts(other.ref, one.ref, by=by, now=now, **given | said)


def beside(one, other, kind="deed"):
    return reverse("evidence:texts-beside", args=[kind, one.pk, other.pk])


def test_somebody_else_decides_with_a_reason_and_an_entry(two, neighbour_cadre, cadre, outsider, now):
    with pytest.raises(NotAllowed, match="您自己"):
        judge(two, cadre, now)
    with pytest.raises(NotAllowed, match="不能同时查看"):
        judge(two, outsider, now, seen="x")
    with pytest.raises(NotAllowed, match="理由"):
        judge(two, neighbour_cadre, now, reason=" ")
    assert not Pair.objects.exists(), "what is refused leaves nothing"
    pair = judge(two, neighbour_cadre, now)
    assert (pair.first, pair.second, pair.sort) == (two[0].ref, two[1].ref, "text")
    entry = Entry.objects.get(subject=pair.ref)
    assert (entry.verb, entry.facts) == ("pair.judged", '{"outcome":"same","sort":"text"}')
    with pytest.raises(NotAllowed, match="先撤回"):
        judge(two, neighbour_cadre, now, outcome="other")


def test_it_is_taken_back_waits_on_the_desk_and_is_decided_anew(two, neighbour_cadre, cadre, client_of, now):
    pair = judge(two, neighbour_cadre, now)
    take_back(pair, reason="点错了", by=neighbour_cadre, now=now)
    where = reverse("evidence:pair-detail", args=[pair.mark])
    assert where in client_of(neighbour_cadre).get(reverse("desk")).content.decode()
    assert where not in client_of(cadre).get(reverse("desk")).content.decode(), "its own words"
    assert judge(two, neighbour_cadre, now, outcome="explained", reason="同一巡查路线") == pair
    assert [one.outcome for one in Judgement.objects.order_by("pk")] == ["same", "", "explained"]


def test_what_was_changed_while_the_page_was_open_is_read_again_first(two, neighbour_cadre, cadre, now):
    seen = digest(*(one.what for one in two))
    correct(two[1], cadre, now)
    with pytest.raises(NotAllowed, match="重新读一遍"):
        judge(two, neighbour_cadre, now, seen=seen)
    assert not Pair.objects.exists()


def correct(deed, by, now):
    said = {
        "what": TOLD.replace("一次", "两次"),
        "occurred_on": deed.occurred_on,
        "serves": deed.duties.all(),
    }
    return actions.correct_deed(deed, reason="数字写错", by=by, now=now, **said)


def test_the_pages_lead_from_the_deed_to_the_decision_and_back(
    two, neighbour_cadre, outsider, cadre, client_of, now
):
    browser = client_of(neighbour_cadre)
    address = beside(*two)
    deed = reverse("duties:deed-detail", args=[two[1].pk])
    assert address in browser.get(deed).content.decode()
    page = browser.get(address).content.decode()
    assert page.count("<mark>") == 2
    seen = re.search(r'name="seen" value="(\w{64})"', page).group(1)
    assert browser.post(address, {"outcome": "same", "reason": "", "seen": seen}).status_code == 422
    answer = browser.post(address, {"outcome": "explained", "reason": "同一路线", "seen": seen})
    pair = Pair.objects.get()
    assert answer.url == reverse("evidence:pair-detail", args=[pair.mark])
    assert browser.get(address).url == answer.url
    for url in (answer.url, deed, reverse("evidence:pair-list") + "?tab=decided"):
        assert "情况已说明" in browser.get(url).content.decode(), url
    assert client_of(outsider).get(address).status_code == 404
    assert client_of(outsider).get(answer.url).status_code == 404
    assert 'name="outcome"' not in client_of(cadre).get(address, follow=True).content.decode()
    correct(two[0], cadre, now + timedelta(hours=1))
    assert "其中一段文字改过" in browser.get(answer.url).content.decode()


@pytest.mark.parametrize("other", ["deed/1/1", "deed/1/999999", "file/1/2", "meeting/1/2"])
def test_an_address_that_names_no_two_records_leads_nowhere(two, neighbour_cadre, client_of, other):
    browser = client_of(neighbour_cadre)
    assert browser.get(f"/evidence/pairs/texts/{other}/").status_code == 404


def test_the_database_refuses_texts_with_files_and_files_without(two, photo, now):
    texts = {"sort": "text", "first": two[0].ref, "second": two[1].ref}
    for wrong in (
        texts | {"first_file": photo},
        texts | {"second": two[0].ref},
        {"sort": "photo", "first_file": photo},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Pair.objects.create(measure=1, path="x", found_at=now, **wrong)


@pytest.fixture
def meetings(township, office, first, clerk, cadre, leader, now):
    """Two meetings in nearly the same words: the first is signed, the minutes of the second are drafted."""
    posts = [one.posts_on(now.date())[0] for one in (first, clerk, cadre)]
    kind = a_kind(township, office, first, now, checks={})
    found = []
    for words in (SAID, SAID.replace("月底前", "下周三前")):
        meeting = a_meeting(kind, posts[0], posts[1], clerk, now, "防汛准备")
        agree(hold(meeting, clerk, now).items.get(), clerk, now, words=words)
        found.append(meeting)
    signed(found[0], clerk, leader, first, now)
    found[1].refresh_from_db()
    text = minutes.proposed_minutes(found[1])
    minutes.draft_minutes(found[1], text=text, by=clerk, now=now)
    return [Meeting.objects.get(pk=one.pk) for one in found]


def test_minutes_are_laid_beside_those_of_another_meeting_for_who_agrees_to_them(
    meetings, leader, clerk, client_of, now
):
    one, other = meetings
    page = reverse("duties:minutes-detail", args=[other.pk, 1])
    step = reverse("duties:meeting-step", args=[other.pk, "agree"])
    where = beside(one, other, "meeting")
    browser = client_of(leader)
    for address in (page, step):
        words = browser.get(address).content.decode()
        assert where in words
        assert "<mark>由供销社下周三前补足。</mark>" in words
    assert where not in client_of(clerk).get(page).content.decode(), "who drafted them"
    shown = browser.get(where).content.decode()
    seen = re.search(r'name="seen" value="(\w{64})"', shown).group(1)
    assert browser.post(where, {"outcome": "same", "reason": "沿用旧稿", "seen": seen}).status_code == 302
    pair = Pair.objects.get()
    assert (pair.first, pair.second, pair.path) == (one.ref, other.ref, one.unit.path_on(now.date()))
    with pytest.raises((Forbidden, NotAllowed)):
        take_back(pair, reason="不对", by=clerk, now=now)


def test_who_was_there_and_how_a_meeting_was_opened_is_no_matter_of_it(meetings):
    text = meetings[1].minutes.get().text
    assert matters(text).startswith("会议听取了防汛物资清点情况。")
    for line in ("应到", "出席", "党委会", "防汛准备"):
        assert line in text
        assert line not in matters(text)
    assert matters("没有议题的文字\n出席：甲") == ""
