"""A checkpoint that a reader kept from before or after a report is linked to it by the log."""

from datetime import date

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zerentian.ledger.actions import seal
from zerentian.ledger.export import export_log
from zerentian.ledger.models import Seal
from zerentian.ledger.rules.note import Checkpoint, sign
from zerentian.reports.checking import check_here
from zerentian.reports.cli.verify import verify
from zerentian.reports.offline.verify import link_of_export, main, verify_bytes

from .test_checking import text_of
from .test_issued_files import problems

KEY = Ed25519PrivateKey.generate()


@pytest.fixture
def later(walk, report, now) -> str:
    """A real checkpoint of this log, made after everything the report rests on."""
    walk(date(2026, 3, 1), 2)
    return seal(now=now).note


@pytest.fixture
def earlier_seal(outline, now) -> Seal:
    """A seal before the report's."""
    return seal(now=now)


def test_an_older_and_a_later_checkpoint_are_linked_by_the_log_at_hand(
    earlier_seal, folder, later, tmp_path
) -> None:
    data = (folder / "proof.zip").read_bytes()
    export_log(tmp_path / "log")
    link = link_of_export(tmp_path / "log")
    for note in (earlier_seal.note, later):
        assert "未核对：手头没有台账" in text_of(verify_bytes(data, "proof.zip", None, note))
        for result in (check_here(data, "p", None, note), verify_bytes(data, "p", None, note, link)):
            assert result.holds
            assert "由台账证明，前后衔接" in text_of(result)


def test_a_checkpoint_that_the_log_does_not_continue_is_found(earlier_seal, folder, tmp_path) -> None:
    data = (folder / "proof.zip").read_bytes()
    export_log(tmp_path / "log")
    forged = sign(Checkpoint("demo-tests", earlier_seal.size, b"\1" * 32), [KEY])
    for result in (
        check_here(data, "p", None, forged),
        verify_bytes(data, "p", None, forged, link_of_export(tmp_path / "log")),
    ):
        assert any("与台账不衔接" in one for one in problems(result))


def test_the_console_links_a_checkpoint_by_an_exported_log(earlier_seal, folder, tmp_path) -> None:
    export_log(tmp_path / "log")
    (tmp_path / "old").write_text(earlier_seal.note)
    arguments = [str(folder / "report.docx"), "--checkpoint", str(tmp_path / "old")]
    ran = CliRunner().invoke(verify, [*arguments, "--export", str(tmp_path / "log")])
    assert ran.exit_code == 0, ran.output
    assert "由台账证明，前后衔接" in ran.output
    assert main([*arguments, "--export", str(tmp_path / "log")]) == 0
