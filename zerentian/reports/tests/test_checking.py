"""A file verified by the instance that issued it, or with a checkpoint that its reader kept."""

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.cache import caches

from zerentian.ledger.actions import seal
from zerentian.ledger.actions.keys import recover
from zerentian.ledger.foreign import Limits, Unopened
from zerentian.ledger.foreign.opening import MEGABYTE
from zerentian.ledger.keys import key_files
from zerentian.ledger.models import Entry, Instance, Seal
from zerentian.ledger.rules.note import Checkpoint, sign, verifier_key
from zerentian.reports import attached, checking
from zerentian.reports.actions.issuing import report_folder
from zerentian.reports.checking import _said, check_here, check_report, check_row, outcome_of
from zerentian.reports.cli.verify import verify
from zerentian.reports.models import Report
from zerentian.reports.offline.verify import main, verify_bytes

from .test_issued_files import manifest_of, packed, problems

KEY = Ed25519PrivateKey.generate()
pytestmark = pytest.mark.usefixtures("issued_once")


def text_of(result) -> str:
    return "\n".join([line["message"] for line in result.lines] + result.notes)


@pytest.mark.parametrize("name", ["report.docx", "report.pdf", "manifest.json", "proof.zip"])
def test_a_file_issued_here_is_said_to_be_the_one_issued(folder, name) -> None:
    result = check_here((folder / name).read_bytes(), name)
    assert problems(result) == []
    assert "与本机出具的 2026-0001 号报告的清单一致" in text_of(result)
    assert "未比对" not in text_of(result)
    assert "proof.zip" not in text_of(result)


def test_free_words_changed_in_word_and_manifest_are_found_where_it_was_issued(folder) -> None:
    data = (folder / "manifest.json").read_bytes().replace("高度重视".encode(), "高度关注".encode())
    assert any("有增删或改动" in one for one in problems(check_report(data, "manifest.json")))
    assert (
        "issue 与本机出具的 2026-0001 号报告的清单不同 · it is not report 2026-0001 as issued here"
        in problems(check_here(data, "manifest.json"))
    )


def test_a_number_that_was_never_issued_here_is_found(folder) -> None:
    data = (folder / "manifest.json").read_bytes().replace(b'"2026-0001"', b'"2026-0009"')
    assert any("没有出具过编号 2026-0009" in one for one in problems(check_here(data, "manifest.json")))


def test_a_report_whose_entry_of_issue_is_gone_is_said_to_lack_it(report) -> None:
    result = check_report((report_folder(report) / "report.pdf").read_bytes(), "report.pdf")
    others = list(
        Entry.objects.filter(verb__in=("report.rendered", "report.dressed"), subject__contains="2026-0001")
    )
    check_row(result, report.number, others)
    assert others
    assert any("没有这份报告的出具条目" in one for one in problems(result))


def test_a_paragraph_that_shares_a_word_with_an_entry_does_not_rest_on_it() -> None:
    told = [
        "一是8月5日，综治办在卫生室旁接待来访4批，参加6人次。",
        "全体村民高度满意，村民评价全县第一。",
    ]
    shape = {"kind": "generated", "statements": [], "controls": []}
    openings = [{"value": "在卫生室旁接待来访4批。"}, {"value": "村民"}, {"value": 3}]
    said = _said([{"text": text, **shape} for text in told], openings)
    assert list(said) == [(told[0], True), (told[1], False)]


@pytest.mark.parametrize("claim", ["全县第一", "群众满意率达99%", "全年零投诉", "群众满意度显著提高"])
def test_who_quotes_a_record_and_boasts_beside_it_rests_on_nothing(claim) -> None:
    record = "在卫生室旁接待来访4批"
    shape = {"statements": [], "controls": []}
    told = [
        {"text": f"综治办{record}，{claim}。", "kind": "generated", **shape},
        {"text": f"综治办{record}。", "kind": "author", **shape},
        {"text": f"综治办{record}，{claim}。", "kind": "generated", **shape | {"statements": ["s001"]}},
        {"text": f"综治办{record}，{claim}。", "kind": "generated", **shape},
    ]
    assert [rests for _, rests in _said(told[:3], [{"value": f"{record}。"}])] == [False, False, True]
    boasted = [{"value": f"{record}，{claim}"}]
    assert [rests for _, rests in _said(told[3:], boasted)] == [True], "the record itself may say so"


def test_another_pdf_round_the_same_manifest_is_not_the_one_issued(folder) -> None:
    found = problems(check_here((folder / "report.pdf").read_bytes() + b"\n", "report.pdf"))
    assert any("在出具之后被添改" in one for one in found)
    assert any("不能担保" in one for one in found)


def test_a_report_row_edited_behind_the_actions_is_named(folder) -> None:
    Report.objects.update(docx="0" * 64)
    found = problems(check_here((folder / "report.docx").read_bytes(), "report.docx"))
    assert found == [
        "report:2026-0001 数据库中的报告行与出具条目不符，以条目为准"
        " · the report's row differs from its entry of issue"
    ]


def test_a_report_of_another_log_is_not_compared_and_one_that_claims_this_log_is_refused(folder) -> None:
    data = (folder / "manifest.json").read_bytes()
    Instance.objects.update(origin="demo-elsewhere")
    assert check_here(data, "m").holds
    manifest, key = manifest_of(folder), Ed25519PrivateKey.generate()
    head = Checkpoint("demo-elsewhere", manifest["size"] + 900, b"\1" * 32)
    manifest |= {"checkpoint": sign(head, [key]), "vkey": verifier_key(key, head.origin).text()}
    assert any("自称出自本机台账" in one for one in problems(check_here(packed(manifest), "m")))


def test_a_key_that_did_not_sign_is_said_to_be_another(folder, tmp_path) -> None:
    other = tmp_path / "vkey"
    other.write_text(verifier_key(Ed25519PrivateKey.generate(), "demo-tests").text())
    for name in ("proof.zip", "manifest.json"):
        ran = CliRunner().invoke(verify, [str(folder / name), "--vkey", str(other)])
        assert ran.exit_code == 1
        assert "不是您给定的 demo-tests+" in ran.output
        assert main([str(folder / name), "--vkey", str(other)]) == 1


def test_a_key_that_is_none_is_a_wrong_call(folder, tmp_path) -> None:
    other = tmp_path / "vkey"
    other.write_text("no key")
    assert CliRunner().invoke(verify, [str(folder / "proof.zip"), "--vkey", str(other)]).exit_code == 2
    assert main([str(folder / "proof.zip"), "--vkey", str(other)]) == 2


def test_after_a_lost_key_a_report_still_holds_and_the_key_is_said_to_be_known_from_the_log(
    folder, clerk, now, django_capture_on_commit_callbacks
) -> None:
    for path in key_files():
        path.unlink()
    with django_capture_on_commit_callbacks(execute=True):
        recover(origin="demo-tests-2", by=clerk, now=now)
    seal(now=now)
    result = check_here((folder / "proof.zip").read_bytes(), "proof.zip")
    assert problems(result) == []
    assert any("ledger.recovered" in note for note in result.notes)


def test_the_head_of_the_issue_is_used_as_well(folder) -> None:
    note = Seal.objects.order_by("-number").first().note
    result = verify_bytes((folder / "proof.zip").read_bytes(), "proof.zip", None, note)
    assert "与您保存的封存单相符" in text_of(result)
    forged = sign(Checkpoint("demo-tests", Seal.objects.order_by("-number").first().size, b"\1" * 32), [KEY])
    result = verify_bytes((folder / "proof.zip").read_bytes(), "proof.zip", None, forged)
    assert not result.holds


def test_heads_that_nobody_signed_are_not_believed(folder) -> None:
    manifest = manifest_of(folder) | {"heads": [{"size": 3, "root": "01" * 32}]}
    forged = sign(Checkpoint("demo-tests", 3, b"\1" * 32), [KEY])
    result = verify_bytes(packed(manifest), "m", None, forged)
    assert "未核对：手头没有台账" in text_of(result)


@pytest.mark.parametrize("name", ["report.docx", "report.pdf", "report.html", "manifest.json", "proof.zip"])
def test_a_file_is_taken_apart_in_a_child_process(folder, name, monkeypatch) -> None:
    """A file that hangs or swells its reader stops no office: what reads it is not to be found in this process."""
    for reader in ("zipfile.ZipFile", "json.loads", "zlib.decompress"):
        monkeypatch.setattr(f"zerentian.reports.offline.verify.{reader}", None)
    assert check_report((folder / name).read_bytes(), name).holds


def test_a_file_beyond_the_limits_is_told_so_and_is_no_verdict_on_the_paper(folder, monkeypatch) -> None:
    monkeypatch.setattr(check_here, "__defaults__", (None, None, None, Limits(answer=10)))
    found = outcome_of((folder / "report.docx").read_bytes(), "report.docx")
    assert (found.verdict, "过大" in found.why, " · " in found.why) == ("unproved", True, True)


def test_a_file_seen_before_is_not_taken_apart_again_but_a_changed_one_is(folder, monkeypatch) -> None:
    taken = []
    real = attached.read_apart
    monkeypatch.setattr(
        attached, "read_apart", lambda *given, **limits: taken.append(1) or real(*given, **limits)
    )
    data = (folder / "report.html").read_bytes()
    first, again = outcome_of(data, "report.html"), outcome_of(data, "report.html")
    assert (first, len(taken)) == (again, 1)
    assert outcome_of(data.replace("巡山".encode(), "巡河".encode(), 1), "report.html").verdict == "differs"
    assert len(taken) == 2


def test_a_large_file_is_kept_as_what_was_found_without_what_proved_it(folder) -> None:
    data = (folder / "manifest.json").read_bytes()
    found, whole = (check_report(data, "manifest.json", with_proof=wanted) for wanted in (False, True))
    assert (found.lines, found.notes, found.stated["paragraphs"]) == (
        whole.lines,
        whole.notes,
        whole.stated["paragraphs"],
    )
    assert {"entries", "nodes"} <= set(whole.manifest)
    assert not {"entries", "nodes"} & set(found.manifest)
    assert "raw" not in vars(found)


def test_answers_have_few_places_of_their_own_and_large_ones_none_however_large_the_file(monkeypatch) -> None:
    taken = []

    def read(_check, data, *_given, limits):
        taken.append(data)
        words = data.decode() * (3_000_000 if data == b"large" else 1) if len(data) < MEGABYTE else ""
        return {"lines": [], "manifest": {"format": "zerentian-paper-1", "stated": words}}

    monkeypatch.setattr(attached, "read_apart", read)
    caches["verified"].clear()
    caches["default"].set("another-matter", 1)

    def verified(data: bytes) -> int:
        attached.verified_apart(data, "name", None, Limits())
        return len(taken)

    assert (verified(b"small"), verified(b"small")) == (1, 1)
    assert (verified(b"large"), verified(b"large")) == (2, 3)
    huge = bytes(5 * MEGABYTE)
    assert (verified(huge), verified(huge)) == (4, 4)
    for number in range(100):
        verified(f"one of many {number}".encode())
    assert verified(b"one of many 99") == 104
    assert verified(b"small") == 105
    assert caches["default"].get("another-matter") == 1


def test_what_takes_too_long_here_is_to_be_kept_as_it_is_and_verified_elsewhere(folder, monkeypatch) -> None:
    def hangs(*_arguments, **_options):
        raise Unopened

    monkeypatch.setattr(checking, "check_here", hangs)
    found = outcome_of((folder / "report.docx").read_bytes(), "report.docx")
    assert found.verdict == "unproved"
    assert "不要另存，用 zerentian verify 或 verify.py 核验" in found.why
