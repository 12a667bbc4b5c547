"""Requests for information in a report's sentences: received, answered by kind, in time, overdue, carried over."""

from datetime import timedelta

import pytest

from zerentian.community.actions import inquiries as acts
from zerentian.community.models import Inquiry
from zerentian.community.rules.inquiries import Outcome
from zerentian.community.tests.conftest import SAID, receive  # noqa: F401
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import latest_size
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import Period
from zerentian.reports.actions.composing import Composition, Scope
from zerentian.reports.rules.outline import parse

pytestmark = pytest.mark.django_db
OUTLINE = "# 报告\n\n{{ say inquiries }}\n"


@pytest.fixture
def answered(receive, receptionist, leader, now):  # noqa: F811
    """Receive a request and answer it with a kind, so many days later."""

    def done(outcome=Outcome.GIVEN, days=1, reason=""):
        inquiry = receive().inquiry
        then = now + timedelta(days=days)
        said = SAID | {"reason": reason}
        acts.draft_answer(inquiry, outcome=outcome, **said, by=receptionist, now=then)
        return acts.release_answer(Inquiry.objects.get(pk=inquiry.pk), by=leader, now=then)

    return done


def told(unit, period, at):
    """Return what a report on a unit says of requests, as of a moment."""
    seal(now=at)
    parsed = parse(OUTLINE, frozenset(FIGURES))
    assert not parsed.objections
    scope = Scope(unit, unit.path, Period.parse(period), latest_size(), at.date())
    blocks = Composition(scope).blocks(parsed)
    return "\n".join("".join(run.text for run in one.runs) for one in blocks)


def test_a_report_says_how_many_came_what_became_of_them_and_what_is_carried_over(
    receive,  # noqa: F811
    answered,
    township,
    now,
):
    answered()
    answered(Outcome.PART, reason="其余属于第三方的商业秘密，第三方不同意公开。")
    answered(Outcome.PART, days=40, reason="其余属于过程性信息。")
    receive()
    said = told(township, "2026H1", now + timedelta(days=130))
    assert "收到政府信息公开申请4件" in said
    assert "答复3件" in said
    assert "按答复结果看，部分公开2件" in said
    assert "予以公开1件" in said
    assert "到期的申请按期答复50.0%（2/4）" in said
    assert "结转下期的信息公开申请1件" in said
    assert "其中逾期未答复1件" in said


def test_a_township_that_nobody_asked_says_nothing_of_requests(township, clerk, now):
    assert "信息公开" not in told(township, "2026H1", now)


def test_what_was_withdrawn_is_said_as_that_and_never_as_an_answer(
    receive,  # noqa: F811
    township,
    receptionist,
    now,
):
    acts.withdraw_inquiry(receive().inquiry, words="", by=receptionist, now=now)
    said = told(township, "2026H1", now + timedelta(days=1))
    assert "申请人撤回1件" in said
    assert "答复" not in said.replace("答复期限", "")
    assert "结转" not in said
