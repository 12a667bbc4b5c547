"""What a code's page tells of the hot matter its concern belongs to: answers in public, numbers, and to whom."""

from datetime import timedelta

import pytest

from zerentian.casework import actions
from zerentian.casework.models import TopicMember
from zerentian.casework.rules import concerns
from zerentian.community.actions import notices
from zerentian.community.models import Question
from zerentian.community.rules.notices import Sort
from zerentian.community.tests.conftest import *  # noqa: F403
from zerentian.community.tests.conftest import ANSWER, NOTICE, but
from zerentian.residents.tests.test_progress import at
from zerentian.residents.views.progress import told_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(said, concern, township, resident, now):
    """Two messages about one matter."""
    other = actions.receive_concern(said, unit=township, channel="form", by=resident, now=now).concern
    return [concern, other]


@pytest.fixture
def topic(two, township, receptionist, now):
    return actions.confirm_topic(
        unit=township, title="村口路灯", concerns=two, standing="正在换灯", by=receptionist, now=now
    )


@pytest.fixture
def answer_to(released, question):
    """Release an answer to a hot matter."""

    def release(topic, title):
        Question.objects.filter(pk=question.pk).update(origin_ref=topic.ref)
        question.refresh_from_db()
        return released(but(ANSWER, title=title), Sort.ANSWER, question=question)

    return release


def test_everybody_in_a_hot_matter_reads_what_was_answered_in_public_and_nobody_else(
    client, topic, two, said, township, resident, answer_to, released, now
) -> None:
    apart = actions.receive_concern(said, unit=township, channel="form", by=resident, now=now).concern
    bare = client.get(at("progress", two[0]))
    assert bare.context["told"] == []
    answer = answer_to(topic, "路灯在换了")
    released(but(NOTICE, title="别的事"))
    for one in two:
        page = client.get(at("progress", one))
        assert page.context["told"] == [answer]
        assert "路灯在换了" in page.content.decode()
        assert "正在换灯" in page.content.decode()
    assert client.get(at("progress", apart)).context["told"] == []


def test_the_answer_released_last_stands_first(topic, two, answer_to) -> None:
    first, last = answer_to(topic, "正在查"), answer_to(topic, "已经换好")
    first.first_released_at, last.first_released_at = (
        first.first_released_at - timedelta(days=1),
        first.first_released_at,
    )
    for one in (first, last):
        one.save(update_fields=["first_released_at"])
    assert told_of(two[0]) == [last, first]


def test_an_answer_that_was_withdrawn_is_told_no_more(topic, two, answer_to, office_head, now) -> None:
    answer = answer_to(topic, "路灯在换了")
    assert told_of(two[1]) == [answer]
    notices.withdraw_notice(answer, reason="写错了", by=office_head, now=now)
    assert told_of(two[1]) == []


def test_who_left_a_hot_matter_reads_nothing_of_it(client, topic, two, answer_to) -> None:
    answer_to(topic, "路灯在换了")
    TopicMember.objects.filter(concern=two[0]).update(ended=True)
    context = client.get(at("progress", two[0])).context
    assert (context["told"], context["together"]) == ([], None)
    assert client.get(at("progress", two[1])).context["together"] == (topic, 0)


def test_of_a_report_of_wrongdoing_a_bare_code_is_told_nothing_of_any_hot_matter(
    client, township, county, resident, now, monkeypatch
) -> None:
    told = actions.Said(text="有人虚报补贴。", kind=concerns.Kind.WRONGDOING)
    concern = actions.receive_concern(told, unit=township, channel="form", by=resident, now=now).concern
    for name in ("told_of", "together_with"):
        monkeypatch.setattr(
            f"zerentian.residents.views.progress.{name}", lambda _: pytest.fail("it was looked up")
        )
    bare = client.get(at("progress", concern)).context
    assert (bare["told"], bare["together"], bare["story"], bare["promised"]) == ([], None, [], None)
    assert bare["told_all"] is False
