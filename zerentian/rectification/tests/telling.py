"""What tests of entries and refusals share: moments and days, papers, and in which words a rule says no."""

import io
from datetime import timedelta

import pytest

from conftest import NOW
from zerentian.evidence.actions import receive
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.rectification.models import RiskStep


def after(days):
    """Return the moment some days after the clock's."""
    return NOW + timedelta(days=days)


def day(days):
    """Return a day as facts state it."""
    return after(days).date().isoformat()


def paper(text):
    """Return a file that came in, of these words and by their name."""
    return receive(io.BytesIO(text.encode()), name=f"{text}.txt")


def refusal(check, *said):
    """Return what a rule refuses something with, in Chinese and in English."""
    with pytest.raises(NotAllowed) as refused:
        check(*said)
    return refused.value.words


def refused(match, act, *args, **said):
    """Let an action be refused; nothing of it stands in the story of a point or in the ledger."""
    before = RiskStep.objects.count(), Entry.objects.count()
    with pytest.raises(NotAllowed, match=match):
        act(*args, **said)
    assert (RiskStep.objects.count(), Entry.objects.count()) == before
