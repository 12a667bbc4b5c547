"""Call-backs on the page: another person asks, three facts, contradictions said at the words, one click to reopen."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.casework import actions
from zerentian.casework.models import CallBack, JointVisit
from zerentian.casework.rules.callbacks import Contacted, Satisfied, Solved, contradiction
from zerentian.casework.rules.concerns import State


def at(name: str, concern) -> str:
    return reverse(f"casework:{name}", args=[concern.key])


@pytest.mark.django_db
def test_solved_closes_the_concern(client_of, receptionist, answered):
    said = {"contacted": "yes", "solved": "yes", "satisfied": "partly", "words": "灯亮了"}
    assert client_of(receptionist).post(at("call-back", answered), said).status_code == 302
    answered.refresh_from_db()
    assert answered.state == State.CLOSED


@pytest.mark.django_db
def test_before_a_call_back_closes_it_the_page_says_what_is_open_beside(
    client_of, receptionist, answered, neighbour_clerk, now
):
    JointVisit.objects.create(
        concern=answered,
        called="示例县局",
        matter="查看",
        visit_on=now.date(),
        called_by=neighbour_clerk,
        called_at=now,
    )
    assert (
        "未登记的联合到场：示例县局"
        in client_of(receptionist).get(at("call-back", answered)).content.decode()
    )


@pytest.mark.django_db
def test_words_against_a_box_are_said_at_the_words(client_of, receptionist, answered):
    said = {"contacted": "yes", "solved": "yes", "satisfied": "yes", "words": "路灯还是没修好"}
    page = client_of(receptionist).post(at("call-back", answered), said)
    assert page.status_code == 422
    assert "还是没" in page.context["form"].errors["words"][0]
    assert not CallBack.objects.exists()


@pytest.mark.django_db
def test_facts_without_contact_and_contact_without_facts_are_said_at_their_field(
    client_of, receptionist, answered
):
    browser = client_of(receptionist)
    page = browser.post(at("call-back", answered), {"contacted": "no_answer", "solved": "yes"})
    assert set(page.context["form"].errors) == {"solved"}
    page = browser.post(at("call-back", answered), {"contacted": "yes", "solved": "yes"})
    assert set(page.context["form"].errors) == {"satisfied"}


@pytest.mark.django_db
def test_unsolved_is_taken_up_again_with_one_click(client_of, receptionist, answered):
    browser = client_of(receptionist)
    said = {"contacted": "yes", "solved": "no", "satisfied": "no", "words": "还是不亮"}
    page = browser.post(at("call-back", answered), said, follow=True)
    reason = page.context["reason"]
    assert reason == "回访时本人表示未解决：还是不亮"
    assert browser.post(at("reopen", answered), {"reason": reason}).status_code == 302
    answered.refresh_from_db()
    assert answered.state == State.HANDLING


@pytest.mark.django_db
def test_unsolved_and_supported_is_not_closed_but_unreached_is_with_a_reason(
    client_of, receptionist, answered, now
):
    browser = client_of(receptionist)
    assert browser.post(at("close", answered), {"reason": "三次未接"}).status_code == 422
    browser.post(at("call-back", answered), {"contacted": "no_answer"})
    assert browser.post(at("close", answered), {"reason": " "}).status_code == 422
    assert browser.post(at("close", answered), {"reason": "三天内三次未接"}).status_code == 302
    answered.refresh_from_db()
    assert answered.state == State.CLOSED


@pytest.mark.django_db
def test_who_handled_it_is_told_to_ask_somebody_else(client_of, receptionist, answered, neighbour_clerk):
    answered.handler = receptionist
    answered.save()
    page = client_of(receptionist).get(at("call-back", answered))
    assert "他人回访" in page.context["refused"]
    assert client_of(neighbour_clerk).get(at("call-back", answered)).status_code == 403


@pytest.mark.django_db
def test_before_an_answer_there_is_nothing_to_call_back_about(client_of, receptionist, drafted):
    assert client_of(receptionist).get(at("call-back", drafted)).status_code == 409


@pytest.mark.parametrize(
    "words", ["都修好了，没有不满意的地方", "没什么没解决的", "已经解决，谢谢", "不是不满意，是没想到这么快"]
)
def test_a_denied_denial_is_no_contradiction(words):
    assert not contradiction(Solved.YES, Satisfied.YES, words)


@pytest.mark.parametrize("words", ["还没修", "仍然没有解决", "又漏了", "未完全落实", "这是敷衍", "我不满意"])
def test_a_denial_contradicts_the_boxes(words):
    assert contradiction(Solved.YES, Satisfied.YES, words)


@given(st.text(), st.sampled_from([Solved.NO, Solved.PARTLY, None]), st.sampled_from([Satisfied.NO, None]))
def test_words_never_stand_against_an_honest_no(words, solved, satisfied):
    assert contradiction(solved, satisfied, words) == ""


@pytest.mark.django_db
def test_the_residents_own_no_on_the_code_page_can_be_taken_up_with_one_click(
    client_of, receptionist, answered, resident, now
):
    actions.answer_back(
        answered, solved=Solved.NO, satisfied=Satisfied.NO, words="晚上又灭了", by=resident, now=now
    )
    page = client_of(receptionist).get(at("callback-done", answered))
    assert page.context["unsolved"]
    assert page.context["may_reopen"]
    assert str(Contacted.YES) == page.context["callbacks"][0].contacted


@pytest.mark.django_db
def test_a_double_click_makes_one_call_back(client_of, receptionist, answered):
    browser = client_of(receptionist)
    made = browser.get(at("call-back", answered)).context["made"]
    for _ in range(2):
        browser.post(at("call-back", answered), {"contacted": "no_answer", "made": made})
    assert CallBack.objects.count() == 1
