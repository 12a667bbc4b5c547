"""The desk by e-mail: asked for by the person, once a working day, numbers and days only."""

from datetime import date, datetime
from smtplib import SMTPServerDisconnected

import pytest
from click.testing import CliRunner
from django.core.checks import run_checks
from django.core.mail import get_connection

from zerentian.duties import actions
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.accounts import set_email
from zerentian.web import digest
from zerentian.web.checks import SETTINGS
from zerentian.web.cli.digest import digest as command

pytestmark = pytest.mark.django_db

TITLE = "清理河道"


@pytest.fixture(autouse=True)
def configured(settings):
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example.gov.cn", "zeren@example.gov.cn"
    settings.SITE_URL = "https://zeren.example.gov.cn"


@pytest.fixture
def waiting(post, leader, cadre, now):
    """The village cadre has a task, and wants to be told."""
    actions.assign_task(title=TITLE, post=post, due=date(2026, 4, 2), by=leader, now=now)
    set_email(cadre, email="cadre@example.gov.cn", by=cadre)
    return cadre


def test_what_waits_is_told_once_a_day(waiting, now, mailoutbox):
    assert digest.send_digests(now) == 1
    assert digest.send_digests(now) == 0
    [mail] = mailoutbox
    assert mail.to == ["cadre@example.gov.cn"]
    assert "1" in mail.subject
    assert "2026-04-02" in mail.body
    assert "https://zeren.example.gov.cn/" in mail.body


def test_everybody_who_asked_is_told_and_counted(waiting, leader, now, mailoutbox):
    post = leader.posts_on(now.date())[0]
    actions.assign_task(title=TITLE, post=post, due=date(2026, 4, 3), by=leader, now=now)
    set_email(leader, email="leader@example.gov.cn", by=leader)
    assert digest.send_digests(now) == len(mailoutbox) == 2


def test_no_title_and_no_name_travels_by_mail(waiting, leader, now, mailoutbox):
    digest.send_digests(now)
    assert not [word for word in (TITLE, waiting.name, leader.name) if word in mailoutbox[0].body]


def test_the_command_shows_what_would_go_out_and_to_whom_and_sends_nothing(waiting, leader, now, mailoutbox):
    set_email(leader, email="leader@example.gov.cn", by=leader)
    shown = CliRunner().invoke(command, ["--dry-run"]).output
    subject, body = digest.digest_of(waiting, now)
    assert shown == f"cadre\n{subject}\n\n{body}\n"
    assert mailoutbox == []
    told = CliRunner().invoke(command, [])
    assert (told.exit_code, told.output) == (0, "已发送 · sent: 1\n")
    assert [mail.to for mail in mailoutbox] == [["cadre@example.gov.cn"]]


def test_the_command_without_a_mail_server_says_what_to_set(waiting, settings, mailoutbox):
    settings.EMAIL_HOST = ""
    told = CliRunner().invoke(command, [])
    assert told.exit_code == 1
    assert "EMAIL_HOST" in told.output
    assert mailoutbox == []


def test_nobody_who_did_not_ask_is_told(post, leader, now, mailoutbox):
    actions.assign_task(title=TITLE, post=post, due=date(2026, 4, 2), by=leader, now=now)
    assert digest.send_digests(now) == 0
    assert mailoutbox == []


def test_a_mail_that_could_not_go_out_is_tried_again(waiting, now, mailoutbox, monkeypatch):
    backend = type(get_connection())

    def broken(*_: object) -> int:
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as patch:
        patch.setattr(backend, "send_messages", broken)
        assert digest.send_digests(now) == 0
    assert digest.send_digests(now) == 1


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (datetime(2026, 3, 2, 8, 1, tzinfo=LOCAL), True),
        (datetime(2026, 3, 2, 7, 59, tzinfo=LOCAL), False),
        (datetime(2026, 3, 1, 9, tzinfo=LOCAL), False),
    ],
)
def test_digests_go_out_on_working_mornings(moment, due):
    assert digest.is_due(moment) is due


def test_without_a_mail_server_none_is_due(settings):
    settings.EMAIL_HOST = ""
    assert not digest.is_due(datetime(2026, 3, 2, 9, tzinfo=LOCAL))


def test_the_address_is_given_by_the_person_alone(cadre, leader):
    with pytest.raises(NotAllowed, match="本人"):
        set_email(cadre, email="x@example.gov.cn", by=leader)


def test_the_own_account_has_the_page(client_of, cadre):
    client = client_of(cadre)
    assert "待办邮件提醒" in client.get("/account/").content.decode()
    client.post("/account/email/", {"email": "cadre@example.gov.cn"})
    cadre.refresh_from_db()
    assert cadre.email == "cadre@example.gov.cn"
    assert client.post("/account/email/", {"email": "no address"}).status_code == 422


def test_mail_without_a_sender_or_a_link_fails_at_start(settings):
    settings.SITE_URL = ""
    assert "web.E006" in [message.id for message in run_checks(tags=[SETTINGS])]
