"""Staff pages: what stands on them and where they lead; what is not there is not found, what is refused says why."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.models import Category, Concern, PublicAnswer, RefusedLook, Review, Template, Topic
from zerentian.casework.rules.callbacks import Contacted, Satisfied, Solved
from zerentian.casework.rules.concerns import Channel, Group, Kind, State
from zerentian.casework.rules.replies import REVIEW_NOTICE, Decision
from zerentian.casework.rules.reviews import Level
from zerentian.casework.views.callbacks import callback_page, reopening_reason
from zerentian.casework.views.logging import page_of, row_of, village_of
from zerentian.casework.views.publishing import may_publish, suggested
from zerentian.casework.views.replies import released_words
from zerentian.casework.views.shield import moment_of
from zerentian.casework.views.topics import free, named_in
from zerentian.evidence.actions import receive
from zerentian.evidence.models import File
from zerentian.evidence.tests.files import plain_jpeg
from zerentian.ledger.rules.refusals import NotAllowed

pytestmark = pytest.mark.django_db


def at(name, concern, *more):
    return reverse(f"casework:{name}", args=[concern.key, *more])


# -- files -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def brought(said, township, resident, now):
    """A concern with a picture and a text, as the resident sent them."""
    files = [receive(BytesIO(plain_jpeg(9)), name="路灯.jpg"), receive(BytesIO(b"lamp"), name="note.txt")]
    how = {"unit": township, "channel": Channel.FORM, "by": resident, "now": now}
    return actions.receive_concern(said, **how, files=files).concern


def test_a_file_is_sent_to_be_kept_and_a_picture_shown_small(brought, client_of, receptionist, clerk):
    browser = client_of(receptionist)
    text, picture = (File.objects.get(name=name) for name in ("note.txt", "路灯.jpg"))
    sent = browser.get(at("concern-file", brought, text.sha256))
    assert b"".join(sent.streaming_content) == b"lamp"
    assert "attachment" in sent["Content-Disposition"]
    assert sent["Cache-Control"] == "private, no-store"
    small = browser.get(at("concern-picture", brought, picture.sha256))
    assert (small.status_code, small["Content-Type"]) == (200, "image/jpeg")
    assert small["Cache-Control"] == "private, no-store"
    assert b"".join(small.streaming_content).startswith(b"\xff\xd8")
    assert browser.get(at("concern-picture", brought, text.sha256)).status_code == 404
    assert browser.get(at("concern-file", brought, "0" * 64)).status_code == 404
    assert client_of(clerk).get(at("concern-picture", brought, picture.sha256)).status_code == 404


def test_a_file_that_was_erased_or_is_gone_is_not_sent(brought, client_of, receptionist, now):
    browser = client_of(receptionist)
    picture, text = File.objects.get(name="路灯.jpg"), File.objects.get(name="note.txt")
    picture.path.unlink()
    assert browser.get(at("concern-picture", brought, picture.sha256)).status_code == 404
    gone = browser.get(at("concern-file", brought, picture.sha256))
    assert gone.status_code == 409
    assert "暂时取不到" in gone.content.decode()
    File.objects.filter(pk=text.pk).update(erased_at=now)
    assert browser.get(at("concern-file", brought, text.sha256)).status_code == 404


def test_what_is_not_sealed_has_nothing_sealed_to_download(concern, client_of, supervisor, receptionist):
    assert client_of(supervisor).get(at("concern-sealed", concern)).status_code == 404
    assert client_of(receptionist).get(at("concern-sealed", concern)).status_code == 403


# -- logging ---------------------------------------------------------------------------------------------------------


def asking(**sent):
    """Return a request that sends something."""
    return SimpleNamespace(POST=sent, GET=sent)


@pytest.mark.parametrize(
    ("row", "prefix"),
    [
        ("form-0", "form-0"),
        ("form-19", "form-19"),
        ("form-100", ""),
        ("form-²", ""),
        ("x-form-1", ""),
        ("", ""),
    ],
)
def test_a_row_of_a_patrol_is_one_of_a_hundred(row, prefix):
    assert row_of(asking(row=row)) == prefix
    assert row_of(asking()) == ""


def test_the_mark_of_a_page_is_one_or_none():
    mark = "0b9a3f2e-5a3e-4a55-8a94-0e2f5b8a6d11"
    assert page_of(asking(page=mark)) == UUID(mark)
    assert page_of(asking(page="x")) is None
    assert page_of(asking()) is None


def test_who_patrols_does_so_in_the_own_village(cadre, village, clerk):
    assert village_of(cadre) == village
    assert village_of(clerk) is None


def test_what_is_alike_is_looked_for_from_four_signs_on_among_title_text_and_place(
    concern, client_of, receptionist, monkeypatch
):
    asked = []

    def look(visible, text):
        asked.append(text)
        return [concern]

    monkeypatch.setattr("zerentian.casework.search.look_alikes", look)
    browser, where = client_of(receptionist), reverse("casework:concern-alike")
    for text, is_looked in (("路灯", False), (" 路灯坏 ", False), ("路灯坏了", True)):
        page = browser.post(where, {"text": text}).content.decode()
        assert (concern.number in page) is is_looked, text
    browser.post(where, {"title": "路灯", "text": "坏了", "place": "村口"})
    assert asked[-1] == "路灯 坏了 村口"
    browser.post(where, {"row": "form-1", "form-1-text": "桥栏松了", "text": "路灯坏了"})
    assert asked[-1].strip() == "桥栏松了"
    browser.post(where, {"text": "灯" * 900})
    assert len(asked[-1]) == 500


def test_who_may_not_read_what_they_logged_is_shown_the_receipt_at_once(client_of, cadre, conduct):
    given = {"text": "收了材料不给回执", "category": conduct.pk, "channel": "call", "urgency": "ordinary"}
    shown = client_of(cadre).post(reverse("casework:concern-new"), given)
    made = Concern.objects.get()
    assert not Concern.objects.visible_to(cadre).exists()
    assert shown.context["logged"]["due"] == made.due.isoformat()
    assert len(shown.context["logged"]["secret"]) == 9


def test_several_found_on_a_patrol_are_counted_and_one_refused_leaves_none(client_of, cadre, category):
    rows = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
    rows |= {f"form-{at}-text": f"第{at}处涵管堵塞" for at in (0, 1)}
    rows |= {f"form-{at}-category": category.pk for at in (0, 1)}
    browser = client_of(cadre)
    Category.objects.filter(pk=category.pk).update(anonymous=True)
    done = browser.post(reverse("casework:patrol"), rows, follow=True)
    assert "2" in str(next(iter(done.context["messages"])))
    assert [one.channel for one in Concern.objects.all()] == ["patrol", "patrol"]


# -- publishing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "may"),
    [({}, True), ({"confidential": True}, False), ({"kind": Kind.WRONGDOING}, False)],
)
def test_the_desk_publishes_what_was_answered_and_is_not_confidential(
    answered, receptionist, neighbour_clerk, change, may
):
    for name, value in change.items():
        setattr(answered, name, value)
    assert may_publish(answered, receptionist) is may
    assert may_publish(answered, neighbour_clerk) is False
    answered.replies.update(released=False, released_by=None, released_at=None)
    assert may_publish(Concern.objects.get(pk=answered.pk), receptionist) is False


def test_a_copy_begins_with_the_version_that_stands_and_else_with_the_reply(
    answered, drafted, receptionist, now
):
    begun = suggested(answered)
    assert begun["answer"].startswith("支持\n\n")
    assert (begun["title"], begun["question"]) == ("村口路灯不亮", "修复上坪村口不亮的路灯")
    copy = {"title": "路灯已修", "question": "路灯不亮", "answer": "已更换"}
    published = actions.publish_answer(answered, **copy, by=receptionist, now=now)
    assert {name: suggested(answered)[name] for name in copy} == copy
    actions.unpublish_answer(published, reason="过时", by=receptionist, now=now)
    assert suggested(answered)["title"] == "村口路灯不亮"
    answered.replies.update(released=False, released_by=None, released_at=None)
    with pytest.raises(NotAllowed, match="答复发出后"):
        suggested(answered)


def test_a_photo_is_published_once_it_was_looked_at(answered, client_of, receptionist, now, resident):
    picture = SimpleUploadedFile("路灯.jpg", plain_jpeg(9), content_type="image/jpeg")
    kept = receive(picture, name="路灯.jpg")
    actions.supplement_concern(answered, words="见照片", files=[kept], by=resident, now=now)
    file = File.objects.get()
    browser = client_of(receptionist)
    copy = {"title": "路灯已修", "question": "路灯不亮", "answer": "已更换", "photo": file.mark}
    refused = browser.post(at("publish", answered), copy)
    assert set(refused.context["form"].errors) == {"nobody"}
    assert refused.context["photo"] == file
    small = browser.get(at("publish-photo", answered, file.sha256))
    assert (small["Content-Type"], b"".join(small.streaming_content)[:2]) == ("image/jpeg", b"\xff\xd8")
    assert browser.post(at("publish", answered), copy | {"nobody": "on"}).status_code == 302
    assert PublicAnswer.objects.get().photo == file
    assert browser.get(at("publish-photo", answered, "0" * 64)).status_code == 404
    file.path.unlink()
    assert browser.get(at("publish-photo", answered, file.sha256)).status_code == 404


# -- call-backs, replies, reviews -------------------------------------------------------------------------------------


def test_what_is_said_after_a_call_back_is_the_reason_to_take_it_up_again(answered, receptionist, now):
    before = callback_page(answered, receptionist)
    assert (before["unsolved"], before["may_close"], before["may_reopen"], before["reason"]) == (
        False,
        False,
        True,
        "",
    )
    said = {"contacted": Contacted.YES, "solved": Solved.PARTLY, "satisfied": Satisfied.NO}
    called = actions.call_back(answered, **said, words="还有一盏", by=receptionist, now=now)
    assert reopening_reason(called) == f"回访时本人表示{called.get_solved_display()}：还有一盏"
    after = callback_page(Concern.objects.get(pk=answered.pk), receptionist)
    assert (after["unsolved"], after["may_close"], after["may_call_back"]) == (True, True, True)
    called.words = ""
    assert reopening_reason(called) == f"回访时本人表示{called.get_solved_display()}"
    called.solved = ""
    assert reopening_reason(called) == ""


@pytest.mark.parametrize(("along", "more"), [(0, ""), (2, "2")])
def test_how_many_were_answered_along_is_said(along, more):
    said = released_words(along)
    assert "答复" in said
    assert more in said
    assert (said == released_words(0)) is not bool(along)


def test_a_review_that_nobody_here_can_give_is_sent_on_in_writing(
    answered, client_of, receptionist, township
):
    township.periods.update(parent=None)
    page = client_of(receptionist).get(at("review-ask", answered))
    assert page.status_code == 409
    assert "书面转送" in page.content.decode()
    assert not Review.objects.exists()


def test_a_request_that_came_late_is_said_to_be_late(answered, client_of, receptionist, now):
    said = {"request": "不服", "asked_on": now.date().isoformat()}
    answered.clocks.filter(purpose="ask_review").update(due=now.date() - timedelta(days=1))
    page = client_of(receptionist).post(at("review-ask", answered), said, follow=True)
    assert "逾期" in str(next(iter(page.context["messages"])))
    review = Review.objects.get(level=Level.REVIEW)
    assert (review.in_time, review.asked_on) == (False, now.date())


# -- looks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("2026-03-02T09:00:00+08:00", True), ("2026-03-02T09:00:00", False), ("x", False), ("", False)],
)
def test_a_moment_has_a_zone(text, is_one):
    assert (moment_of(text) is not None) is is_one


def test_looks_are_listed_newest_first_by_kind_and_page_by_page(
    answered, receptionist, neighbour_clerk, clerk, supervisor, client_of, now, monkeypatch
):
    monkeypatch.setattr("zerentian.casework.views.shield.PAGE", 2)
    for minutes in (3, 1):
        how = {"purpose": "call_back", "reason": f"第{minutes}次", "now": now - timedelta(minutes=minutes)}
        actions.reveal_contact(answered, **how, by=receptionist)
    RefusedLook.objects.create(key=answered.key, by=clerk, day=now.date(), at=now - timedelta(minutes=2))
    browser, where = client_of(supervisor), reverse("casework:looks")
    first = browser.get(where).context
    assert [(one.reason, one.who) for one in first["looks"]] == [("第1次", "示例卯"), ("", "示例甲")]
    assert {one.number for one in first["looks"]} == {answered.number}
    second = browser.get(where + first["older"]).context
    assert [one.reason for one in second["looks"]] == ["第3次"]
    assert (second["older"], second["newer"], first["newer"]) == ("", "?kind=", "")
    refused = browser.get(where, {"kind": "concern.refused"}).context
    assert [(one.entry, one.who) for one in refused["looks"]] == [(None, "示例甲")]
    revealed = browser.get(where, {"kind": "contact.revealed"}).context
    assert [one.reason for one in revealed["looks"]] == ["第1次", "第3次"]
    assert str(revealed["looks"][0].what) != "call_back"
    assert len(browser.get(where, {"kind": "x"}).context["looks"]) == 2


# -- the township's lists --------------------------------------------------------------------------------------------


def test_categories_no_longer_offered_stand_last_and_are_changed_on_their_page(
    category, township, other_township, receptionist, client_of, now
):
    kept = {"unit": township, "group": Group.OTHER, "by": receptionist, "now": now}
    actions.keep_category(code="a-gone", name="停用", position=0, retired=True, **kept)
    actions.keep_category(code="b", name="最前", position=0, **kept)
    Category.objects.filter(pk=category.pk).update(position=5)
    foreign = {
        "unit": other_township,
        "path": other_township.path,
        "code": "x",
        "name": "外",
        "group": "other",
    }
    other = Category.objects.create(**foreign)
    browser = client_of(receptionist)
    rows = browser.get(reverse("casework:category-list")).context["categories"]
    assert [one.name for one in rows] == ["最前", "路灯照明", "停用"]
    where = reverse("casework:category-edit", args=[category.pk])
    assert browser.get(where).context["form"].initial["name"] == "路灯照明"
    assert browser.get(reverse("casework:category-edit", args=[other.pk])).status_code == 404
    sent = {"name": "照明", "group": "safety", "kind": "help", "position": 2}
    sent |= {"question-TOTAL_FORMS": "2", "question-INITIAL_FORMS": "0"}
    sent |= {"question-0-label": "哪一盏", "question-1-label": "删去", "question-1-DELETE": "on"}
    assert browser.post(where, sent).status_code == 302
    category.refresh_from_db()
    assert (category.code, category.name, category.group, category.position) == ("lamp", "照明", "safety", 2)
    assert [(one["code"], one["label"]) for one in category.asked] == [("q1", "哪一盏")]
    assert category.anonymous is False


def test_a_template_begins_with_the_way_to_a_review_and_those_not_offered_stand_last(
    township, category, receptionist, client_of, now
):
    browser = client_of(receptionist)
    begun = browser.get(reverse("casework:template-new")).context["form"].initial
    assert begun == {"review_notice": REVIEW_NOTICE, "decision": Decision.SUPPORTED}
    kept = {"unit": township, "decision": Decision.EXPLAINED, "parts": {}, "by": receptionist, "now": now}
    actions.keep_template(name="a停用", retired=True, **kept)
    made = actions.keep_template(name="b在用", category=category, kind=Kind.HELP, **kept)
    rows = browser.get(reverse("casework:template-list")).context["templates"]
    assert [one.name for one in rows] == ["b在用", "a停用"]
    where = reverse("casework:template-edit", args=[made.pk])
    assert browser.get(where).context["form"].initial["kind"] == "help"
    sent = {"name": "改名", "decision": "supported", "reasons": " 因为 ", "kind": "", "retired": "on"}
    assert browser.post(where, sent).status_code == 302
    made = Template.objects.get(pk=made.pk)
    assert (made.name, made.reasons, made.kind, made.category, made.retired) == (
        "改名",
        "因为",
        "",
        None,
        True,
    )


# -- topics ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "keys"),
    [("1,22,3", [1, 22, 3]), ("1,x,²,-2,", [1]), ("9" * 19, []), ("9" * 18, [int("9" * 18)]), ("", [])],
)
def test_an_address_names_messages_by_numbers_that_may_be_keys(of, keys):
    assert named_in(asking(of=of)) == keys


def test_the_hottest_open_topic_stands_first_and_what_is_in_one_is_free_no_more(
    said, township, resident, receptionist, client_of, now
):
    how = {"unit": township, "channel": Channel.FORM, "by": resident, "now": now}
    messages = [actions.receive_concern(said, **how).concern for _ in range(7)]
    waiting = actions.receive_concern(said, **how, suspected=True).concern
    by = {"unit": township, "by": receptionist, "now": now}
    closed = actions.confirm_topic(title="已了结", concerns=messages[:3], **by)
    actions.close_topic(closed, standing="修好", by=receptionist, now=now)
    small = actions.confirm_topic(title="两件", concerns=messages[3:5], **by)
    assert set(free(township, receptionist)) == set(messages[5:])
    assert waiting not in free(township, receptionist)
    Concern.objects.filter(pk=messages[6].pk).update(kind=Kind.COMPLAINT, state=State.TRIAGED)
    assert set(free(township, receptionist)) == {messages[5]}
    Concern.objects.filter(pk=messages[6].pk).update(kind=Kind.HELP)
    actions.join_topic(small, concerns=[messages[5]], by=receptionist, now=now)
    shown = client_of(receptionist).get(reverse("casework:topic-list")).context["topics"]
    assert [topic.title for topic, _ in shown] == ["两件", "已了结"]
    detail = client_of(receptionist).get(reverse("casework:topic-detail", args=[closed.pk])).context
    assert [code for code, _ in detail["steps"]] == ["describe", "reopen"]
    assert [one.pk for one in detail["concerns"]] == sorted((one.pk for one in messages[:3]), reverse=True)
    assert Topic.objects.count() == 2
