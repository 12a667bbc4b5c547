"""Signed minutes as a paper: official form without 签发人 and seal, the sealed words, verified by the file alone."""

import io

import docx
import pytest
from django.urls import reverse
from pypdf import PdfReader

from zerentian.duties.models import MinutesRound
from zerentian.duties.rules.minutes import digest, for_everybody
from zerentian.duties.tests.meetings import a_kind, a_meeting, agree, decided, hold, signed
from zerentian.ledger.models import Entry
from zerentian.reports.checking import outcome_of


@pytest.fixture
def minutes(township, office, first, clerk, office_head, now):
    """Signed minutes of an open matter and an inner one."""
    chair, recorder = (one.posts_on(now.date())[0] for one in (first, clerk))
    kind = a_kind(township, office, first, now)
    meeting = a_meeting(kind, chair, recorder, clerk, now, "人选研究", inner=True)
    hold(meeting, clerk, now)
    item = meeting.items.get()
    agree(item, clerk, now, words="拟任示例某")
    decided(item, clerk, now, recorder, text="办理任免手续")
    return signed(meeting, clerk, office_head, first, now)


def printed(client, minutes, form, query=""):
    address = reverse("reports:minutes", args=[minutes.meeting_id, minutes.version, form])
    return client.get(address + query)


def words_of(content):
    word = docx.Document(io.BytesIO(content))
    return "\n".join(paragraph.text for paragraph in word.paragraphs)


@pytest.mark.parametrize("form", ["docx", "pdf", "html"])
def test_a_printed_copy_proves_itself(minutes, client_of, inspector, form):
    answer = printed(client_of(inspector), minutes, form)
    assert answer.status_code == 200
    outcome = outcome_of(answer.content, f"minutes.{form}")
    assert outcome.verdict == "holds", (outcome.why, outcome.problems)
    assert Entry.objects.get(verb="paper.printed").fact["kind"] == "minutes"


def test_minutes_bear_no_signer_and_no_seal_and_say_how_they_were_signed(minutes, client_of, first):
    words = words_of(printed(client_of(first), minutes, "docx").content)
    assert "签发人" not in words
    assert "盖章" not in words
    assert "云岭乡党委会〔2026〕第1次会议纪要" in words.replace("\n", "")
    assert f"印发稿文字 SHA-256：{digest(for_everybody(minutes.text))}" in words
    assert "经本人口令复核签发，非电子印章" in words
    assert "中共云岭乡委员会" in words


def test_a_digest_is_longer_than_a_line_and_breaks_within_the_page(minutes, client_of, first):
    pages = PdfReader(io.BytesIO(printed(client_of(first), minutes, "pdf").content)).pages
    lines = "\n".join(page.extract_text() for page in pages).splitlines()
    whole = digest(for_everybody(minutes.text))
    assert not any(whole in line for line in lines)
    assert whole in "".join(line.strip() for line in lines)


def test_inner_matters_are_printed_for_those_alone_who_read_them(minutes, client_of, first, neighbour_clerk):
    for client, query, shown in (
        (client_of(first), "", False),
        (client_of(first), "?whole=1", True),
        (client_of(neighbour_clerk), "?whole=1", False),
    ):
        words = words_of(printed(client, minutes, "docx", query).content)
        assert ("拟任示例某" in words) == shown
        assert ("本项按规定不印发" in words) == (not shown)
        # Who reads the copy could try out what the inner matter said, had they the digest of the whole.
        assert (minutes.digest in words) == shown


def test_unsigned_minutes_and_those_of_others_are_not_printed(minutes, client_of, cadre, outsider):
    assert printed(client_of(cadre), minutes, "pdf").status_code == 403
    assert printed(client_of(outsider), minutes, "pdf").status_code == 404
    type(minutes).objects.filter(pk=minutes.pk).update(signed_on=None)
    assert printed(client_of(outsider), minutes, "pdf").status_code == 404


def test_whom_they_are_handed_round_to_stands_in_the_imprint(minutes, client_of, first):
    def imprint():
        word = docx.Document(io.BytesIO(printed(client_of(first), minutes, "docx").content))
        return "".join(word.tables[-1]._tbl.itertext())

    assert "分送：〔请填写分送单位" in imprint()
    MinutesRound.objects.create(minutes=minutes, words="各村，各站所办")
    assert "分送：各村，各站所办。" in imprint()
    page = printed(client_of(first), minutes, "pdf").content
    assert outcome_of(page, "minutes.pdf").verdict == "holds"
    assert "分送：各村，各站所办。" in "".join(
        one.extract_text() for one in PdfReader(io.BytesIO(page)).pages
    )
