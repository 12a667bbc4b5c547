"""Closed cases go to the archive: as a bag that others' tools check, with a slip, once, without what is shielded."""

import csv
import io
import json
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pypdf
import pytest
from bagit_utils import Bag
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.models import Concern
from zerentian.casework.rules.callbacks import Contacted, Satisfied, Solved
from zerentian.casework.tests.conftest import *  # noqa: F403
from zerentian.ledger.actions import seal
from zerentian.ledger.keys import current_vkey
from zerentian.ledger.models import Entry, Instance
from zerentian.ledger.rules.note import verifier_key
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.reports.actions.transfers import (
    ask_transfer,
    fail_transfer,
    package_of,
    receive_transfer,
    withdraw_transfer,
)
from zerentian.reports.bagged import is_bag, verify_bag
from zerentian.reports.checking import outcome_of
from zerentian.reports.cli import archive as command
from zerentian.reports.cli import verify
from zerentian.reports.models import Transfer, cases_to_transfer
from zerentian.reports.offline.verify import UNKNOWN_KEY
from zerentian.reports.packing import pack, pack_what_was_asked, slip
from zerentian.reports.render.pdf import MissingGlyph
from zerentian.reports.rules.transfers import TransferState

from .test_cases import with_photo

pytestmark = pytest.mark.django_db
YEAR = Period.parse("2026")
BY = ("--by", "receptionist")
PHOTO = b"a photo, as it was sent"


@pytest.fixture
def closed(answered, receptionist, now) -> Concern:
    """The answered concern, closed, with a photo."""
    with_photo(answered, PHOTO, now)
    actions.call_back(
        answered,
        contacted=Contacted.YES,
        solved=Solved.YES,
        satisfied=Satisfied.YES,
        words="好了",
        by=receptionist,
        now=now,
    )
    answered.refresh_from_db()
    assert answered.closed_on == date(2026, 3, 2)
    return answered


@pytest.fixture
def asked(closed, township, receptionist, now) -> Transfer:
    return ask_transfer(unit=township, period=YEAR, archive="示例县档案馆", by=receptionist, now=now)


@pytest.fixture
def packed(asked, now) -> Transfer:
    made = pack(asked, now=now)
    seal(now=now)
    return made


@pytest.fixture
def unpacked(packed, tmp_path) -> Path:
    """The package as the archive unpacks it."""
    with zipfile.ZipFile(package_of(packed)) as archive:
        archive.extractall(tmp_path)
    return tmp_path / packed.number


def test_a_package_is_a_bag_for_a_tool_that_others_wrote(unpacked, packed):
    found = Bag(unpacked).validate()
    assert (found.valid, found.issues) == (True, [])
    told = Bag(unpacked).baginfo
    assert told["External-Identifier"] == [packed.number]
    assert told["Source-Organization"] == ["云岭乡人民政府"]
    assert told["Payload-Oxum"] == [Bag.get_payload_oxum(unpacked / "data")]
    (unpacked / "data/files.csv").write_bytes(b"altered")
    assert not Bag(unpacked).validate().valid


def test_the_catalogue_says_the_same_in_three_forms_and_leaves_the_archivists_cells_empty(unpacked, closed):
    rows = list(csv.DictReader(io.StringIO((unpacked / "data/catalogue.csv").read_text("utf-8-sig"))))
    one = rows[0]
    assert (one["文号"], one["题名"]) == (closed.number, "[关于“村口路灯不亮”的诉求办理案卷]")
    assert (one["责任者"], one["日期"], one["保管期限"]) == ("云岭乡人民政府", "20260302", "10年")
    assert (one["档号"], one["密级"], one["备注"]) == ("", "", "佐证文件1个")
    sheet = openpyxl.load_workbook(unpacked / "data/catalogue.xlsx").worksheets[0]
    cells = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    told = ElementTree.parse(unpacked / "data/catalogue.xml").getroot()
    lines = [[cell.text or "" for cell in line] for line in told]
    assert [list(one.values())] == cells[1:2] == lines
    assert (unpacked / one["位置"] / "case.pdf").read_bytes().startswith(b"%PDF")
    files = list(csv.reader(io.StringIO((unpacked / "data/files.csv").read_text("utf-8-sig"))))
    assert [row[1:3] for row in files if "/files/" in row[0]] == [["jpeg", str(len(PHOTO))]]


def test_what_was_handed_over_is_sealed_with_its_digests_and_on_the_case(packed, closed):
    entry = Entry.objects.get(verb="archive.packed")
    assert (entry.fact["cases"], entry.fact["package"]) == (1, packed.package)
    assert entry.fact["manifest"] == packed.manifest
    own = Entry.objects.get(verb="archive.included", subject=closed.ref)
    assert own.because == entry.uuid
    assert own.fact["stated"] == packed.pieces.get().digest


def test_a_case_goes_once_unless_its_transfer_was_withdrawn(packed, closed, township, receptionist, now):
    with pytest.raises(NotAllowed, match=f"已成包，尚未交出：{packed.number}"):
        ask_transfer(unit=township, period=YEAR, by=receptionist, now=now)
    with pytest.raises(NotAllowed, match="没有可移交的案卷"):
        ask_transfer(unit=township, period=Period.parse("2025"), by=receptionist, now=now)
    with pytest.raises(NotAllowed, match="撤回的理由"):
        withdraw_transfer(packed, reason=" ", by=receptionist, now=now)
    withdraw_transfer(packed, reason="期间选错了", by=receptionist, now=now)
    again = pack(ask_transfer(unit=township, period=YEAR, by=receptionist, now=now), now=now)
    assert [piece.concern for piece in again.pieces.all()] == [closed]
    for number in (packed.number, again.number):
        assert re.fullmatch(r"YJ2026-[1-9]\d{7}", number), "a gap tells nothing of what others hand over"


def test_nothing_that_accuses_somebody_and_nothing_unread_is_handed_over(
    closed, township, supervisor, cadre, now
):
    Concern.objects.filter(pk=closed.pk).update(kind="complaint")
    assert not cases_to_transfer(township, YEAR.first, YEAR.last, supervisor)
    Concern.objects.filter(pk=closed.pk).update(kind="help")
    assert list(cases_to_transfer(township, YEAR.first, YEAR.last, supervisor)) == [closed]
    assert not cases_to_transfer(township, YEAR.first, YEAR.last, cadre)
    Concern.objects.filter(pk=closed.pk).update(state="handling")
    assert not cases_to_transfer(township, YEAR.first, YEAR.last, supervisor)


def test_what_became_a_complaint_meanwhile_is_left_out_when_it_is_packed(asked, closed, receptionist, now):
    Concern.objects.filter(pk=closed.pk).update(kind="complaint")
    with pytest.raises(NotAllowed, match="没有可移交的案卷"):
        pack(asked, now=now)
    assert not package_of(asked).exists()
    pack_what_was_asked(now)
    asked.refresh_from_db()
    assert (asked.state, asked.problem[:9]) == (TransferState.FAILED, "这个期间没有可移交")
    withdraw_transfer(asked, reason="不移交", by=receptionist, now=now)


def test_a_case_that_cannot_be_printed_stops_its_transfer_with_a_word_and_no_other(
    asked, closed, township, receptionist, now, monkeypatch
):
    def unprintable(*given, **more):
        raise MissingGlyph("第3段的“𠮷”没有字体可印", "no font")

    monkeypatch.setattr("zerentian.reports.archive.print_paper", unprintable)
    pack_what_was_asked(now)
    asked.refresh_from_db()
    assert (asked.state, asked.problem) == (TransferState.FAILED, "第3段的“𠮷”没有字体可印")
    assert list(package_of(asked).parent.glob("*YJ*")) == []
    monkeypatch.undo()
    ask_transfer(unit=township, period=YEAR, by=receptionist, now=now)
    pack_what_was_asked(now)
    assert Transfer.objects.get(state="packed").cases == 1


def test_what_a_killed_process_had_packed_goes_with_the_next_package_also_of_a_withdrawn_transfer(
    asked, closed, township, receptionist, now
):
    left = package_of(asked).with_suffix(".part")
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_bytes(b"cases in clear")
    withdraw_transfer(asked, reason="不移交", by=receptionist, now=now)
    pack(ask_transfer(unit=township, period=YEAR, by=receptionist, now=now), now=now)
    assert list(left.parent.glob("*.part")) == []


def test_a_package_of_one_kind_is_not_said_to_hold_another(closed, township, receptionist, now):
    pack(ask_transfer(unit=township, period=YEAR, kinds=["concern"], by=receptionist, now=now), now=now)
    for kinds, said in ((["concern"], "已成包"), (["report"], "没有可移交的案卷")):
        with pytest.raises(NotAllowed, match=said):
            ask_transfer(unit=township, period=YEAR, kinds=kinds, by=receptionist, now=now)


def test_who_may_not_hand_over_is_refused(
    closed, township, clerk, outsider, receptionist, packed, client_of, now
):
    for other in (clerk, outsider):
        with pytest.raises(Forbidden):
            ask_transfer(unit=township, period=YEAR, by=other, now=now)
        with pytest.raises(Forbidden):
            fail_transfer(packed, "", by=other, now=now)
    assert client_of(clerk).get(reverse("reports:transfer-list")).status_code == 403
    assert (
        client_of(receptionist).get(reverse("reports:transfer-detail", args=[packed.pk + 1])).status_code
        == 404
    )


def test_days_to_come_are_refused(closed, township, receptionist, now):
    with pytest.raises(NotAllowed, match="期间还没有开始"):
        ask_transfer(unit=township, period=Period.parse("2027"), by=receptionist, now=now)


def test_the_archives_receipt_is_recorded_once_and_the_waiting_copy_goes(
    packed, receptionist, now, django_capture_on_commit_callbacks
):
    said = {"received_by": "示例县档案馆 示例甲", "by": receptionist, "now": now}
    for day in (date(2026, 3, 1), date(2026, 3, 3)):
        with pytest.raises(NotAllowed, match="接收日期"):
            receive_transfer(packed, received_on=day, **said)
    with pytest.raises(NotAllowed, match="接收人"):
        receive_transfer(packed, received_on=date(2026, 3, 2), **said | {"received_by": " "})
    with django_capture_on_commit_callbacks(execute=True):
        made = receive_transfer(packed, received_on=date(2026, 3, 2), **said)
    assert made.state == TransferState.RECEIVED
    assert not package_of(packed).exists()
    with pytest.raises(NotAllowed, match="不能登记接收"):
        receive_transfer(packed, received_on=date(2026, 3, 2), **said)
    with pytest.raises(NotAllowed, match="不能撤回"):
        withdraw_transfer(packed, reason="", by=receptionist, now=now)


def test_the_slip_prints_the_digest_verifies_and_proves_the_package_elsewhere(
    unpacked, packed, receptionist, now, monkeypatch
):
    made = slip(packed, forms=("pdf", "docx"), by=receptionist, now=now)
    assert len(pypdf.PdfReader(io.BytesIO(made["pdf"])).pages) == 2, (
        "the form on one page, the list behind it"
    )
    assert outcome_of(made["docx"], "slip.docx").holds
    assert outcome_of(made["pdf"], "slip.pdf").holds
    monkeypatch.setattr("zerentian.reports.bagged.entry_here", lambda outcome: False)
    assert verify_bag(unpacked).verdict == "unproved"
    beside = unpacked.parent / f"{packed.number}-slip.docx"
    beside.write_bytes(made["docx"])
    assert verify_bag(unpacked).verdict == "holds"
    beside.write_bytes(made["docx"][:-40])
    assert verify_bag(unpacked).verdict == "differs"


def test_a_slip_is_worth_as_much_as_its_signer(unpacked, packed, receptionist, now, monkeypatch):
    made = slip(packed, forms=("docx",), by=receptionist, now=now)["docx"]
    (unpacked.parent / f"{packed.number}-slip.docx").write_bytes(made)
    own = current_vkey(Instance.objects.get().origin).text()
    # A machine that knows neither the log nor its key.
    monkeypatch.setattr("zerentian.reports.bagged.entry_here", lambda outcome: False)
    monkeypatch.setattr("zerentian.reports.checking.known_keys", dict)
    alone = verify_bag(unpacked)
    assert (alone.verdict, alone.why, alone.exit_code) == ("unproved", UNKNOWN_KEY, 0)
    assert verify_bag(unpacked, vkey=own).verdict == "holds"
    stranger = verifier_key(Ed25519PrivateKey.generate(), Instance.objects.get().origin).text()
    found = verify_bag(unpacked, vkey=stranger)
    assert (found.verdict, found.exit_code) == ("differs", 1)
    assert any(line["place"].endswith("-slip.docx") for line in found.lines if not line["holds"])


def made_to_fit(folder: Path) -> None:
    """Write the lists of a bag anew, as whoever alters it would."""
    bag = Bag(folder)
    info = bag.baginfo | {"Payload-Oxum": [Bag.get_payload_oxum(folder / "data")]}
    bag.set_baginfo(info)
    bag.set_manifests(["sha256"])
    bag.set_tag_manifests(["sha256"])


FORGERIES = {
    "a file altered": ("contents.csv", lambda path: path.write_bytes(path.read_bytes() + b"x")),
    "a file gone": ("entries.json", lambda path: path.unlink()),
    "a file more": ("case.pdf", lambda path: (path.parent / "more.txt").write_bytes(b"more")),
    "a part of a case exchanged": ("README.txt", lambda path: path.write_bytes(b"trust me")),
}


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_package_that_was_altered_is_found_also_when_its_lists_were_made_to_fit(unpacked, kind):
    assert verify_bag(unpacked).verdict == "holds"
    name, change = FORGERIES[kind]
    change(next((unpacked / "data/cases").glob(f"*/{name}")))
    assert verify_bag(unpacked).verdict == "differs"
    made_to_fit(unpacked)
    assert Bag(unpacked).validate().valid
    found = verify_bag(unpacked)
    assert found.verdict == "differs"
    assert any(line["place"] == found.number for line in found.lines if not line["holds"])


def test_files_beside_the_payload_and_lists_that_are_none_are_named(unpacked):
    (unpacked / "note.txt").write_text("approved")
    (unpacked / "manifest-sha256.txt").write_text("no list\n")
    places = {line["place"] for line in verify_bag(unpacked).lines if not line["holds"]}
    assert {"note.txt", "manifest-sha256.txt", "data/catalogue.csv"} <= places
    (unpacked / "bagit.txt").write_text("BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n")
    assert "bagit.txt" in {line["place"] for line in verify_bag(unpacked).lines if not line["holds"]}


def test_the_zip_verifies_like_the_folder_and_a_broken_one_says_so(packed, tmp_path):
    path = tmp_path / "package.zip"
    shutil.copy(package_of(packed), path)
    assert is_bag(path)
    assert verify_bag(path).verdict == "holds"
    data = bytearray(path.read_bytes())
    at = data.find(b"case.pdf") + 400
    data[at : at + 4] = b"\0\0\0\0"
    path.write_bytes(bytes(data))
    assert verify_bag(path).verdict == "differs"


def test_the_command_writes_folder_zip_and_slip_and_verify_reads_them(closed, receptionist, tmp_path):
    run = CliRunner()
    told = run.invoke(
        command,
        [
            "transfer",
            "--unit",
            "990101",
            "--period",
            "2026",
            "--out",
            str(tmp_path / "out"),
            *BY,
            "--json",
        ],
    )
    assert told.exit_code == 0, told.output
    made = json.loads(told.stdout.splitlines()[-1])
    number = made["number"]
    assert (re.fullmatch(r"YJ2026-[1-9]\d{7}", number) is not None, made["cases"]) == (True, 1)
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {number, f"{number}.zip", f"{number}-slip.pdf", f"{number}-slip.docx"}
    for name in (number, f"{number}.zip"):
        checked = run.invoke(verify, [str(tmp_path / "out" / name), "--json"])
        assert (checked.exit_code, json.loads(checked.stdout)["verdict"]) == (0, "holds"), checked.output
    none = run.invoke(
        command,
        ["transfer", "--unit", "990101", "--period", "2026", "--out", str(tmp_path / "out"), *BY],
    )
    assert f"已成包，尚未交出：{number}" in str(none.exception)
    once_more = run.invoke(command, ["write", number, "--out", str(tmp_path / "again"), *BY])
    assert once_more.exit_code == 0, once_more.output
    assert {path.name for path in (tmp_path / "again").iterdir()} == names
    one, other = ((tmp_path / folder / f"{number}.zip").read_bytes() for folder in ("out", "again"))
    assert one == other
    refused = run.invoke(command, ["write", "YJ2026-002", "--out", str(tmp_path / "again"), *BY])
    assert "没有待交出的移交包 YJ2026-002" in str(refused.exception)


def test_pages_lead_from_drawing_up_to_the_receipt(closed, township, receptionist, client_of, now):
    browser = client_of(receptionist)
    assert "还没有移交过档案" in browser.get(reverse("reports:transfer-list")).content.decode()
    form = {"unit": "990101", "period": "2026", "archive": "示例县档案馆", "kinds": ["concern"]}
    assert browser.post(reverse("reports:transfer-new"), form | {"period": "x"}).status_code == 422
    browser.post(reverse("reports:transfer-new"), form)
    transfer = Transfer.objects.get()
    page = reverse("reports:transfer-detail", args=[transfer.pk])
    assert "正在后台成包" in browser.get(page).content.decode()
    pack_what_was_asked(now)
    shown = browser.get(page).content.decode()
    assert closed.number in shown
    assert "登记表（PDF）" in shown
    assert "待移交档案馆的案卷包" in browser.get(reverse("desk")).content.decode()
    sent = browser.get(reverse("reports:transfer-package", args=[transfer.pk]))
    assert b"".join(sent.streaming_content) == package_of(transfer).read_bytes()
    assert browser.get(reverse("reports:transfer-slip", args=[transfer.pk, "pdf"])).content[:4] == b"%PDF"
    step = reverse("reports:transfer-step", args=[transfer.pk, "receive"])
    assert browser.post(step, {"received_on": "2026-03-02", "received_by": ""}).status_code == 422
    browser.post(step, {"received_on": "2026-03-02", "received_by": "示例县档案馆"})
    transfer.refresh_from_db()
    assert transfer.state == TransferState.RECEIVED
    side = browser.get(reverse("casework:concern-detail", args=[closed.key])).content.decode()
    assert transfer.number in side
