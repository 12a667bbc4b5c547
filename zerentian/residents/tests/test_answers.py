"""Published answers: found, read with every version, withdrawn with the reason, followed by feed."""

import pytest
from django.urls import reverse

from zerentian.casework import actions


def publish(concern, by, now, title="上坪村口路灯已修复", answer="控制器已更换，路灯恢复照明。"):
    return actions.publish_answer(
        concern, title=title, question="村口路灯不亮。", answer=answer, by=by, now=now
    )


@pytest.fixture
def published(answered, receptionist, now):
    return publish(answered, receptionist, now)


def page(client, name, *args, **query):
    return client.get(reverse(f"residents:{name}", args=args), query).content.decode()


def test_answers_are_found_by_words_of_two_characters(client, published):
    assert published.title in page(client, "answers")
    assert published.title in page(client, "answers", q="路灯 更换")
    assert published.title not in page(client, "answers", q="噪音")


def test_an_answer_names_neither_the_person_nor_the_code(client, published, answered):
    said = page(client, "answer", published.pk)
    assert published.answer in said
    for words in ("示例群众", "13900000000", answered.code, answered.key):
        assert words not in said


def test_every_version_stays_readable(client, published, answered, receptionist, now):
    newer = publish(answered, receptionist, now, title="上坪村口路灯已修复（更正）")
    assert published.title not in page(client, "answers").replace(newer.title, "")
    older = page(client, "answer", published.pk)
    assert published.answer in older
    assert reverse("residents:answer", args=[newer.pk]) in older


def test_a_withdrawn_answer_shows_the_reason_in_its_place(client, published, receptionist, now):
    actions.unpublish_answer(published, reason="当事人要求撤下", by=receptionist, now=now)
    assert published.title not in page(client, "answers")
    said = page(client, "answer", published.pk)
    assert "当事人要求撤下" in said
    assert published.answer not in said
    assert client.get(reverse("residents:photo", args=[published.pk])).status_code == 404


def test_what_was_withdrawn_takes_the_versions_before_it_along(
    client, published, answered, receptionist, now
):
    newer = publish(answered, receptionist, now, title="新版")
    actions.unpublish_answer(newer, reason="含有个人信息", by=receptionist, now=now)
    assert published.answer not in page(client, "answer", published.pk)


def test_an_answer_that_is_not_there_is_not_found(client, db):
    assert client.get(reverse("residents:answer", args=[1])).status_code == 404


def test_the_feed_tells_of_what_stands(client, published, receptionist, now):
    answer = client.get(reverse("residents:feed"))
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert published.title in answer.content.decode()
    actions.unpublish_answer(published, reason="撤下", by=receptionist, now=now)
    assert published.title not in client.get(reverse("residents:feed")).content.decode()


def test_a_dispute_begins_with_the_answer_it_is_about(client, published, township):
    where = reverse("residents:ask-township", args=[township.code])
    assert published.title in client.get(where, {"about": published.pk}).content.decode()
    for wrong in ("0", "x", "²", "9" * 30):
        assert client.get(where, {"about": wrong}).status_code == 200


def test_the_form_leads_to_answers_of_the_same_category(client, published, township, category):
    form = page(client, "ask-township", township.code)
    assert f"?category={category.pk}" in form
    assert published.title in page(client, "answers", category=category.pk)
    assert published.title not in page(client, "answers", category=99999)


def test_a_place_in_the_list_that_cannot_be_is_no_error(client, published):
    for before in ("9" * 30, "x", "-1"):
        assert client.get(reverse("residents:answers"), {"before": before}).status_code == 200
    assert client.get(f"/answers/{'9' * 30}/").status_code == 404


@pytest.mark.parametrize("key", ["9" * 5000, "9" * 19, "²", "٣", "-1"])
def test_an_address_that_names_no_row_shows_the_first_page(client, published, key):
    assert published.title in client.get("/answers/", {"before": key}).content.decode()
    assert client.get("/ask/", {"about": key}).status_code == 200
