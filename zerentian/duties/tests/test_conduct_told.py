"""The code of conduct as it is told: on the desk, in searches, on its page, and to whom which edition is open."""

import pytest
from django.urls import reverse

from conftest import NOW
from zerentian.duties.actions.conduct import acknowledge, publish_conduct
from zerentian.duties.models import Acknowledgement, Conduct
from zerentian.duties.shown.conduct import acknowledgements_named, conduct_text, conduct_waiting
from zerentian.duties.tests.world import TODAY, people, post_of, unit
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.posts import appoint, create_post
from zerentian.organization.desk import noting
from zerentian.organization.models import Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]


def by(name):
    return {"by": getattr(people(), name), "now": NOW}


@pytest.fixture
def code():
    return publish_conduct(
        unit=unit(""), title=" 工作人员行为准则 ", text="一、到岗。", basis=" 会议决定 ", **by("first")
    )


def read(code, name):
    return acknowledge(code, post=post_of(name), digest=code.digest, **by(name))


def page(client_of, name, *args):
    return client_of(getattr(people(), name)).get(reverse(f"duties:{args[0]}", args=args[1:]))


def test_an_edition_keeps_its_words_its_day_and_who_published_it(code):
    assert (code.title, code.basis, code.edition) == ("工作人员行为准则", "会议决定", 1)
    assert (code.published_on, code.published_by, code.path) == (TODAY, people().first, unit("").path)
    entry = Entry.objects.get(verb="conduct.published")
    assert (entry.fact["edition"], entry.fact["digest"], entry.subject) == (1, code.digest, code.ref)
    with pytest.raises(NotAllowed, match="名称"):
        publish_conduct(unit=unit(""), title=" ", text="别的", **by("first"))


def test_it_is_searched_by_its_title_and_its_words(code):
    text = conduct_text(code)
    assert (text.title, text.body) == ("工作人员行为准则", "工作人员行为准则 一、到岗。")
    assert (text.unit, text.day) == (unit("").path, TODAY)


def test_the_desk_has_a_line_for_each_post_that_has_not_taken_note(code, now):
    (group,) = conduct_waiting(people().cadre, now, 5)
    (line,) = group.lines
    assert (line.what, line.note, line.url) == (
        "工作人员行为准则",
        "上坪村村干部",
        reverse("duties:conduct-detail", args=[code.pk]),
    )
    assert (group.rank, group.more) == (27, 0)
    read(code, "cadre")
    assert list(conduct_waiting(people().cadre, now, 5)) == []
    assert list(conduct_waiting(people().administrator, now, 5)) == [], (
        "who holds no post has nothing to note"
    )
    with noting() as rows:
        assert list(conduct_waiting(people().leader, now, 5)) == []
    assert len(rows) == 1


def test_of_several_posts_as_many_are_shown_as_find_room(code, now):
    second = create_post(unit=unit("V01"), title="护林员", role="cadre", first=TODAY, **by("administrator"))
    appoint(people().cadre, post=second, first=TODAY, **by("administrator"))
    (group,) = conduct_waiting(people().cadre, now, 1)
    assert ([line.note for line in group.lines], group.more) == (["上坪村村干部"], 1)
    (group,) = conduct_waiting(people().cadre, now, 2)
    assert ([line.note for line in group.lines], group.more) == (["上坪村村干部", "护林员"], 0)


def test_another_edition_is_open_anew_and_the_old_one_no_longer(code, now):
    read(code, "cadre")
    second = publish_conduct(unit=unit(""), title="准则", text="二、在岗。", **by("first"))
    assert [line.what for group in conduct_waiting(people().cadre, now, 5) for line in group.lines] == [
        "准则"
    ]
    assert list(Conduct.objects.newest()) == [second]
    assert second.posts_open_for(people().cadre) == [post_of("cadre")]
    assert code.posts_open_for(people().cadre) == []
    assert second.posts_open_for(people().outsider) == [], "it is another township's"


def test_an_acknowledgement_is_named_to_who_made_it_alone(code):
    made = read(code, "cadre")
    assert acknowledgements_named(people().cadre, [str(made.pk), "x"]) == {str(made.pk): "工作人员行为准则"}
    assert acknowledgements_named(people().leader, [str(made.pk)]) == {}
    assert (made.on, made.post) == (TODAY, post_of("cadre"))
    entry = Entry.objects.get(verb="conduct.acknowledged")
    assert (entry.unit, entry.subject) == (unit("").path, made.ref)
    assert post_of("cadre").code not in entry.facts


def test_without_an_edition_the_page_says_what_it_is_for(client_of):
    answer = page(client_of, "first", "conduct")
    assert answer.status_code == 200
    assert answer.context["may_publish"] is True
    assert reverse("duties:conduct-new") in answer.content.decode()
    assert page(client_of, "cadre", "conduct").context["may_publish"] is False


def test_the_page_leads_to_the_edition_in_force_with_what_is_open_there(client_of, code):
    second = publish_conduct(unit=unit(""), title="准则", text="二、在岗。", **by("first"))
    assert page(client_of, "cadre", "conduct").url == reverse("duties:conduct-detail", args=[second.pk])
    shown = page(client_of, "cadre", "conduct-detail", second.pk).context
    assert (shown["is_newest"], shown["open"], list(shown["done"])) == (True, [post_of("cadre")], [])
    assert list(shown["editions"]) == [code]
    assert shown["may_publish"] is False
    old = page(client_of, "cadre", "conduct-detail", code.pk).context
    assert (old["is_newest"], old["open"], old["in_office"]) == (False, [], [])
    assert list(old["editions"]) == [second]
    assert page(client_of, "outsider", "conduct-detail", code.pk).status_code == 404
    made = read(second, "cadre")
    after = page(client_of, "cadre", "conduct-detail", second.pk).context
    assert (after["open"], list(after["done"])) == ([], [made])
    assert page(client_of, "first", "conduct-detail", second.pk).context["may_publish"] is True


def test_an_edition_is_published_on_its_page_and_a_refusal_keeps_what_was_typed(client_of, code):
    browser = client_of(people().first)
    said = {"unit": unit("").pk, "title": "准则", "text": code.text, "basis": ""}
    refused = browser.post(reverse("duties:conduct-new"), said)
    assert refused.status_code == 422
    assert "一字不差" in refused.content.decode()
    assert refused.context["form"]["title"].value() == "准则"
    taken = browser.post(reverse("duties:conduct-new"), said | {"text": "二、在岗。"})
    assert taken.url == reverse("duties:conduct")
    assert Conduct.objects.newest().get().text == "二、在岗。"
    assert client_of(people().clerk).get(reverse("duties:conduct-new")).status_code == 403


def test_taking_note_on_the_page_says_so_or_why_not(client_of, code):
    browser = client_of(people().cadre)
    address = reverse("duties:conduct-acknowledge", args=[code.pk])

    def press(**said):
        answer = browser.post(address, said, follow=True)
        assert answer.redirect_chain == [(reverse("duties:conduct-detail", args=[code.pk]), 302)]
        return " ".join(str(one) for one in answer.context["messages"])

    post = post_of("cadre").pk
    assert "请刷新页面后再签收" in press(digest=code.digest)
    assert "请刷新页面后再签收" in press(digest=code.digest, post=post_of("leader").pk)
    assert "不是现行版本" in press(digest="0" * 64, post=post)
    assert not Acknowledgement.objects.exists()
    press(digest=code.digest, post=post)
    assert Acknowledgement.objects.get().by == people().cadre
    assert "已经签收过" in press(digest=code.digest, post=post)
    assert browser.get(address).status_code == 405


def test_the_head_of_an_office_sees_its_posts_that_are_open_and_no_others(code):
    head = people().office_head
    in_office = set(code.posts_open_in_office(head))
    assert in_office == set(Post.objects.filter(unit=unit("DZ")))
    read(code, "clerk")
    assert set(code.posts_open_in_office(head)) == in_office - {post_of("clerk")}
    assert code.posts_open_in_office(people().clerk) == []
    assert code.posts_open_in_office(people().neighbour_clerk) == []
