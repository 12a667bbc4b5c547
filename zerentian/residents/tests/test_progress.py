"""The page of a code: plain words for anybody who has the code, what is personal only with the secret."""

import json
import time
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.models import Concern, Contact
from zerentian.casework.rules.concerns import Channel, Exit, Kind, State
from zerentian.casework.rules.replies import Told
from zerentian.casework.rules.reviews import Outcome
from zerentian.casework.tests.conftest import PARTS
from zerentian.ledger.actions import seal
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.units import keep_organ
from zerentian.residents.plain import REMEDIES
from zerentian.residents.views.progress import (
    TRIES_BY_ONE,
    promised,
    review_of,
    story,
    together_with,
    told_of,
)
from zerentian.residents.views.steps import may_ask_review, review

PERSONAL = ("示例群众", "13900000000", "坏了半个月", "村口路灯不亮", "上坪村口")


def at(name, concern, *more):
    return reverse(f"residents:{name}", args=[concern.code, *more])


def test_a_code_is_found_however_it_is_typed(client, concern):
    typed = f" {concern.code[:5].lower()}-{concern.code[5:]} "
    answer = client.get(reverse("residents:find"), {"code": typed})
    assert answer.headers["Location"] == at("progress", concern)
    assert client.get(reverse("residents:progress", args=[concern.code.lower()])).status_code == 302


def test_a_wrong_code_is_not_found(client, concern):
    assert client.get(reverse("residents:find"), {"code": "ZZZZZZZZZZ"}).status_code == 404
    for name in ("progress", "slip", "receipt", "data"):
        assert client.get(reverse(f"residents:{name}", args=["ZZZZZZZZZZ"])).status_code == 404


def test_without_the_secret_the_page_holds_nothing_personal(client, answered):
    for name in ("progress", "slip"):
        page = client.get(at(name, answered)).content.decode()
        assert not [words for words in PERSONAL if words in page], name
    page = client.get(at("progress", answered)).content.decode()
    assert PARTS["facts_found"] not in page
    assert PARTS["rule_cited"] in page
    assert PARTS["review_notice"] in page


def test_a_rule_that_holds_a_phone_number_is_not_shown_to_everybody(
    client, accepted, neighbour_clerk, leader, now
):
    parts = PARTS | {"rule_cited": "请联系13911112222。"}
    actions.draft_reply(accepted, decision="supported", parts=parts, by=neighbour_clerk, now=now)
    actions.release_reply(accepted, told=Told.CODE_PAGE, by=leader, now=now)
    assert "13911112222" not in client.get(at("progress", accepted)).content.decode()


def test_the_promised_day_is_counted_down_and_then_overdue(client, concern, monkeypatch, now):
    assert "7" in client.get(at("progress", concern)).content.decode()
    late = now + timedelta(days=9)
    monkeypatch.setattr("zerentian.residents.views.progress.now", lambda: late)
    assert "●" in client.get(at("progress", concern)).content.decode()


def test_with_the_secret_everything_that_is_the_persons_stands_there(opened, answered):
    page = opened.get(at("progress", answered)).content.decode()
    for words in ("示例群众", "13900000000", "坏了半个月", PARTS["facts_found"], PARTS["reasons"]):
        assert words in page


def test_the_secret_is_read_as_it_was_meant_and_a_wrong_one_opens_nothing(client, receipt):
    wrong = client.post(at("open", receipt.concern), {"secret": "00000000"})
    assert wrong.status_code == 422
    assert "13900000000" not in wrong.content.decode()
    typed = f"{receipt.secret[:4].lower()} {receipt.secret[4:]}"
    assert client.post(at("open", receipt.concern), {"secret": typed}).status_code == 302


def test_after_many_tries_even_the_right_secret_has_to_wait(client, receipt):
    for _ in range(TRIES_BY_ONE):
        client.post(at("open", receipt.concern), {"secret": "00000000"})
    assert client.post(at("open", receipt.concern), {"secret": receipt.secret}).status_code == 429


def test_one_code_opens_no_other(opened, said, township, resident, now):
    other = actions.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now).concern
    assert "13900000000" not in opened.get(at("progress", other)).content.decode()
    assert opened.get(at("data", other)).status_code == 302


def test_a_locked_page_is_closed_and_an_opened_one_closes_after_an_hour(opened, concern, monkeypatch):
    in_an_hour = SimpleNamespace(time=lambda: time.time() + 3601)
    monkeypatch.setattr("django.core.signing.time", in_an_hour)
    assert "13900000000" not in opened.get(at("progress", concern)).content.decode()
    monkeypatch.undo()
    opened.post(at("lock", concern))
    assert "13900000000" not in opened.get(at("progress", concern)).content.decode()


@pytest.mark.parametrize("name", ["solved", "review", "supplement", "contact", "withdraw", "erase"])
def test_no_step_is_taken_without_the_secret(client, answered, name):
    answer = client.post(at("step", answered, name), {"words": "冒充", "name": "冒充"})
    assert answer.headers["Location"] == at("progress", answered)
    assert not answered.happenings.filter(words="冒充").exists()


def test_a_step_that_does_not_exist_is_not_found(opened, concern):
    assert opened.get(at("step", concern, "vanish")).status_code == 404


def test_more_may_be_added_and_the_same_twice_is_once(opened, concern):
    for _ in range(2):
        opened.post(at("step", concern, "supplement"), {"words": "昨晚有人绊倒。"})
    assert concern.happenings.filter(step="supplement", words="昨晚有人绊倒。").count() == 1


def test_a_concern_in_hand_is_withdrawn_and_an_answered_one_is_not(opened, concern):
    assert opened.post(at("step", concern, "withdraw"), {"words": ""}).status_code == 302
    concern.refresh_from_db()
    assert concern.state == State.WITHDRAWN
    opened.post(at("step", concern, "withdraw"), {"words": ""})
    assert concern.happenings.filter(step="withdraw").count() == 1


def test_solved_closes_and_words_against_the_ticks_do_not(opened, answered):
    said = {"solved": "yes", "satisfied": "yes", "words": "还是没修好"}
    refused = opened.post(at("step", answered, "solved"), said)
    assert refused.status_code == 422
    assert "还是没修好" in refused.content.decode()
    opened.post(at("step", answered, "solved"), said | {"words": "修好了，谢谢"})
    answered.refresh_from_db()
    assert answered.state == State.CLOSED


def test_a_review_is_asked_of_the_unit_above_once(opened, answered, county):
    opened.post(at("step", answered, "review"), {"request": "不认可查明的事实。"})
    review = answered.reviews.get()
    assert (review.unit, review.level) == (county, "review")
    assert opened.get(at("step", answered, "review")).status_code == 302
    page = opened.get(at("progress", answered)).content.decode()
    assert "不认可查明的事实。" in page
    # Thirty days of 2 March end on 1 April.
    assert "上一级应在 2026年4月1日前答复" in page


def test_contact_data_is_corrected_and_erased_after_the_answer(opened, concern, answered):
    opened.post(at("step", concern, "contact"), {"name": "示例改名", "phone": "13900000009"})
    assert "示例改名" in opened.get(at("progress", concern)).content.decode()
    opened.post(at("step", concern, "erase"))
    assert Contact.objects.get().erased
    assert "示例改名" not in opened.get(at("progress", concern)).content.decode()


def test_contact_data_is_not_erased_while_an_answer_is_owed(opened, concern):
    assert opened.post(at("step", concern, "erase")).status_code == 422
    assert not Contact.objects.get().erased


def test_all_data_come_as_json_to_whom_they_belong(opened, concern):
    told = json.loads(opened.get(at("data", concern)).content)
    assert (told["text"], told["contact"]["phone"]) == (concern.text, "13900000000")


def test_a_report_of_wrongdoing_tells_its_bare_code_the_state_alone(client, township, resident, county, now):
    said = actions.Said(text="有人虚报补贴。", kind=Kind.WRONGDOING)
    receipt = actions.receive_concern(
        said, unit=township, channel=Channel.FORM, by=resident, now=now, submission=uuid4()
    )
    page = client.get(at("progress", receipt.concern)).content.decode()
    assert "timeline" not in page
    assert "2026年3月9日" not in page
    client.post(at("open", receipt.concern), {"secret": receipt.secret})
    opened = client.get(at("progress", receipt.concern)).content.decode()
    assert "有人虚报补贴。" not in opened
    assert "已密封" in opened


def test_the_receipt_shows_the_secret_to_the_sender_alone(client, client_of, leader, township, category, now):
    from_page = {"text": "路灯不亮。", "category": "lamp"}
    where = client.post(reverse("residents:ask-township", args=[township.code]), from_page).headers[
        "Location"
    ]
    concern = Concern.objects.get()
    page = client.get(where)
    secret = page.context["secret"]
    assert len(secret) == 9
    assert secret in client.get(at("slip", concern)).content.decode()
    other = client_of(leader)
    assert other.get(where).headers["Location"] == at("progress", concern)
    assert secret not in other.get(at("slip", concern)).content.decode()


def test_the_slip_names_the_newest_checkpoint(client, concern, now):
    made = seal(now=now)
    page = client.get(at("slip", concern)).content.decode()
    assert str(made.size) in page
    assert made.root_hex[:4] in page
    assert "<svg" in page


def test_the_same_answer_sent_twice_is_one_call_back_and_another_is_taken(opened, answered):
    said = {"solved": "no", "satisfied": "no", "words": ""}
    for _ in range(2):
        opened.post(at("step", answered, "solved"), said)
    assert answered.callbacks.count() == 1
    opened.post(at("step", answered, "solved"), said | {"satisfied": "partly"})
    assert answered.callbacks.count() == 2


def test_a_look_at_the_contact_is_told_to_the_person_alone(
    opened, answered, receptionist, client_of, leader, now
):
    actions.reveal_contact(answered, purpose="call_back", reason="回访", by=receptionist, now=now)
    with_secret = opened.get(at("progress", answered)).content.decode()
    assert "查看了您的联系方式" in with_secret
    assert receptionist.name not in with_secret
    assert "查看了您的联系方式" not in client_of(leader).get(at("progress", answered)).content.decode()


def test_another_way_is_explained_to_the_person_alone(opened, triaged, receptionist, client_of, leader, now):
    words = "涉及劳动争议，请向县仲裁委申请仲裁。"
    actions.show_another_way(
        triaged, exit=Exit.LEGAL, reason="应走仲裁", where=words, by=receptionist, now=now
    )
    assert words in opened.get(at("progress", triaged)).content.decode()
    bare = client_of(leader).get(at("progress", triaged)).content.decode()
    assert words not in bare
    assert "应走法定程序" in bare


def test_a_notice_names_whom_to_turn_to_in_full(opened, concern, receptionist, demo, now):
    """Passed on: the county, which has it now; extended: the township. Without the secret nobody reads either."""
    county = concern.unit.parent_on(now.date())
    kept = {"address": "示例路1号", "telephone": "0000-1234567", "hours": ""}
    keep_organ(county, government="示例县人民政府", party="", **kept, by=demo, now=now)
    actions.refer_to_county(
        triaged(concern, receptionist, now), to="示例县局", reason="属县级", by=receptionist, now=now
    )
    page = opened.get(at("progress", concern)).content.decode()
    for words in ("示例县人民政府", "示例路1号", "0000-1234567"):
        assert words in page
    assert "0000-1234567" not in Client().get(at("progress", concern)).content.decode()


def triaged(concern, receptionist, now):
    """Return the concern, triaged."""
    return actions.triage_concern(
        concern, kind=Kind.HELP, category=concern.category, by=receptionist, now=now
    )


def test_other_words_sent_after_the_first_are_added_too(opened, concern):
    for words in ("昨晚有人绊倒。", "今早又有一位。"):
        opened.post(at("step", concern, "supplement"), {"words": words})
    assert concern.happenings.filter(step="supplement").count() == 2


def test_a_promised_day_is_told_while_an_answer_is_owed_and_not_afterwards(answered, concern):
    owed = Concern.objects.get(pk=concern.pk)
    owed.state = State.RECEIVED
    assert promised(owed).due == owed.due
    owed.due = None
    assert promised(owed) is None
    over = Concern.objects.get(pk=answered.pk)
    over.due = owed.received_at.date()
    assert promised(over) is None


def test_once_a_review_is_decided_no_day_for_its_answer_is_told_any_more(opened, answered, supervisor, now):
    opened.post(at("step", answered, "review"), {"request": "不认可查明的事实。"})
    asked = Concern.objects.get(pk=answered.pk)
    assert review_of(asked)["answer_by"] == now.date() + timedelta(days=30)
    actions.decide_review(
        asked.reviews.get(), outcome=Outcome.UPHELD, reasons="事实清楚。", by=supervisor, now=now
    )
    assert review_of(Concern.objects.get(pk=answered.pk))["answer_by"] is None


@pytest.mark.parametrize(("level", "unit"), [(None, "县政府"), ("review", None), (None, None)])
def test_a_review_that_nobody_can_decide_is_refused_in_words(db, monkeypatch, level, unit):
    concern = SimpleNamespace(next_review=level, superior_on=lambda day: unit)
    monkeypatch.setattr(actions, "ask_review", lambda *said, **more: pytest.fail("it was asked"))
    with pytest.raises(NotAllowed, match="现在不能申请复查"):
        review(concern, {"request": "请复查"}, None)


def test_a_concern_in_no_hot_matter_has_nothing_told_about_one(concern):
    assert told_of(concern) == []
    assert together_with(concern) is None


def test_the_remedy_of_a_step_is_told_to_whom_it_belongs_alone(answered, leader):
    said = {"step": "extend", "words": "等配件", "public": True}
    answered.happenings.create(**said, at=answered.received_at, by=leader)
    told = {opened: story(answered, opened=opened)[-1] for opened in (True, False)}
    assert told[True].remedy == REMEDIES["extend"]
    assert (told[False].remedy, told[False].words) == ("", "")


@pytest.mark.parametrize("route", ["enforcement", "petition"])
def test_whoever_is_led_to_reconsideration_is_offered_no_review_and_told_none_of_its_days(answered, route):
    Concern.objects.filter(pk=answered.pk).update(kind=Kind.PETITION, route=route)
    concern = Concern.objects.get(pk=answered.pk)
    assert may_ask_review(concern) == (route == "petition")
    assert (review_of(concern)["until"] is not None) == (route == "petition")
