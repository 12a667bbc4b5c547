"""Comments inside the office: a post is mentioned, never a person, and only where the matter may be read."""

from datetime import timedelta

import pytest
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.models import Accusation, Concern, Mention, owed
from zerentian.casework.models.mentions import posts_beside
from zerentian.casework.rules.concerns import Kind
from zerentian.casework.rules.mentions import mentioned
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.models import Post

TITLES = ("党政办主任", "党政办", "分管副乡长")


@pytest.mark.parametrize(
    ("words", "titles", "unknown"),
    [
        ("@党政办主任请看", ("党政办主任",), ()),
        ("请＠党政办和@分管副乡长看", ("党政办", "分管副乡长"), ()),
        ("@党政办 @党政办", ("党政办",), ()),
        ("问@张三，再发 a@党政办.example", (), ("张三",)),
        ("写信到 zzb@example.org；三点@ 村口", (), ()),
        ("", (), ()),
    ],
)
def test_titles_of_posts_are_found_and_nothing_else_is_a_mention(words, titles, unknown) -> None:
    found = mentioned(words, TITLES)
    assert (found.titles, found.unknown) == (titles, unknown)


@pytest.fixture
def post_of(now):
    """Return the one post of a member of the cast."""
    return lambda account: account.posts_on(now.date())[0]


def fresh(concern: Concern) -> Concern:
    return Concern.objects.get(pk=concern.pk)


def waiting(account) -> set[int]:
    return set(owed.mentioned(account).values_list("pk", flat=True))


def test_a_comment_stands_on_the_post_s_desk_until_it_is_read_there(
    accepted, neighbour_clerk, leader, first, post_of, now
) -> None:
    asked = {"words": "@分管副乡长 请定夺", "posts": [post_of(leader)], "by": neighbour_clerk}
    actions.note_concern(accepted, **asked, now=now)
    assert (waiting(leader), waiting(first), waiting(neighbour_clerk)) == ({accepted.pk}, set(), set())
    comment = accepted.happenings.order_by("-pk")[0]
    assert (comment.step, comment.public) == ("note", False), "the resident does not read it"
    assert actions.read_mentions(accepted, by=first, now=now) == 0
    assert actions.read_mentions(accepted, by=leader, now=now) == 1
    assert actions.read_mentions(accepted, by=leader, now=now) == 0
    assert waiting(leader) == set()
    verbs = Entry.objects.filter(subject=accepted.ref, verb__startswith="comment.").order_by("id")
    assert [(one.verb, one.fact["posts"]) for one in verbs] == [("comment.addressed", 1), ("comment.read", 1)]
    seal(now=now + timedelta(minutes=1))


def test_who_answers_in_a_comment_has_read_it(accepted, neighbour_clerk, leader, post_of, now) -> None:
    post = post_of(leader)
    actions.note_concern(accepted, words="请看", posts=[post, post], by=neighbour_clerk, now=now)
    assert Mention.objects.count() == 1
    actions.note_concern(accepted, words="同意", by=leader, now=now)
    assert Mention.objects.get().read_on == now.date()


def test_a_post_in_which_nobody_may_read_the_matter_is_not_mentioned(
    accepted, neighbour_clerk, cadre, outsider, post_of, now
) -> None:
    for stranger in (cadre, outsider):
        with pytest.raises(NotAllowed, match="不能提到"):
            actions.note_concern(accepted, words="看", posts=[post_of(stranger)], by=neighbour_clerk, now=now)
    assert not Mention.objects.exists()
    assert not accepted.happenings.filter(step="note").exists(), "refused whole"


def test_whom_a_matter_comes_to_accuse_is_told_nothing_more(
    accepted, neighbour_clerk, leader, first, post_of, now
) -> None:
    actions.note_concern(accepted, words="看", posts=[post_of(leader)], by=neighbour_clerk, now=now)
    Concern.objects.filter(pk=accepted.pk).update(kind=Kind.COMPLAINT)
    Accusation.objects.create(concern=accepted, account=leader)
    assert waiting(leader) == set()
    assert post_of(leader) not in posts_beside(fresh(accepted), now.date())
    assert post_of(first) in posts_beside(fresh(accepted), now.date())
    with pytest.raises(NotAllowed):
        actions.read_mentions(accepted, by=leader, now=now)


def test_who_assists_comments_and_is_mentioned_and_a_stranger_does_not(
    accepted, neighbour_clerk, cadre, neighbour_cadre, village, post_of, now
) -> None:
    with pytest.raises(Forbidden):
        actions.note_concern(accepted, words="我看过", by=cadre, now=now)
    actions.ask_assistance(accepted, unit=village, words="请到现场", by=neighbour_clerk, now=now)
    actions.note_concern(accepted, words="请看", posts=[post_of(cadre)], by=neighbour_clerk, now=now)
    assert waiting(cadre) == {accepted.pk}
    actions.note_concern(accepted, words="我看过", by=cadre, now=now)
    assert waiting(cadre) == set()
    with pytest.raises(Forbidden):
        actions.note_concern(accepted, words="我也来", by=neighbour_cadre, now=now)


def test_what_a_post_has_not_read_waits_for_the_post_that_comes_in_its_place(
    accepted, neighbour_clerk, first, leader, post_of, now
) -> None:
    old = post_of(leader)
    actions.note_concern(accepted, words="请看", posts=[old], by=neighbour_clerk, now=now)
    Post.objects.filter(pk=old.pk).update(successor=post_of(first))
    assert waiting(first) == {accepted.pk}
    assert actions.read_mentions(accepted, by=first, now=now) == 1


def test_a_comment_is_written_and_read_on_the_page(
    client_of, client, accepted, neighbour_clerk, leader, now
) -> None:
    step = reverse("casework:concern-step", args=[accepted.key, "note"])
    writer, reader = client_of(neighbour_clerk), client_of(leader)
    wrong = writer.post(step, {"words": "@张三 看看"})
    assert wrong.status_code == 422
    assert "“@张三”不是岗位" in wrong.content.decode()
    for key in ("9" * 30, "x", "\x00"):
        assert writer.post(step, {"words": "请看", "posts": [key]}).status_code == 422
    assert writer.post(step, {"words": "@分管副乡长 请定夺"}).status_code == 302
    page = reverse("casework:concern-detail", args=[accepted.key])
    assert "尚未阅看" in reader.get(page).content.decode()
    assert "留言提到您的岗位" in reader.get(reverse("desk")).content.decode()
    read = reverse("casework:mentions-read", args=[accepted.key])
    assert reader.get(read).status_code == 405
    assert reader.post(read).status_code == 302
    assert "尚未阅看" not in reader.get(page).content.decode()
    assert "@分管副乡长" in reader.get(page).content.decode()
    assert "请定夺" not in client.get(reverse("residents:progress", args=[accepted.code])).content.decode()


def test_who_may_not_read_the_matter_finds_no_mentions_of_it(client_of, accepted, cadre) -> None:
    assert client_of(cadre).post(reverse("casework:mentions-read", args=[accepted.key])).status_code == 404


def test_who_may_read_but_not_comment_is_offered_no_answer(
    client_of, accepted, neighbour_clerk, clerk, post_of, now
) -> None:
    Concern.objects.filter(pk=accepted.pk).update(recorded_by=clerk)
    actions.note_concern(accepted, words="请看", posts=[post_of(clerk)], by=neighbour_clerk, now=now)
    page = client_of(clerk).get(reverse("casework:concern-detail", args=[accepted.key])).content.decode()
    answer = reverse("casework:concern-step", args=[accepted.key, "note"])
    assert "尚未阅看" in page
    assert answer not in page
    assert client_of(clerk).get(answer).status_code == 404
    assert client_of(clerk).post(reverse("casework:mentions-read", args=[accepted.key])).status_code == 302
    assert waiting(clerk) == set()
