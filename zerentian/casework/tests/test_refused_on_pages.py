"""What an action refuses is said on the very page that asked for it, and nothing that was typed is lost."""

import pytest
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.models import Concern
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import Channel, Exit, Kind, Route, State
from zerentian.casework.rules.replies import Decision
from zerentian.casework.rules.reviews import Level
from zerentian.casework.tests.told import DUE, told
from zerentian.ledger.rules.refusals import NotAllowed

pytestmark = pytest.mark.django_db


def at(name, concern, *more):
    return reverse(f"casework:{name}", args=[concern.key, *more])


@pytest.fixture
def refusing(monkeypatch):
    """Let an action refuse whatever it is asked."""

    def refuse(name):
        def refused(*args, **said):
            raise NotAllowed("示例：这样不行", "not like this")

        monkeypatch.setattr(actions, name, refused)

    return refuse


COPY = {"title": "路灯", "question": "不亮", "answer": "已修"}
PAGES = {
    "contact": ("reveal_contact", {"purpose": "call_back", "reason": "想回访一下"}),
    "publish": ("publish_answer", COPY | {"question": "想回访一下"}),
    "call-back": ("call_back", {"contacted": "no_answer", "words": "想回访一下"}),
    "close": ("close_concern", {"reason": "想回访一下"}),
    "reopen": ("reopen_concern", {"reason": "想回访一下"}),
    "review-ask": ("ask_review", {"request": "想回访一下", "asked_on": "2026-03-02"}),
}


@pytest.mark.parametrize("page", PAGES)
def test_what_is_refused_is_said_on_the_page_with_what_was_typed(
    answered, receptionist, client_of, refusing, page
):
    action, sent = PAGES[page]
    refusing(action)
    answer = client_of(receptionist).post(at(page, answered), sent)
    assert answer.status_code == 422
    assert "示例：这样不行" in answer.content.decode()
    assert "想回访一下" in answer.content.decode()


@pytest.mark.parametrize(
    ("page", "action", "sent"),
    [
        ("reply-release", "release_reply", {"told": "phone"}),
        ("reply-return", "return_draft", {"reason": "想回访一下"}),
    ],
)
def test_a_release_and_a_return_that_are_refused_are_too(
    drafted, leader, client_of, refusing, page, action, sent
):
    refusing(action)
    answer = client_of(leader).post(at(page, drafted), sent)
    assert answer.status_code == 422
    assert "示例：这样不行" in answer.content.decode()


@pytest.mark.parametrize(
    ("page", "action", "sent"),
    [
        (
            "category-new",
            "keep_category",
            {
                "code": "w",
                "name": "想回访一下",
                "group": "other",
                "kind": "help",
                "position": 0,
                "question-TOTAL_FORMS": "0",
                "question-INITIAL_FORMS": "0",
            },
        ),
        ("template-new", "keep_template", {"name": "想回访一下", "decision": "supported"}),
        (
            "concern-new",
            "receive_concern",
            {"text": "想回访一下", "channel": "call", "urgency": "ordinary"},
        ),
        (
            "patrol",
            "receive_concern",
            {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-text": "想回访一下"},
        ),
    ],
)
def test_so_are_those_of_the_townships_lists_and_of_what_is_logged(
    category, receptionist, client_of, refusing, page, action, sent
):
    refusing(action)
    own = {"category": category.pk, "form-0-category": category.pk}
    answer = client_of(receptionist).post(reverse(f"casework:{page}"), sent | own)
    assert answer.status_code == 422
    assert "示例：这样不行" in answer.content.decode()
    assert "想回访一下" in answer.content.decode()


def test_a_rule_of_dispatch_is_refused_on_its_page_and_its_end_in_a_message(
    township, category, office, receptionist, client_of, refusing, now
):
    how = {"unit": township, "category": category, "place_unit": None, "office": office}
    rule = actions.keep_routing(**how, by=receptionist, now=now)
    refusing("keep_routing")
    refusing("end_routing")
    browser = client_of(receptionist)
    answer = browser.post(reverse("casework:routing-list"), {"category": category.pk, "office": office.pk})
    assert (answer.status_code, "示例：这样不行" in answer.content.decode()) == (422, True)
    ended = browser.post(reverse("casework:routing-end", args=[rule.pk]), follow=True)
    assert "示例：这样不行" in ended.content.decode()
    assert ended.redirect_chain[0][0].endswith("?unit=990101")


def test_an_opinion_and_a_withdrawal_that_are_refused_say_so(
    answered, county, demo, supervisor, receptionist, client_of, refusing, now
):
    actions.ask_review(answered, level=Level.REVIEW, request="不服", unit=county, by=demo, now=now)
    actions.publish_answer(answered, **COPY, by=receptionist, now=now)
    for name in ("decide_review", "unpublish_answer"):
        refusing(name)
    sent = {"outcome": "upheld", "reasons": "想回访一下"}
    opinion = client_of(supervisor).post(at("review-decide", answered, "review"), sent)
    taken = client_of(receptionist).post(at("unpublish", answered, 1), {"reason": "想回访一下"})
    for answer in (opinion, taken):
        assert answer.status_code == 422
        assert "示例：这样不行" in answer.content.decode()


# -- refusals of the actions themselves ------------------------------------------------------------------------------


def test_a_review_is_asked_for_once_there_is_an_answer_and_in_its_order(
    accepted, answered, county, demo, now
):
    asked = {"request": "不服", "unit": county, "by": demo, "now": now}
    with pytest.raises(NotAllowed, match="先复查后复核"):
        actions.ask_review(answered, level=Level.RECHECK, **asked)
    actions.ask_review(answered, level=Level.REVIEW, **asked)
    for level in Level:
        with pytest.raises(NotAllowed, match="先复查后复核"):
            actions.ask_review(answered, level=level, **asked)
    Concern.objects.filter(pk=answered.pk).update(state=State.HANDLING)
    with pytest.raises(NotAllowed, match="答复之后"):
        actions.ask_review(answered, level=Level.REVIEW, **asked)


@pytest.mark.parametrize(
    ("solved", "decision", "may"),
    [
        ("no", Decision.SUPPORTED, False),
        ("partly", Decision.SUPPORTED, False),
        ("no", Decision.EXPLAINED, True),
        ("", Decision.SUPPORTED, True),
    ],
)
def test_what_is_said_to_be_unsolved_and_was_to_be_done_is_not_closed(
    answered, receptionist, solved, decision, may, now
):
    answered.replies.update(decision=decision)
    reply = answered.replies.get()
    how = {"contacted": "yes" if solved else "no_answer", "satisfied": "no" if solved else ""}
    answered.callbacks.create(reply=reply, solved=solved, at=now, **how)
    if may:
        assert (
            actions.close_concern(answered, reason="已解释", by=receptionist, now=now).state == State.CLOSED
        )
        return
    with pytest.raises(NotAllowed, match="请重新办理"):
        actions.close_concern(answered, reason="已解释", by=receptionist, now=now)


def test_links_make_no_chain_and_stay_within_a_township(
    concern, said, township, other_township, resident, receptionist, now
):
    how = {"unit": township, "channel": Channel.FORM, "by": resident, "now": now}
    one, two = (actions.receive_concern(said, **how).concern for _ in range(2))
    by = {"by": receptionist, "now": now}
    with pytest.raises(NotAllowed, match="未被关联的牵头件"):
        actions.link_concern(one, lead=one, **by)
    actions.link_concern(one, lead=concern, **by)
    for wrong in ({"concern": two, "lead": one}, {"concern": concern, "lead": two}):
        with pytest.raises(NotAllowed, match="未被关联的牵头件"):
            actions.link_concern(**wrong, **by)
    with pytest.raises(NotAllowed, match="已经关联"):
        actions.link_concern(one, lead=two, **by)
    with pytest.raises(NotAllowed, match="没有关联"):
        actions.unlink_concern(two, reason="错", **by)


def test_a_petition_that_is_accepted_anew_takes_the_place_of_the_day_promised_first(
    concern, category, neighbour_office, receptionist, neighbour_clerk, now
):
    by = {"by": receptionist, "now": now}
    petition = {"kind": Kind.PETITION, "category": category, "route": Route.PETITION}
    actions.triage_concern(concern, **petition, **by)
    actions.dispatch_concern(concern, unit=neighbour_office, **by)
    actions.accept_concern(concern, by=neighbour_clerk, now=now)
    how = {"exit": Exit.LEGAL, "reason": "法院", "where": "县法院"}
    actions.show_another_way(concern, **how, **by)
    actions.reopen_concern(concern, reason="未受理", **by)
    later = now.replace(day=20)
    Concern.objects.filter(pk=concern.pk).update(state=State.DISPATCHED)
    concern.dispatches.update(ended=False)
    actions.accept_concern(concern, by=neighbour_clerk, now=later)
    run = concern.clocks.get(purpose=Purpose.ANSWER, stopped_on=None)
    assert told(concern, "clock.reruled")[1] == {
        "purpose": "answer",
        "rule": "xf.handle",
        "old_due": "2026-05-06",
        "due": run.due.isoformat(),
    }
    assert run.due.isoformat() > "2026-05-06" > DUE
