"""What is said and done on each step of an opened code, before and after; what is no step then; files with words."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from zerentian.casework.models import Contact
from zerentian.casework.rules.concerns import State
from zerentian.residents.tests.test_asking import PIXEL
from zerentian.residents.tests.test_progress import at
from zerentian.residents.views import steps
from zerentian.residents.views.steps import STEPS, steps_of

pytestmark = pytest.mark.django_db
SAID = {
    "solved": {"solved": "no", "satisfied": "partly", "words": "还是不亮"},
    "review": {"request": "不认可查明的事实。"},
    "supplement": {"words": "昨晚有人绊倒。"},
    "contact": {"name": "示例改名", "phone": "13900000009", "address": "示例街2号"},
    "withdraw": {"words": "已经自己修好"},
    "erase": {},
}


def told(response) -> list[tuple[str, str]]:
    """Return the messages that an answer left for the next page."""
    return [(one.level_tag, str(one.message)) for one in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("name", ["solved", "review", "supplement", "contact", "erase"])
def test_each_step_says_that_it_was_done_and_leads_back_to_the_page(opened, answered, name) -> None:
    done = opened.post(at("step", answered, name), SAID[name])
    assert done.headers["Location"] == at("progress", answered)
    assert told(done) == [("success", str(STEPS[name].done))]


def test_a_withdrawal_says_so_too_and_keeps_its_reason(opened, concern) -> None:
    done = opened.post(at("step", concern, "withdraw"), SAID["withdraw"])
    assert told(done) == [("success", str(STEPS["withdraw"].done))]
    concern.refresh_from_db()
    assert concern.state == State.WITHDRAWN
    assert concern.happenings.get(step="withdraw").words == "已经自己修好"


def test_a_step_that_is_looked_at_does_nothing_and_shows_its_own_words(opened, concern, answered) -> None:
    before = answered.happenings.count()
    for step in steps_of(answered):
        shown = opened.get(at("step", answered, step.code))
        assert shown.status_code == 200
        assert (shown.context["step"], shown.context["concern"]) == (step, answered)
        assert not shown.context["form"].is_bound
        assert str(step.verb) in shown.content.decode()
    assert answered.happenings.count() == before


@pytest.mark.parametrize("name", ["solved", "review", "reopen"])
def test_what_can_not_be_done_yet_is_said_and_done_by_nobody(opened, concern, name) -> None:
    refused = opened.post(at("step", concern, name), SAID.get(name, {"reason": "又坏了"}))
    assert refused.headers["Location"] == at("progress", concern)
    assert told(refused) == [("warning", "请先输入密码，或看看下面现在可以做什么。")]
    assert concern.happenings.count() == 1


@pytest.mark.parametrize("name", ["solved", "review", "supplement", "contact"])
def test_a_step_without_what_it_needs_is_asked_for_again(opened, answered, name) -> None:
    before = answered.happenings.count()
    asked = opened.post(at("step", answered, name), {})
    assert asked.status_code == 422
    assert asked.context["form"].errors
    assert answered.happenings.count() == before


def test_contact_data_are_corrected_in_every_part(opened, concern) -> None:
    opened.post(at("step", concern, "contact"), SAID["contact"])
    assert Contact.objects.get(concern=concern).reached._asdict() == SAID["contact"]
    again = opened.get(at("step", concern, "contact")).context["form"]
    assert again.initial == SAID["contact"]


def test_what_is_said_of_the_answer_comes_to_the_office_as_it_was_said(opened, answered) -> None:
    opened.post(at("step", answered, "solved"), SAID["solved"])
    (said,) = answered.callbacks.all()
    assert (said.solved, said.satisfied, said.words, said.by) == ("no", "partly", "还是不亮", None)


def test_a_file_comes_along_even_with_words_that_were_sent_before(opened, concern) -> None:
    def send(**more) -> None:
        opened.post(at("step", concern, "supplement"), SAID["supplement"] | more)

    send()
    send(evidence=SimpleUploadedFile("坑.png", PIXEL, "image/png"))
    send()
    assert concern.happenings.filter(step="supplement").count() == 2
    (kept,) = concern.files.all()
    assert (kept.from_resident, kept.file.name) == (True, "坑.png")


def test_the_same_words_after_others_are_added_again(opened, concern) -> None:
    for words in ("不亮", "还是不亮", "不亮"):
        opened.post(at("step", concern, "supplement"), {"words": words})
    said = concern.happenings.filter(step="supplement").order_by("pk").values_list("words", flat=True)
    assert list(said) == ["不亮", "还是不亮", "不亮"]


@pytest.mark.parametrize(
    ("state", "ended", "days", "may"),
    [
        (State.CLOSED, True, 0, True),
        (State.EXITED, True, 30, True),
        (State.CLOSED, True, 31, False),
        (State.CLOSED, False, 0, False),
        (State.ANSWERED, True, 0, False),
        (State.WITHDRAWN, True, 0, False),
    ],
)
def test_only_what_ended_lately_is_taken_up_again(monkeypatch, now, state, ended, days, may) -> None:
    monkeypatch.setattr(steps, "now", lambda: now + timedelta(days=days))
    concern = SimpleNamespace(state=state, closed_on=now.date() if ended else None)
    assert steps.may_reopen(concern) is may
