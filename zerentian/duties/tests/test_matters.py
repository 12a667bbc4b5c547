"""Matters of meetings: put before one, withdrawn, on the agenda and off it, each with its entry and its refusals."""

import pytest
from django.db import transaction

from conftest import NOW
from zerentian.duties.actions import agenda
from zerentian.duties.models import Meeting, MeetingItem
from zerentian.duties.tests.meetings import a_kind, agree
from zerentian.duties.tests.standing import S, by, meetings_in_each_state, paper
from zerentian.duties.tests.world import TODAY, people, post_of, unit
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]


@pytest.fixture(scope="module")
def kind(beginning):
    return a_kind(unit(""), unit("DZ"), people().first, NOW, checks={})


@pytest.fixture(scope="module")
def standing(kind):
    """The keys of meetings in every state."""
    return meetings_in_each_state(kind)


def test_a_matter_that_was_put_says_its_weight_its_papers_and_whether_it_is_of_another(kind):
    item = agenda.put_item(
        kind=kind, title=" 修路 ", detail=" 三公里 ", presenter=post_of("leader"), weight="funds",
        uploads=[paper(), paper()], **by("neighbour_clerk"),
    )  # fmt: skip
    assert (item.title, item.detail, item.state, item.put_on) == ("修路", "三公里", "waiting", TODAY)
    assert (item.put_by.username, item.inner, item.ref_of, item.files.count()) == (
        "neighbour_clerk",
        False,
        "",
        1,
    )
    told = Entry.objects.latest("id").fact
    assert (told["papers"], told["from_elsewhere"], told["weight"]) == (1, False, "funds")
    plain = agenda.put_item(kind=kind, title="打井", about=item.ref, **by("clerk"))
    told = Entry.objects.latest("id").fact
    assert (plain.ref_of, told["papers"], told["from_elsewhere"], "weight" in told) == (
        item.ref,
        0,
        True,
        False,
    )


def test_a_matter_has_words_is_put_by_who_may_and_of_nothing_that_is_not(kind):
    with pytest.raises(NotAllowed, match="请写明议题"):
        agenda.put_item(kind=kind, title=" ", **by("clerk"))
    for name in ("cadre", "outsider", "inspector"):
        with pytest.raises(Forbidden):
            agenda.put_item(kind=kind, title="修路", **by(name))
    for about in ("deed:1", "meeting_item:1", "nonsense", "task:x"):
        with pytest.raises(NotAllowed, match="没有这件事"):
            agenda.put_item(kind=kind, title="修路", about=about, **by("clerk"))
    assert not MeetingItem.objects.filter(title="修路").exists()


def test_a_waiting_matter_is_withdrawn_by_who_put_it_or_keeps_the_meeting_and_no_other(kind, standing):
    mine = agenda.put_item(kind=kind, title="修路", **by("neighbour_clerk"))
    with pytest.raises(Forbidden):
        agenda.withdraw_item(mine, reason="不议", **by("receptionist"))
    with pytest.raises(NotAllowed, match="撤回理由"), transaction.atomic():
        agenda.withdraw_item(mine, reason=" ", **by("neighbour_clerk"))
    gone = agenda.withdraw_item(mine, reason=" 不议 ", **by("neighbour_clerk"))
    assert (gone.state, gone.reason) == ("withdrawn", "不议")
    assert Entry.objects.latest("id").verb == "meeting_item.withdrawn"
    kept = agenda.put_item(kind=kind, title="打井", **by("neighbour_clerk"))
    assert agenda.withdraw_item(kept, reason="不议", **by("clerk")).state == "withdrawn"
    tabled = Meeting.objects.get(pk=standing[S.CALLED]).items.get()
    for item in (gone, tabled):
        with pytest.raises(NotAllowed, match="不在待上会之列"):
            agenda.withdraw_item(item, reason="不议", **by("clerk"))


@pytest.mark.parametrize(
    ("state", "possible"),
    [(S.DRAFTED, True), (S.CALLED, True), (S.HELD, True), (S.MINUTED, False), (S.SIGNED, False)],
)
def test_an_agenda_grows_at_its_end_until_the_minutes_are_drafted(kind, standing, state, possible):
    one = Meeting.objects.get(pk=standing[state])
    item = agenda.put_item(kind=kind, title="修路", **by("clerk"))
    if not possible:
        with pytest.raises(NotAllowed, match="不能再加议题"):
            agenda.table_item(item, meeting=one, **by("clerk"))
        return
    tabled = agenda.table_item(item, meeting=one, **by("clerk"))
    assert (tabled.meeting, tabled.state, tabled.position, tabled.late) == (
        one,
        "tabled",
        2,
        state != S.DRAFTED,
    )
    assert Entry.objects.latest("id").fact == {"meeting": one.ref, "after_call": state != S.DRAFTED}


def test_a_matter_goes_only_onto_the_agenda_of_its_own_kind(kind, standing):
    other = a_kind(unit(""), unit("DZ"), people().first, NOW, name="乡长办公会", checks={})
    item = agenda.put_item(kind=other, title="修路", **by("clerk"))
    with pytest.raises(NotAllowed, match="另一类会议"):
        agenda.table_item(item, meeting=Meeting.objects.get(pk=standing[S.DRAFTED]), **by("clerk"))


def test_a_matter_without_an_outcome_leaves_the_agenda_and_one_with_stays(standing):
    one = Meeting.objects.get(pk=standing[S.CALLED]).items.get()
    loose = agenda.untable_item(one, **by("clerk"))
    assert (loose.state, loose.meeting) == ("waiting", None)
    with pytest.raises(NotAllowed, match="还没有列入议程"):
        agenda.untable_item(loose, **by("clerk"))
    settled = Meeting.objects.get(pk=standing[S.HELD]).items.get()
    with pytest.raises(NotAllowed, match="已有结果"):
        agenda.untable_item(settled, **by("clerk"))
    drafted = Meeting.objects.get(pk=standing[S.MINUTED]).items.get()
    with pytest.raises(NotAllowed, match="纪要已拟出"):
        agenda.untable_item(drafted, **by("clerk"))


def test_before_it_is_said_who_was_there_nothing_is_settled(standing):
    with pytest.raises(NotAllowed, match="请先登记到会情况"):
        agree(Meeting.objects.get(pk=standing[S.CALLED]).items.get(), people().clerk, NOW)
