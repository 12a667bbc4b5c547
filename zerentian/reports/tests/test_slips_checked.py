"""A slip or a receipt is held against this instance's log: one that fits, one that does not, and what is none."""

import pytest
from django.db import OperationalError

from zerentian.ledger import proofs
from zerentian.ledger.actions import seal
from zerentian.ledger.keys import signing_key
from zerentian.ledger.models import Instance, Seal
from zerentian.ledger.rules.note import Checkpoint, sign
from zerentian.reports import slips
from zerentian.reports.checking import ELSEWHERE, NO_LOG
from zerentian.reports.slips import NAME, UNKNOWN_ROOT, UNREADABLE, outcome_of_slip

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(now) -> Seal:
    """The last seal of the log."""
    return seal(now=now)


def found(text: str) -> tuple[str, str, list[tuple[bool, str]]]:
    """Return the verdict, why, and each line of what a slip is found to be."""
    outcome = outcome_of_slip(text)
    assert outcome.name == NAME
    return outcome.verdict, outcome.why, [(line["holds"], line["message"]) for line in outcome.lines or []]


@pytest.mark.parametrize(
    "written",
    [
        "{size} {root}",
        "  {size}\n{root}  ",
        "{size}\t{upper}",
        "{size} {parted}",
        "{note}",
        "\n{note}\n\n",
    ],
)
def test_one_of_this_log_holds_however_it_is_typed(sealed, written):
    root = sealed.root_hex
    parted = "-".join(root[at : at + 8] for at in range(0, 64, 8)).replace("-", ": ", 2)
    text = written.format(size=sealed.size, root=root, upper=root.upper(), parted=parted, note=sealed.note)
    verdict, why, ((holds, words),) = found(text)
    assert (verdict, why, holds) == ("holds", "", True)
    assert words.startswith(f"本机台账的前 {sealed.size} 条仍与它一致")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "{size}",
        "{root}",
        "x{size} {root}",
        "{size} {short}",
        "{size} {root}0",
        "1234567890123456 {root}",
        "no checkpoint\n\nat all",
    ],
)
def test_what_is_no_slip_is_said_to_be_none(sealed, written):
    text = written.format(size=sealed.size, root=sealed.root_hex, short=sealed.root_hex[1:])
    assert found(text) == ("unproved", UNREADABLE, [])


@pytest.mark.parametrize(("more", "root"), [(1, None), (0, "0" * 64)])
def test_a_count_or_root_that_this_log_has_not_differs(sealed, more, root):
    verdict, _, lines = found(f"{sealed.size + more} {root or sealed.root_hex}")
    assert (verdict, lines) == ("differs", [(False, UNKNOWN_ROOT)])


@pytest.mark.parametrize(("origin", "verdict"), [("demo-tests", "differs"), ("elsewhere", "unproved")])
def test_a_whole_slip_with_another_root_is_anothers_or_speaks_against_this_log(sealed, origin, verdict):
    note = sign(Checkpoint(origin, sealed.size, bytes(32)), [signing_key()])
    assert found(note)[0] == verdict
    assert found(note)[1:] == (("", [(False, UNKNOWN_ROOT)]) if verdict == "differs" else (ELSEWHERE, []))


def test_a_slip_that_another_key_signed_is_not_this_logs(sealed, monkeypatch):
    monkeypatch.setattr(slips, "note_signed_by", lambda note, key: False)
    verdict, _, ((holds, words),) = found(sealed.note)
    assert (verdict, holds) == ("differs", False)
    assert words.startswith("封存单上的签名不是本机的")


def test_a_log_that_no_longer_begins_so_was_rewritten(sealed, monkeypatch):
    monkeypatch.setattr(proofs, "root_at", lambda size: bytes(32))
    for text in (f"{sealed.size} {sealed.root_hex}", sealed.note):
        assert found(text)[::2] == ("differs", [(False, UNKNOWN_ROOT)])


def test_without_a_log_nothing_is_proved(sealed, monkeypatch):
    def unreachable():
        raise OperationalError("no such table")

    text = f"{sealed.size} {sealed.root_hex}"
    for first in (lambda: None, unreachable):
        monkeypatch.setattr(Instance.objects, "first", first)
        assert found(text) == ("unproved", NO_LOG, [])
