"""The bounds and the words of the residents' pages: how many, how large, how often, and what exactly is said."""

import io
import json
import re
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from zerentian.casework import actions
from zerentian.casework.models import Concern, ConcernFile, PublicAnswer
from zerentian.casework.rules.concerns import OPEN_STATES, Kind, State
from zerentian.evidence.actions import deposit
from zerentian.ledger.actions import seal
from zerentian.residents import plain
from zerentian.residents.forms.asking import MOST_BYTES, MOST_FILES, ResidentFiles
from zerentian.residents.site import Addresses, export_answers
from zerentian.residents.tests.test_answers import page, publish
from zerentian.residents.tests.test_asking import PIXEL
from zerentian.residents.tests.test_progress import at
from zerentian.residents.views import asking, progress
from zerentian.residents.views.progress import TRIES_BY_ONE, TRIES_ON_ONE


def file_of(size: int, name: str = "录像.mp4") -> SimpleUploadedFile:
    """A file that says it is so large, without the bytes."""
    sent = SimpleUploadedFile(name, b"x")
    sent.size = size
    return sent


def pixel(number: int) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"照片{number}.png", PIXEL)


def test_as_many_files_as_are_allowed_come_in_and_one_more_does_not() -> None:
    field = ResidentFiles(required=False)
    assert len(field.clean([pixel(one) for one in range(MOST_FILES)])) == MOST_FILES
    with pytest.raises(ValidationError, match=str(MOST_FILES)):
        field.clean([pixel(one) for one in range(MOST_FILES + 1)])


def test_a_file_of_the_largest_size_is_taken_and_a_larger_one_is_named() -> None:
    field = ResidentFiles(required=False)
    with pytest.raises(ValidationError) as refused:
        field.clean([pixel(1), file_of(MOST_BYTES + 1)])
    assert "录像.mp4" in refused.value.messages[0]
    assert "照片1" not in refused.value.messages[0]
    with pytest.raises(ValidationError) as other:
        field.clean([file_of(MOST_BYTES)])
    assert "100 MB" not in "".join(other.value.messages)


def test_every_file_that_is_too_large_is_named_and_none_is_taken_for_large_whose_size_nobody_told() -> None:
    field = ResidentFiles(required=False)
    sent = [file_of(MOST_BYTES + 1, "甲.mp4"), file_of(MOST_BYTES + 2, "乙.mp4"), file_of(0, "丙.mp4")]
    untold = SimpleUploadedFile("丁.mp4", b"x")
    untold.size = None
    with pytest.raises(ValidationError) as refused:
        field.clean([*sent, untold])
    (said,) = refused.value.messages
    assert [name in said for name in ("甲.mp4", "乙.mp4", "丙.mp4", "丁.mp4")] == [True, True, False, False]


def test_what_was_received_is_returned_and_nothing_where_nothing_was_sent() -> None:
    field = ResidentFiles(required=False)
    assert [(one.name, one.size) for one in field.clean([pixel(1), pixel(2)])] == [
        ("照片1.png", len(PIXEL)),
        ("照片2.png", len(PIXEL)),
    ]
    assert (field.clean([]), field.clean(None)) == ([], [])


def test_a_file_without_any_bytes_is_refused_by_its_name() -> None:
    with pytest.raises(ValidationError) as refused:
        ResidentFiles(required=False).clean([SimpleUploadedFile("空白.png", b"")])
    assert "空白.png" in refused.value.messages[0]


def test_the_form_says_that_where_a_photo_was_taken_is_removed(client, township, category) -> None:
    with translation.override("en"):
        said = client.get(
            reverse("residents:ask-township", args=[township.code]), headers={"accept-language": "en"}
        )
    assert "removed from it" in said.content.decode()


def test_a_form_that_comes_back_offers_the_villages_again(client, address, filled, village) -> None:
    chosen = client.post(address, filled | {"text": "", "place_unit": str(village.pk)}).content.decode()
    assert re.search(rf'<option value="{village.pk}"[^>]*selected', chosen)


def test_a_village_that_was_chosen_is_the_place_of_the_concern(client, address, filled, village) -> None:
    assert client.post(address, filled | {"place_unit": str(village.pk)}).status_code == 302
    assert Concern.objects.get().place_unit == village


def test_a_stamp_vouches_for_three_concerns_and_for_no_fourth(
    client,
    address,
    filled,
    monkeypatch,
) -> None:
    seen = []
    monkeypatch.setattr(asking, "is_worked", lambda *_: True)
    monkeypatch.setattr(asking, "suspicions", lambda signs: seen.append(signs.worked) or [])
    for number in range(4):
        client.post(address, filled | {"text": f"第{number}件事。"})
    assert seen == [True, True, True, False]


def test_the_pause_after_many_tries_is_said_with_the_way_out(client, receipt) -> None:
    for _ in range(TRIES_BY_ONE):
        client.post(at("open", receipt.concern), {"secret": "00000000"})
    said = client.post(at("open", receipt.concern), {"secret": receipt.secret})
    assert "十分钟" in said.content.decode()
    assert TRIES_BY_ONE < TRIES_ON_ONE


def test_who_handles_it_is_named_and_of_a_complaint_only_to_whom_it_belongs(client, accepted, opened) -> None:
    office = accepted.lead.name
    assert office in client.get(at("progress", accepted)).content.decode()
    Concern.objects.filter(pk=accepted.pk).update(kind=Kind.COMPLAINT)
    client.cookies.clear()
    assert office not in client.get(at("progress", accepted)).content.decode()


def test_the_office_of_a_published_reply_is_named_unless_the_matter_is_shielded(client, answered) -> None:
    office = answered.lead.name
    assert office in client.get(at("progress", answered)).content.decode()
    Concern.objects.filter(pk=answered.pk).update(kind=Kind.COMPLAINT)
    assert office not in client.get(at("progress", answered)).content.decode()


@pytest.mark.parametrize("state", list(State))
def test_a_report_of_wrongdoing_is_open_or_ended_and_nothing_else_is_told(state) -> None:
    words = plain.standing(state, is_told_all=False)
    waiting = state in OPEN_STATES or state == State.QUEUED
    assert words == (plain.WRONGDOING_OPEN if waiting else plain.WRONGDOING_ENDED)


def test_an_opened_page_offers_what_may_be_done_and_a_closed_one_nothing(client, opened, concern) -> None:
    wanted = at("step", concern, "supplement")
    assert wanted in opened.get(at("progress", concern)).content.decode()
    client.cookies.clear()
    assert wanted not in client.get(at("progress", concern)).content.decode()


def test_the_slip_prints_the_root_in_groups_of_four(client, receipt, opened, now) -> None:
    sealed = seal(now=now)
    assert sealed is not None
    said = opened.get(at("slip", receipt.concern)).content.decode()
    groups = [sealed.root_hex[place : place + 4] for place in range(0, 64, 4)]
    assert re.search(r"\s*(?:</?\w+[^>]*>|\s)*".join(groups), said)


def test_ones_own_data_hold_the_released_reply_and_no_draft(opened, answered) -> None:
    own = json.loads(opened.get(at("data", answered)).content)
    assert [one["round"] for one in own["replies"]] == [1]


def test_the_copy_of_ones_own_data_is_a_file_with_the_name_of_the_code_that_people_can_read(
    opened, concern
) -> None:
    sent = opened.get(at("data", concern))
    assert sent["Content-Disposition"] == f'attachment; filename="{concern.code}.json"'
    lines = sent.content.decode().splitlines()
    assert lines[:2] == ["{", f'  "code": "{concern.code}",']
    assert f'  "text": "{concern.text}",' in lines


def test_only_what_the_resident_sent_comes_back_to_the_resident(opened, concern, clerk, now) -> None:
    mine = deposit(io.BytesIO(PIXEL), name="我的.png", by=clerk, now=now)
    theirs = deposit(io.BytesIO("说明".encode()), name="办理.txt", by=clerk, now=now)
    ConcernFile.objects.create(concern=concern, file=mine, from_resident=True, added_at=now)
    ConcernFile.objects.create(concern=concern, file=theirs, from_resident=False, added_at=now)
    sent = opened.get(at("file", concern, mine.sha256))
    assert b"".join(sent.streaming_content) == PIXEL
    assert opened.get(at("file", concern, theirs.sha256)).status_code == 404


@pytest.fixture
def three(answered, receptionist, now, monkeypatch):
    """Three published answers where a page holds two."""
    monkeypatch.setattr("zerentian.residents.views.answers.PAGE", 2)
    first = publish(answered, receptionist, now, title="第一条")
    values = PublicAnswer.objects.values().get(pk=first.pk) | {"id": None}
    PublicAnswer.objects.bulk_create(
        PublicAnswer(**values | {"title": f"第{number}条", "version": number, "mark": number})
        for number in (2, 3)
    )
    return list(PublicAnswer.objects.order_by("-pk"))


def test_a_page_of_answers_ends_where_the_older_begin(client, three) -> None:
    newest, second, oldest = three
    said = page(client, "answers", q="路灯")
    assert newest.title in said
    assert second.title in said
    assert oldest.title not in said
    assert f"before={second.pk}" in said
    older = page(client, "answers", q="路灯", before=second.pk)
    assert oldest.title in older
    assert second.title not in older
    assert 'rel="next"' not in older
    assert f'href="?{urlencode({"q": "路灯"})}"' in older


@pytest.mark.parametrize(("size", "leads_on"), [(2, True), (3, False), (4, False)])
def test_a_page_of_answers_that_is_just_full_leads_no_further(
    client, three, monkeypatch, size, leads_on
) -> None:
    monkeypatch.setattr("zerentian.residents.views.answers.PAGE", size)
    context = client.get(reverse("residents:answers")).context
    assert context["answers"] == three[:size]
    assert (context["older"], context["newer"]) == (f"?before={three[1].pk}" if leads_on else "", "")


def test_a_list_of_the_site_that_is_just_full_is_one_page(three, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("zerentian.residents.site.PER_PAGE", 3)
    export_answers(tmp_path / "site", Addresses())
    assert 'rel="next"' not in (tmp_path / "site" / "index.html").read_text()
    assert not list((tmp_path / "site").glob("page-*.html"))


def test_the_feed_and_the_lists_of_the_site_say_their_language_and_their_neighbours(
    answered, receptionist, now, tmp_path
) -> None:
    publish(answered, receptionist, now)
    folder = tmp_path / "site"
    with translation.override("en"):
        export_answers(folder, Addresses(site="https://county.example/a", office="https://o.example"))
    assert 'xml:lang="en"' in (folder / "feed.atom").read_text()
    text = (folder / "answers.json").read_bytes()
    assert "路灯".encode() in text


@pytest.fixture
def pictured(answered, receptionist, clerk, now):
    """A published answer with a picture, and one whose photo is no picture at all."""
    shown = deposit(io.BytesIO(PIXEL), name="路灯.png", by=clerk, now=now)
    return actions.publish_answer(
        answered,
        title="修好了",
        question="路灯不亮。",
        answer="已修。",
        photo=shown,
        by=receptionist,
        now=now,
    )


def test_the_photo_of_an_answer_is_sent_newly_encoded_and_written_into_the_site(
    client, pictured, tmp_path
) -> None:
    sent = client.get(reverse("residents:photo", args=[pictured.pk]))
    data = b"".join(sent.streaming_content)
    assert data.startswith(b"\xff\xd8")
    export_answers(tmp_path / "site", Addresses())
    assert (tmp_path / "site" / f"{pictured.pk}.jpg").read_bytes() == data


def test_an_answer_without_a_photo_and_one_whose_file_is_gone_have_none(
    client, pictured, answered, receptionist, now
) -> None:
    pictured.photo.path.unlink()
    assert client.get(reverse("residents:photo", args=[pictured.pk])).status_code == 404
    plainly = publish(answered, receptionist, now)
    assert client.get(reverse("residents:photo", args=[plainly.pk])).status_code == 404


def test_a_file_that_is_no_picture_is_sent_as_none(client, answered, receptionist, clerk, now) -> None:
    words = deposit(io.BytesIO("说明".encode()), name="说明.txt", by=clerk, now=now)
    answer = publish(answered, receptionist, now)
    PublicAnswer.objects.filter(pk=answer.pk).update(photo=words)
    assert client.get(reverse("residents:photo", args=[answer.pk])).status_code == 404


def test_the_first_page_of_the_site_leads_to_the_second_and_the_last_no_further(
    three, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr("zerentian.residents.site.PER_PAGE", 2)
    export_answers(tmp_path / "site", Addresses())
    first, last = ((tmp_path / "site" / name).read_text() for name in ("index.html", "page-2.html"))
    assert 'href="page-2.html" rel="next"' in first
    assert 'rel="next"' not in last
    assert 'href="index.html" rel="prev"' in last
    assert 'rel="prev"' not in first


def test_a_page_of_the_site_in_between_leads_both_ways(three, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("zerentian.residents.site.PER_PAGE", 1)
    export_answers(tmp_path / "site", Addresses())
    said = [(tmp_path / "site" / name).read_text() for name in ("index.html", "page-2.html", "page-3.html")]
    steps = [[re.findall(rf'href="([^"]+)" rel="{way}"', one) for way in ("prev", "next")] for one in said]
    assert steps == [[[], ["page-2.html"]], [["index.html"], ["page-3.html"]], [["page-2.html"], []]]
    assert [[one.title in text for one in three] for text in said] == [
        [at == number for at in range(3)] for number in range(3)
    ]


@pytest.mark.parametrize(("messages", "told"), [(2, 0), (3, 3), (4, 4)])
def test_a_matter_of_fewer_than_three_messages_is_not_counted(concern, monkeypatch, messages, told) -> None:
    member = SimpleNamespace(topic=SimpleNamespace(heat=SimpleNamespace(messages=messages)))
    found = SimpleNamespace(select_related=lambda _: SimpleNamespace(first=lambda: member))
    present = SimpleNamespace(present=lambda: SimpleNamespace(filter=lambda **_: found))
    monkeypatch.setattr(progress.TopicMember, "objects", present)
    assert progress.together_with(concern) == (member.topic, told)
