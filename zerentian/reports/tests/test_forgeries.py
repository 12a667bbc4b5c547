"""A stranger alters a report: each change is found, and named, by the console and by the offline verifier."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import NOW
from zerentian.ledger.actions import seal
from zerentian.organization.models import Account, Unit
from zerentian.reports.actions import issue_report, write_outline
from zerentian.reports.actions.issuing import VERIFIER, report_folder
from zerentian.reports.checking import check_here, check_report
from zerentian.reports.models import Outline, Report
from zerentian.reports.offline.verify import DAMAGED, draw, read_note, verify_bytes

from .conftest import PERIOD, TEXT, walked, walks_told
from .test_issued_files import manifest_of, packed, problems, rewritten

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WORD = "word/document.xml"
pytestmark = pytest.mark.usefixtures("issued")
many = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def issued(beginning) -> tuple[str, Report]:
    """A real checkpoint of the log, and a report that was issued after it; both are made once, and only looked at."""
    clerk, first = (Account.objects.get(username=name) for name in ("clerk", "first"))
    with walks_told():
        outline = write_outline(code="walks", text=TEXT, by=clerk, now=NOW)
        old = seal(now=NOW).note
        for day, people in ((date(2026, 1, 10), 3), (date(2026, 2, 20), 5), (date(2026, 2, 27), 8)):
            walked(outline, day, people)
        township = Unit.objects.get(code="990101")
        return old, issue_report(outline, unit=township, period=PERIOD, by=first, now=NOW)


@pytest.fixture
def outline(issued, db) -> Outline:
    return Outline.objects.get(pk=issued[1].outline_id)


@pytest.fixture
def old_note(issued) -> str:
    """A real checkpoint of the log, older than the report's."""
    return issued[0]


@pytest.fixture
def folder(issued, db) -> Path:
    """The folder of a report with a checkpoint before it, in the home of the test: it goes with what is written."""
    return report_folder(issued[1])


def found_by_both(data: bytes, name: str, *words: str) -> None:
    """Assert that both verifiers refuse the file, and that one problem holds each of the words."""
    for check in (check_report, check_here, verify_bytes):
        found = problems(check(data, name))
        assert found, check
        for word in words:
            assert any(word in one for one in found), (check, word, found)


def repacked(data: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """Return a zip whose parts were changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def forged(folder, change: Callable[[dict], object]) -> bytes:
    """Return the manifest after a change."""
    manifest = manifest_of(folder)
    change(manifest)
    return packed(manifest)


WORD_FORGERIES = {
    "a digit in the body": (lambda xml: xml.replace("16人次", "61人次", 1), "s002"),
    "a digit in a table cell": (lambda xml: "61人次".join(xml.rsplit("16人次", 1)), "s002"),
    "a word of free text": (lambda xml: xml.replace("高度重视", "高度关注", 1), "段"),
    "the number hidden": (
        lambda xml: xml.replace("<w:t>16人次</w:t>", "<w:rPr><w:vanish/></w:rPr><w:t>16人次</w:t>", 1),
        "隐藏文字",
    ),
    "a symbol put in": (
        lambda xml: xml.replace("<w:t>16人次</w:t>", '<w:sym w:char="F039"/><w:t>16人次</w:t>', 1),
        "s002",
    ),
    "an embedded document": (
        lambda xml: xml.replace("<w:sectPr", '<w:altChunk r:id="x"/><w:sectPr', 1),
        "嵌入",
    ),
    "a text box": (
        lambda xml: xml.replace(
            "<w:sectPr",
            "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>实为61人次</w:t></w:r></w:p></w:txbxContent>"
            "</w:pict></w:r></w:p><w:sectPr",
            1,
        ),
        "文本框",
    ),
}


@pytest.mark.parametrize("kind", WORD_FORGERIES)
def test_a_change_in_word_is_named(folder, kind) -> None:
    change, word = WORD_FORGERIES[kind]
    data = (folder / "report.docx").read_bytes()

    def alter(parts: dict[str, bytes]) -> None:
        before = parts[WORD].decode()
        parts[WORD] = change(before).encode()
        assert parts[WORD].decode() != before

    found_by_both(repacked(data, alter), "report.docx", word)


@pytest.mark.parametrize("part", ["word/header9.xml", "word/footnotes.xml", "word/footer1.xml"])
def test_words_in_header_footer_or_notes_are_named(folder, part) -> None:
    text = f"<w:hdr {W}><w:p><w:r><w:t>共61人次</w:t></w:r></w:p></w:hdr>".encode()
    data = repacked((folder / "report.docx").read_bytes(), lambda parts: parts.update({part: text}))
    found_by_both(data, "report.docx", part, "共61人次")


def test_a_style_that_hides_is_found(folder) -> None:
    def alter(parts: dict[str, bytes]) -> None:
        hidden = b'<w:style w:styleId="Zzz"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
        parts["word/styles.xml"] = parts["word/styles.xml"].replace(b"</w:styles>", hidden)
        run = "<w:t>16人次</w:t>".encode()
        style = b'<w:rPr><w:rStyle w:val="Zzz"/></w:rPr>'
        assert run in parts[WORD]
        parts[WORD] = parts[WORD].replace(run, style + run, 1)

    found_by_both(repacked((folder / "report.docx").read_bytes(), alter), "report.docx", "s002")


@many
@given(st.data())
def test_any_digit_of_the_words_is_found_with_its_paragraph(folder, data) -> None:
    original = (folder / "report.docx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        xml = archive.read(WORD).decode()
    body = xml.index("<w:body")
    texts = [
        place
        for place in range(body, len(xml))
        if xml[place].isdigit() and xml.rfind("<w:t", 0, place) > xml.rfind("</w:t>", 0, place)
        and xml.rfind(">", 0, place) > xml.rfind("<", 0, place)
        and xml.rfind("<w:sdt>", 0, place) <= xml.rfind("</w:sdt>", 0, place)  # A control is a person's own.
    ]  # fmt: skip
    place = data.draw(st.sampled_from(texts))
    other = str((int(xml[place]) + data.draw(st.integers(1, 9))) % 10)
    changed = (xml[:place] + other + xml[place + 1 :]).encode()
    found_by_both(repacked(original, lambda parts: parts.update({WORD: changed})), "report.docx", "段")


def test_a_word_file_zipped_again_passes(folder) -> None:
    data = repacked((folder / "report.docx").read_bytes(), lambda parts: None)
    for check in (check_report, check_here, verify_bytes):
        assert problems(check(data, "report.docx")) == []


def swap(manifest: dict) -> None:
    statements = manifest["statements"]
    statements[0], statements[1] = statements[1], statements[0]


def swap_values(manifest: dict) -> None:
    first, second = manifest["statements"][:2]
    for name in ("value", "text"):
        first[name], second[name] = second[name], first[name]


def drop(manifest: dict) -> None:
    manifest["statements"].pop(1)


def drop_with_its_mention(manifest: dict) -> None:
    manifest["statements"].pop(1)
    for paragraph in manifest["paragraphs"]:
        paragraph["statements"] = [one for one in paragraph["statements"] if one != "s002"]


def one_step(manifest: dict) -> None:
    name = min(manifest["nodes"])
    node = manifest["nodes"][name]
    manifest["nodes"][name] = ("0" if node[0] != "0" else "1") + node[1:]


MANIFEST_FORGERIES = {
    "statements swapped": (swap, "s001"),
    "values swapped": (swap_values, "s001"),
    "a statement dropped": (drop, "s002"),
    "a statement dropped with its mention": (drop_with_its_mention, "s002"),
    "a numerator without its value": (lambda m: m["statements"][2].update(numerator=1), "s003"),
    "numerator and words": (
        lambda m: m["statements"][2].update(numerator=1, text="33.3%（1/3）", value=333),
        "s003",
    ),
    "states altered": (lambda m: m["statements"][0]["states"].update(recorded=0, verified=3), "s001"),
    "states taken away": (lambda m: m["statements"][0].update(states={}), "s001"),
    "lateness taken away": (lambda m: m["statements"][0].update(late=0), "s001"),
    "another definition": (lambda m: m["statements"][0].update(definition="另一口径"), "s001"),
    "an entry left out": (lambda m: m["statements"][0]["entries"].pop(), "s001"),
    "a proof step": (one_step, "entries"),
    "a proof step missing": (lambda m: m["nodes"].pop(min(m["nodes"])), "nodes"),
    "an entry missing": (lambda m: m["entries"].pop(str(m["statements"][0]["entries"][0])), "s001"),
    "a size": (lambda m: m.update(size=m["size"] - 1), "checkpoint"),
    "a digit of an entry": (
        lambda m: [
            one.update(text=one["text"].replace('"people":8', '"people":9')) for one in m["entries"].values()
        ],
        "被改动",
    ),
    "the demo mark taken away and words altered": (
        lambda m: (m["report"].update(demo=False), m["statements"][1].update(text="61人次")),
        "s002",
    ),
}


@pytest.mark.parametrize("kind", MANIFEST_FORGERIES)
def test_a_change_in_the_manifest_is_named(folder, kind) -> None:
    change, word = MANIFEST_FORGERIES[kind]
    found_by_both(forged(folder, change), "manifest.json", word)


VILLAGE = "990100/990101/990101-V01"


def leaving_out(manifest: dict, *paths: str, alone: bool = False, printed: bool = True) -> None:
    """Have s002 leave out units, its value made to fit; its whole is stated and printed at the end unless it is not."""
    statement = manifest["statements"][1]
    whole = {**statement, "id": f"s{len(manifest['statements']) + 1:03}"}
    statement.update(without=list(paths), entries=[], value=0, text="0人次", late=0, states={})
    for one in manifest["statements"][2:]:
        if (one["figure"], one["unit"]) == (statement["figure"], statement["unit"]):
            one.setdefault("without", [VILLAGE])
    if not alone:
        manifest["statements"].append(whole)
    if printed and not alone:
        told = {**manifest["paragraphs"][-1], "text": whole["text"], "statements": [whole["id"]]}
        manifest["paragraphs"].append(told)


LEAVING_OUT = {
    "without the whole": ((VILLAGE,), True, "没有相应的全数"),
    "nothing": ((), False, "重复、乱序"),
    "a unit twice": ((VILLAGE, VILLAGE), False, "重复、乱序"),
    "units out of order": ((VILLAGE, "990100/990101/990101-V00"), False, "重复、乱序"),
    "no unit": ((7,), False, "重复、乱序"),
    "the unit itself": (("990100/990101",), False, "不在其下级"),
    "a unit elsewhere": (("990100/990102",), False, "不在其下级"),
    "one below another": ((VILLAGE, f"{VILLAGE}/G1"), False, "不在其下级"),
}


@pytest.mark.parametrize("kind", LEAVING_OUT)
def test_no_statement_leaves_units_out_but_those_below_it_beside_the_whole(folder, kind) -> None:
    paths, alone, words = LEAVING_OUT[kind]
    found_by_both(forged(folder, lambda m: leaving_out(m, *paths, alone=alone)), "m", "s002", words)


def test_a_whole_that_is_printed_nowhere_is_no_whole(folder) -> None:
    forged_one = forged(folder, lambda m: leaving_out(m, VILLAGE, printed=False))
    found_by_both(forged_one, "m", "s002", "没有相应的全数")


def test_units_that_a_statement_leaves_out_beside_the_whole_are_named(folder) -> None:
    found = verify_bytes(forged(folder, lambda m: leaving_out(m, VILLAGE)), "m")
    assert not any("s002（" in problem for problem in problems(found))
    assert any(note.startswith("s002") and VILLAGE in note for note in found.notes)


def test_an_older_real_checkpoint_is_named(folder, old_note) -> None:
    data = forged(folder, lambda manifest: manifest.update(checkpoint=old_note))
    found_by_both(data, "manifest.json", "checkpoint 封存单为")


def test_a_report_says_that_it_is_a_demos_whatever_its_manifest_says(folder) -> None:
    data = forged(folder, lambda manifest: manifest["report"].update(demo=False))
    assert any("演示" in note for note in verify_bytes(data, "m").notes)


ZIP_FORGERIES = {
    "report.pdf": lambda parts: parts.update({"report.pdf": parts["report.pdf"] + b"\n"}),
    "report.html": lambda parts: parts.update({"report.html": parts["report.html"].replace(b"16", b"61", 1)}),
    "report.docx": lambda parts: parts.pop("report.docx"),
    "notes.txt": lambda parts: parts.update({"notes.txt": b"x"}),
    "README.txt": lambda parts: parts.update({"README.txt": parts["README.txt"] + "另有九件。".encode()}),
    "issued.json": lambda parts: parts.update(
        {"issued.json": parts["issued.json"].replace(b'"path"', b'"pat"')}
    ),
    "report.issued": lambda parts: parts.update(
        {"issued.json": parts["issued.json"].replace(b"2026-0001", b"2026-0002")}
    ),
    "manifest.json": lambda parts: parts.update({"manifest.json": parts["manifest.json"] + b" "}),
}


@pytest.mark.parametrize("name", ZIP_FORGERIES)
def test_a_change_in_the_proof_is_named_with_its_file(folder, name) -> None:
    data = repacked((folder / "proof.zip").read_bytes(), ZIP_FORGERIES[name])
    found_by_both(data, "proof.zip", name)


def test_two_files_of_one_name_are_named(folder) -> None:
    buffer = io.BytesIO((folder / "proof.zip").read_bytes())
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("report.pdf", archive.read("report.pdf"))
    found_by_both(buffer.getvalue(), "proof.zip", "report.pdf 证明包内有两份同名文件")


@many
@given(st.floats(0.01, 0.999))
def test_a_proof_cut_off_anywhere_is_said_to_be_damaged(folder, share) -> None:
    data = (folder / "proof.zip").read_bytes()
    for check in (check_report, verify_bytes):
        with pytest.raises(DAMAGED, match="不完整"):
            check(data[: max(int(len(data) * share), 4)], "proof.zip")


def test_the_offline_verifier_names_a_damaged_file_and_a_changed_one(folder, tmp_path) -> None:
    data = (folder / "proof.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[:-100])
    (tmp_path / "forged.zip").write_bytes(rewritten(data, "manifest.json", '"value":16', '"value":61'))
    for name, said, code in (("cut.zip", "不完整", 3), ("forged.zip", "s002", 1)):
        run = subprocess.run(
            [sys.executable, "-I", "-S", str(VERIFIER), str(tmp_path / name)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == code
        assert said in run.stdout + run.stderr


@many
@given(st.data())
def test_no_value_of_a_statement_can_be_altered_unnamed(folder, data) -> None:
    manifest = manifest_of(folder)
    statement = data.draw(st.sampled_from(manifest["statements"]))
    names = ["value", "numerator", "denominator", "late", "imported", "corrected", "text", "entries"]
    name = data.draw(st.sampled_from(names))
    given = {"text": st.text(max_size=9), "entries": st.lists(st.integers(0, 200), max_size=4)}
    value = data.draw(given.get(name, st.integers(0, 50) | st.none()))
    if name in ("late", "imported", "corrected"):
        value = value or 0
    if value != statement[name]:
        statement[name] = value
        found_by_both(packed(manifest), "m", statement["id"])


def test_a_statement_on_few_entries_may_not_be_sampled_instead_of_recomputed(folder) -> None:
    manifest = manifest_of(folder)
    statement = next(one for one in manifest["statements"] if one["value"] == 16)
    statement["sample"] = statement["entries"]
    statement["value"], statement["text"] = 61, statement["text"].replace("16", "61")
    found_by_both(packed(manifest), "m", statement["id"], "不得以抽样代替重算")


@pytest.fixture
def sampled(monkeypatch, folder, outline, township, first, now, walk):
    """The manifest of a report on more entries than are proved one by one, if few already were many."""
    for module in ("zerentian.reports.actions.proving", "zerentian.reports.offline.verify"):
        monkeypatch.setattr(f"{module}.SAMPLE", 2)
        monkeypatch.setattr(f"{module}.SAMPLE_ABOVE", 3)
    # The child process knows nothing of what is patched here.
    monkeypatch.setattr("zerentian.reports.attached.read_apart", lambda check, *given, limits: check(*given))
    for day in range(1, 9):
        walk(date(2026, 2, day), 4)
    return manifest_of(report_folder(issue_report(outline, unit=township, period=PERIOD, by=first, now=now)))


def drawn_from(manifest) -> dict:
    """Return a statement of the manifest that is checked by a sample."""
    return next(one for one in manifest["statements"] if one.get("sample"))


def test_a_report_on_very_many_entries_is_checked_by_samples_and_says_so(sampled) -> None:
    checked = verify_bytes(packed(sampled), "m")
    assert checked.holds
    assert any("抽样 2 条" in note for note in checked.notes)
    drawn = sum(bool(one.get("sample")) for one in sampled["statements"])
    assert any(f"抽样核对 {drawn} 项" in line["message"] for line in checked.lines)
    listed = {index for one in sampled["statements"] for index in one["entries"]}
    assert listed - {int(index) for index in sampled["entries"]}


def test_another_sample_than_the_one_drawn_is_found(sampled) -> None:
    statement = drawn_from(sampled)
    others = [index for index in statement["entries"] if index not in statement["sample"]]
    statement["sample"] = sorted([statement["sample"][0], others[0]])
    found_by_both(packed(sampled), "m", statement["id"], "不是按种子抽取的")


def test_entries_of_other_matters_do_not_swell_a_sampled_statement(sampled) -> None:
    statement = drawn_from(sampled)
    definitions = {int(index) for index, one in sampled["entries"].items() if "figure_defined" in one["text"]}
    statement["entries"] = sorted(definitions)
    statement["sample"] = draw(read_note(sampled["checkpoint"])[2], statement["entries"])
    found_by_both(packed(sampled), "m", statement["id"], "与它无关")


def test_a_sampled_entry_that_is_left_out_is_found(sampled) -> None:
    statement = drawn_from(sampled)
    del sampled["entries"][str(statement["sample"][0])]
    found_by_both(packed(sampled), "m", "缺第")
