"""A letter of responsibility as a paper: the sealed words, how it was signed, a proof that the file bears itself."""

import io

import docx
import pytest
from django.urls import reverse

from zerentian.duties.tests.letters import a_duty, sent_letter, sign
from zerentian.ledger.models import Entry
from zerentian.reports.checking import outcome_of


@pytest.fixture
def letter(township, cadre, leader, now):
    """A letter that the leader has signed and the cadre has not."""
    boss, own = (one.posts_on(now.date())[0] for one in (leader, cadre))
    made = sent_letter(township, own, leader, now, boss, own, duties=[a_duty("汛期巡查", own, leader, now)])
    return sign(made, leader, now)


def printed(client, letter, form):
    return client.get(reverse("reports:duty-letter", args=[letter.pk, letter.version, form]))


@pytest.mark.parametrize("form", ["docx", "pdf", "html"])
def test_a_printed_letter_proves_itself(letter, client_of, cadre, form):
    answer = printed(client_of(cadre), letter, form)
    assert answer.status_code == 200
    outcome = outcome_of(answer.content, f"letter.{form}")
    assert outcome.verdict == "holds", (outcome.why, outcome.problems)
    assert Entry.objects.get(verb="paper.printed").fact["kind"] == "duty_letter"


def test_it_says_that_it_bears_no_seal_who_has_signed_and_who_has_not(letter, client_of, cadre):
    word = docx.Document(io.BytesIO(printed(client_of(cadre), letter, "docx").content))
    words = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "经本人口令复核的电子签收，非电子印章" in words
    assert f"SHA-256：{letter.newest.digest}" in words
    rows = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert [row[1:4] for row in rows[1:]] == [
        ["云岭乡　分管副乡长", "2026年3月2日", "经本人口令复核的电子签收，非电子印章"],
        ["上坪村　上坪村村干部", "尚未签署", ""],
    ]


def test_it_is_printed_for_those_who_read_it_and_a_draft_for_nobody(letter, client_of, clerk, outsider):
    for account in (clerk, outsider):
        assert printed(client_of(account), letter, "pdf").status_code == 404
    type(letter).objects.filter(pk=letter.pk).update(state="drafted")
    assert printed(client_of(letter.newest.drafted_by), letter, "pdf").status_code == 404
