"""What a report states is bound before it is rendered: the forgeries that a file alone could once pass."""

import io
import json
import re
import zipfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zerentian.ledger.actions import accept_clock, seal
from zerentian.ledger.actions.keys import rotate_key
from zerentian.ledger.export import export_log
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.rules import note
from zerentian.ledger.rules.note import BadNote, Checkpoint, sign, verifier_key
from zerentian.reports.actions import drafting, issue_report, issuing
from zerentian.reports.actions.binding import Bound, Rendition
from zerentian.reports.actions.issuing import report_folder
from zerentian.reports.checking import check_here
from zerentian.reports.cli.verify import verify as command
from zerentian.reports.offline import verify
from zerentian.reports.offline.verify import canonical, main, verify_bytes

from .conftest import PERIOD
from .test_issued_files import manifest_of, packed, problems

OWN = Ed25519PrivateKey.generate()
pytestmark = pytest.mark.usefixtures("issued_once")


def without_entry(manifest: dict) -> None:
    """Leave the last walk (8 people) out, wherever it is stated, and make every number right again."""
    gone = manifest["statements"][0]["entries"][-1]
    figures = manifest["figures"]
    entries = {int(at): json.loads(one["text"]) for at, one in manifest["entries"].items()}
    for one in manifest["statements"]:
        one["entries"] = [at for at in one["entries"] if at != gone]
        right(figures[one["figure"]], one, [(at, entries[at]) for at in one["entries"]])


def right(figure: dict, statement: dict, entries: list) -> None:
    """Make a statement say what entries come to."""
    value, part, whole, states = verify.recomputed(figure, statement, entries)
    marks = {name: states.pop(name, 0) for name in ("late", "imported", "corrected")}
    counted = states if figure["measure"] in verify.STATED else {}
    statement |= {"value": value, "numerator": part, "denominator": whole, **marks, "states": dict(counted)}
    statement["text"] = verify.printed(figure, statement)[0]


def with_text(key: str) -> Callable[[dict], None]:
    """Return a forgery that states a made-up entry under a key that is no place of the tree."""

    def forge(manifest: dict) -> None:
        genuine = next(one for one in manifest["entries"].values() if '"trial.walked"' in one["text"])
        text = genuine["text"].replace('"people":3', '"people":300')
        leaf = verify.sha256(b"\x00" + text.encode()).hexdigest()
        manifest["entries"][key] = {"text": text, "leaf": leaf}
        manifest["statements"][0]["entries"] += [int(key)] if int(key) >= 0 else []

    return forge


def doubled(manifest: dict) -> None:
    one = manifest["statements"][0]
    one["entries"] = [one["entries"][0], *one["entries"]]


def restated(manifest: dict) -> None:
    manifest["statements"].append(
        {**manifest["statements"][1], "id": f"s{len(manifest['statements']) + 1:03}"}
    )


def opened_elsewhere(manifest: dict) -> None:
    manifest["openings"][0]["entry"] = manifest["openings"][-1]["entry"] + 1


def of_another_log(manifest: dict) -> None:
    size = manifest["size"] + 1
    manifest["envelope"]["checkpoint"] = sign(Checkpoint("other-log", size, b"\1" * 32), [OWN])


def of_own_key(manifest: dict) -> None:
    origin, size, root, _, _ = verify.read_note(manifest["envelope"]["checkpoint"])
    manifest["envelope"]["checkpoint"] = sign(Checkpoint(origin, size, root), [OWN])


def stale(manifest: dict) -> None:
    manifest["envelope"]["checkpoint"] = manifest["checkpoint"]


FORGERIES: dict[str, Callable[[dict], object]] = {
    "an index below nought": with_text("-1"),
    "an index beyond the log": with_text("9000"),
    "an index with a nought before it": with_text("07"),
    "omission": without_entry,
    "addition": lambda m: m["statements"][0]["entries"].append(m["size"] - 1),
    "duplicate": doubled,
    "a statement twice": restated,
    "an opening taken away": lambda m: m["openings"].pop(),
    "an opening elsewhere": opened_elsewhere,
    "other words": lambda m: m["paragraphs"][-1].update(text="另一段文字"),
    "another picture": lambda m: [
        one["picture"].update(sha256="0" * 64) for one in m["paragraphs"] if "picture" in one
    ],
    "other pages": lambda m: m["outside"].update(html="0" * 64),
    "another number": lambda m: m["report"].update(number="2026-0007"),
    "another unit": lambda m: m["report"].update(unit="990100"),
    "another period": lambda m: m["report"].update(period="2026-01"),
    "another audience": lambda m: m["rendition"].update(audience="leadership"),
    "a node that nothing needs": lambda m: m["nodes"].update({"0-1": "0" * 64}),
    "the checkpoint of another log": of_another_log,
    "a key of one's own": of_own_key,
    "a stale checkpoint": stale,
}  # fmt: skip


def in_word(folder, manifest: bytes) -> bytes:
    """Return the Word file with another manifest in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(folder / "report.docx") as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("customXml/") and b"urn:zerentian:manifest" in data:
                start = data.index(b">", data.index(b"urn:zerentian:manifest")) + 1
                own = data[start : data.index(b"<", start)]
                assert zlib.decompress(b64decode(own)) == (folder / "manifest.json").read_bytes()
                data = data.replace(own, b64encode(zlib.compress(manifest)))
            target.writestr(name, data)
    return buffer.getvalue()


def test_a_lone_file_is_genuine_with_the_key_alone_and_says_that_it_was_composed(folder) -> None:
    vkey = manifest_of(folder)["vkey"]
    for name in ("report.docx", "report.html", "report.pdf", "manifest.json"):
        result = verify_bytes((folder / name).read_bytes(), name, vkey)
        assert (result.verdict, result.exit_code) == ("holds", 0), (name, problems(result), result.notes)
        assert verify.COMPOSED in result.notes
        unknown = verify_bytes((folder / name).read_bytes(), name)
        assert (unknown.verdict, unknown.exit_code, unknown.limits) == ("unproved", 0, [verify.UNKNOWN_KEY])


@pytest.mark.parametrize("kind", FORGERIES)
def test_no_forged_statement_passes_on_a_machine_that_has_only_the_key(folder, kind) -> None:
    manifest = manifest_of(folder)
    vkey = manifest["vkey"]
    FORGERIES[kind](manifest)
    data = packed(manifest)
    assert data != (folder / "manifest.json").read_bytes()
    for forged, name in ((data, "manifest.json"), (in_word(folder, data), "report.docx")):
        result = verify_bytes(forged, name, vkey)
        assert (result.verdict, result.exit_code) == ("differs", 1), kind


def test_an_index_written_twice_a_fraction_and_other_spellings_differ(folder) -> None:
    genuine = (folder / "manifest.json").read_bytes()
    size = manifest_of(folder)["size"]
    others = {
        "a key twice": genuine.replace(b'"size":', b'"size":1,"size":', 1),
        "a fraction": genuine.replace(b'"size":%d' % size, b'"size":%d.0' % size, 1),
        "an exponent": genuine.replace(b'"size":%d' % size, b'"size":%de0' % size, 1),
        "no number": genuine.replace(b'"size":%d' % size, b'"size":NaN', 1),
        "a space": genuine.replace(b'"size":', b'"size": ', 1),
        "an escape": genuine.replace(b'"size":', b'"\\u0073ize":', 1),
    }
    for kind, data in others.items():
        assert data != genuine, kind
        assert verify_bytes(data, "manifest.json", manifest_of(folder)["vkey"]).exit_code == 1, kind


def test_a_file_stripped_down_to_the_old_format_is_never_genuine(folder) -> None:
    manifest = manifest_of(folder)
    for name in ("envelope", "rendition"):
        del manifest[name]
    manifest["format"] = "zerentian-manifest-1"
    without_entry(manifest)
    for one in manifest["paragraphs"]:
        one["statements"] = []
    data = canonical(manifest)
    result = verify_bytes(data, "manifest.json", manifest["vkey"])
    assert (result.verdict, result.exit_code) == ("unproved", 3)
    assert result.limits == [verify.ALONE]


def test_the_office_that_leaves_entries_out_while_composing_is_found_by_the_whole_log(
    walk, outline, township, first, now, tmp_path, monkeypatch
) -> None:
    for day, people in ((date(2026, 1, 10), 3), (date(2026, 2, 20), 5), (date(2026, 2, 27), 8)):
        walk(day, people)
    stated = drafting.stated

    def leaving_out(composition, *given):
        manifest = verify.expanded(stated(composition, *given))
        without_entry(manifest)
        for one in manifest["paragraphs"]:
            one["statements"] = []
        return verify.compacted(manifest)

    monkeypatch.setattr(drafting, "stated", leaving_out)
    folder = report_folder(issue_report(outline, unit=township, period=PERIOD, by=first, now=now))
    export_log(tmp_path / "log")
    result = verify_bytes((folder / "manifest.json").read_bytes(), "m", manifest_of(folder)["vkey"])
    assert result.verdict == "holds"
    result.check_export(tmp_path / "log")
    assert any("漏列" in one for one in problems(result))
    assert result.exit_code == 1


def test_the_whole_log_draws_the_same_lists_and_finds_the_issue(folder, tmp_path) -> None:
    export_log(tmp_path / "log")
    data = (folder / "report.docx").read_bytes()
    result = verify_bytes(data, "report.docx", manifest_of(folder)["vkey"])
    result.check_export(tmp_path / "log")
    assert problems(result) == []
    assert result.verdict == "holds"
    assert verify.COMPOSED not in result.notes
    assert any("无遗漏" in line["message"] for line in result.lines)


def test_a_key_rotated_while_composing_is_followed_from_the_old_to_the_new(
    walk, outline, township, first, now, monkeypatch
) -> None:
    walk(date(2026, 2, 20), 5)
    composed = issuing.composed

    def rotating(*given, **named):
        rotate_key(by=first, now=now)
        return composed(*given, **named)

    monkeypatch.setattr(issuing, "composed", rotating)
    folder = report_folder(issue_report(outline, unit=township, period=PERIOD, by=first, now=now))
    old = manifest_of(folder)["vkey"]
    new = Seal.objects.order_by("-number").first().vkeys.splitlines()[-1]
    assert old != new
    for key in (old, new):
        for name in ("manifest.json", "proof.zip"):
            result = verify_bytes((folder / name).read_bytes(), name, key)
            assert (problems(result), result.verdict) == ([], "holds"), name


def test_each_of_several_renditions_proves_itself_and_none_another() -> None:
    names = [
        Rendition("general", "checked"),
        Rendition("general", "plain"),
        Rendition("leadership", "checked"),
    ]
    contents = {
        one: {"rendition": {"audience": one.audience, "dress": one.dress}, "words": one.name} for one in names
    }
    bound = Bound(contents)
    proofs = {one: json.loads(bound.manifest(one, {})) for one in names}
    for one in names:
        envelope = proofs[one].pop("envelope")
        assert verify.is_rendition(proofs[one], bound.facts, envelope["rendition"])
        for other in set(names) - {one}:
            others = json.loads(bound.manifest(other, {}))["envelope"]["rendition"]
            assert not verify.is_rendition(proofs[one], bound.facts, others)
    repeated = {**bound.facts, "renditions": "general.checked:general.checked:leadership.checked"}
    own = json.loads(bound.manifest(names[0], {}))
    assert not verify.is_rendition(own, repeated, own["envelope"]["rendition"])


def test_the_verdict_comes_first_in_the_readers_language(folder, tmp_path, monkeypatch, capsys) -> None:
    path, foreign = folder / "report.docx", tmp_path / "letter.txt"
    foreign.write_text("一封信")
    (tmp_path / "vkey").write_text(manifest_of(folder)["vkey"])
    for language, words in (("zh_CN.UTF-8", "属实"), ("en_GB.UTF-8", "GENUINE")):
        monkeypatch.setenv("LC_ALL", language)
        assert main([str(path), "--vkey", str(tmp_path / "vkey")]) == 0
        assert capsys.readouterr().out.splitlines()[1].strip() == words
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main([str(foreign)]) == 3
    assert "不是本程序出具的文件" in capsys.readouterr().out
    ran = CliRunner().invoke(command, [str(foreign)])
    assert ran.exit_code == 3
    assert "不是本程序出具的文件" in ran.output
    assert CliRunner().invoke(command, [str(path)]).output.splitlines()[1].strip() == "属实"


def test_the_file_is_said_to_be_issued_where_it_was(folder) -> None:
    result = check_here((folder / "report.docx").read_bytes(), "report.docx")
    assert result.verdict == "holds"
    assert verify.COMPOSED not in result.notes


HEAD = Checkpoint("demo-x", 7, bytes(range(32)))
GENUINE = sign(HEAD, [OWN])
TEXT, SIGNED = GENUINE.split("\n\n")
NOTES = {
    "genuine": (GENUINE, True),
    "a size with a nought before it": (GENUINE.replace("\n7\n", "\n07\n"), False),
    "a size with a sign": (GENUINE.replace("\n7\n", "\n+7\n"), False),
    "a size in other digits": (GENUINE.replace("\n7\n", "\n７\n"), False),
    "a size with a space": (GENUINE.replace("\n7\n", "\n7 \n"), False),
    "no end of line": (GENUINE[:-1], False),
    "two ends of line": (GENUINE + "\n", False),
    "carriage returns": (GENUINE.replace("\n", "\r\n"), False),
    "another line": (f"{TEXT}\nmore\n\n{SIGNED}", False),
    "no origin": (GENUINE.replace("demo-x\n7", "\n7"), False),
    "an origin with a space": (GENUINE.replace("demo-x\n7", "demo x\n7"), False),
    "a hyphen for a dash": (GENUINE.replace("— ", "- "), False),
    "a signature twice": (GENUINE + SIGNED, False),
    "no signature": (f"{TEXT}\n\n", False),
    "a short root": (GENUINE.replace(TEXT.split("\n")[2], "AAEC"), False),
    "a root with loose bits": (GENUINE.replace("HR4f", "HR4f").replace("8=\n", "9=\n"), False),
    "a root with a space in it": (GENUINE.replace(TEXT.split("\n")[2], TEXT.split("\n")[2] + " "), False),
}  # fmt: skip


@pytest.mark.parametrize("kind", NOTES)
def test_notes_are_read_alike_by_the_ledger_and_offline(kind) -> None:
    text, good = NOTES[kind]
    for reader in (note.read_note, verify.read_note):
        if good:
            reader(text)
        else:
            with pytest.raises(ValueError):  # noqa: PT011
                reader(text)


VKEY = verifier_key(OWN, "demo-x").text()
KEYS = {
    "another id": VKEY.replace("+", "+0", 1),
    "a name with a space": VKEY.replace("demo-x", "demo x"),
    "loose bits": VKEY[:-1] + ("=" if VKEY[-1] != "=" else "A"),
    "a longer key": VKEY + "AAAA",
    "in capitals": "+".join(
        [*VKEY.split("+")[:1], VKEY.split("+", 2)[1].upper() + "x", VKEY.split("+", 2)[2]]
    ),
}


@pytest.mark.parametrize("kind", KEYS)
def test_keys_are_read_alike_by_the_ledger_and_offline(kind) -> None:
    with pytest.raises(BadNote):
        note.read_verifier_key(KEYS[kind])
    with pytest.raises(ValueError):  # noqa: PT011
        verify.public_of(KEYS[kind])


def test_a_signature_under_the_name_of_another_log_is_none() -> None:
    other = GENUINE.replace("demo-x\n7", "demo-y\n7")
    assert verify.note_signed(GENUINE, VKEY)
    assert not verify.note_signed(other, VKEY)
    assert not note.note_signed_by(other, note.read_verifier_key(VKEY))
    renamed = note.VerifierKey("demo-y", verifier_key(OWN, "demo-y").public)
    assert not note.note_signed_by(GENUINE, renamed)
    assert not verify.note_signed(GENUINE, renamed.text())


def test_the_log_grew_and_holds_after_composing(report, now) -> None:
    assert seal(now=now) is not None
    assert [one.change for one in Entry.objects.filter(verb="report.composed")] == [""]


def test_a_report_after_a_clock_that_was_ahead_verifies_offline(
    walk, outline, township, first, now, tmp_path
) -> None:
    """The entry that states the clock, and a seal earlier than the one before, are no fault to anybody."""
    walk(date(2026, 2, 20), 5)
    seal(now=now + timedelta(days=30))
    accept_clock(by=first, now=now)
    folder = report_folder(issue_report(outline, unit=township, period=PERIOD, by=first, now=now))
    seal(now=now)
    export_log(tmp_path / "log")
    (tmp_path / "vkey").write_text(manifest_of(folder)["vkey"])
    for name in ("report.docx", "proof.zip"):
        given = [str(folder / name), "--vkey", str(tmp_path / "vkey"), "--export", str(tmp_path / "log")]
        assert main(given) == 0, name


def in_page(folder, envelope: bytes) -> bytes:
    """Return the issued page with another envelope."""
    page, _ = verify.out_of_html((folder / "report.html").read_bytes())
    return page + envelope + verify.HTML_AFTER


def test_a_page_of_an_earlier_version_holds_its_manifest_as_it_is_and_still_verifies(folder) -> None:
    manifest = (folder / "manifest.json").read_bytes()
    old = in_page(folder, verify.HTML_BEFORE + b64encode(manifest))
    assert verify_bytes(old, "report.html", manifest_of(folder)["vkey"]).verdict == "holds"
    assert len((folder / "report.html").read_bytes()) < len(old)


@pytest.mark.parametrize("how", ["cut off", "something behind", "beyond all size", "no deflated data"])
def test_a_manifest_deflated_otherwise_is_no_manifest(folder, how, monkeypatch) -> None:
    content = zlib.compress((folder / "manifest.json").read_bytes())
    spoiled = {
        "cut off": content[:-9],
        "something behind": content + b"words",
        "beyond all size": content,
        "no deflated data": content[2:],
    }[how]
    if how == "beyond all size":
        monkeypatch.setattr(verify, "MOST_UNPACKED", 100)
    with pytest.raises((ValueError, zlib.error)):
        verify_bytes(in_page(folder, verify.HTML_DEFLATED + b64encode(spoiled)), "report.html")


HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("altered", [False, True])
def test_every_line_of_the_console_is_in_the_readers_language(
    folder, tmp_path, monkeypatch, capsys, altered
) -> None:
    path = tmp_path / "report.html"
    data = (folder / "report.html").read_bytes()
    path.write_bytes(data.replace("巡山".encode(), "寻山".encode(), 1) if altered else data)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    main([str(path)])
    chinese = capsys.readouterr().out.splitlines()
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    main([str(path)])
    english = capsys.readouterr().out.splitlines()
    assert len(chinese) == len(english) > 4
    assert not [line for line in chinese + english if " · " in line]
    assert all(HAN.search(line) for line in chinese if "—" in line)
    assert not [line for line in english if HAN.search(line.replace("巡山", ""))]
