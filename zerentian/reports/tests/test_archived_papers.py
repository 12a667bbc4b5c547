"""Papers other than cases go to the archive with them: each of its kind, verified by itself, kept for its time."""

import shutil
import zipfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.urls import reverse

from zerentian.evidence.models import File
from zerentian.evidence.store import path_of
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.filing import Catalogued, Filed, all_kinds
from zerentian.organization.rules.retention import Retention
from zerentian.rectification.models import Finding
from zerentian.rectification.tests.conftest import *  # noqa: F403
from zerentian.reports.actions.transfers import ask_transfer, package_of, set_class, withdraw_transfer
from zerentian.reports.bagged import verify_bag
from zerentian.reports.filed import OWN_PAPERS, leaves_paper
from zerentian.reports.items import items_to_transfer, kinds_to_transfer
from zerentian.reports.models import KeptFor, Report
from zerentian.reports.packing import pack, slip
from zerentian.reports.rules.document import Table

from .test_minutes import minutes  # noqa: F401
from .test_transfers import made_to_fit

pytestmark = pytest.mark.django_db
YEAR = Period.parse("2026")
PHOTO = b"the ditch, cleared"


@pytest.fixture
def later(now):
    """When the finding is closed out."""
    return now + timedelta(days=6)


@pytest.fixture
def photographed(closed, now) -> Finding:
    """The finding that was closed out, with a photo."""
    name = sha256(PHOTO).hexdigest()
    path_of(name).parent.mkdir(parents=True, exist_ok=True)
    path_of(name).write_bytes(PHOTO)
    file = File.objects.create(sha256=name, size=len(PHOTO), kind="jpeg", name="a.jpg")
    closed.files.create(file=file, step="report", added_at=now)
    return closed


@pytest.fixture
def packed(photographed, minutes, report, township, first, later):  # noqa: F811
    """A transfer of a finding, of minutes and of a report."""
    seal(now=later)
    made = pack(ask_transfer(unit=township, period=YEAR, by=first, now=later), now=later)
    seal(now=later)
    return made


@pytest.fixture
def unpacked(packed, tmp_path) -> Path:
    with zipfile.ZipFile(package_of(packed)) as archive:
        archive.extractall(tmp_path)
    return tmp_path / packed.number


def items(unit, by):
    return items_to_transfer(unit, YEAR.first, YEAR.last, by, [*kinds_to_transfer()])


def test_every_kind_of_file_has_a_paper_and_words():
    assert {"concern", "report", "meeting", "letter", "inquiry", "finding"} <= set(kinds_to_transfer())
    for kind, filed in all_kinds().items():
        assert filed.leaves or kind in OWN_PAPERS or kind == "report", kind


def test_findings_minutes_and_reports_are_packed_as_they_are_and_each_verifies(
    unpacked, packed, report, photographed, first, later
):
    rows = {row.ref: row for row in packed.papers.all()}
    assert set(rows) == {
        report.ref,
        photographed.ref,
        next(ref for ref in rows if ref.startswith("meeting:")),
    }
    assert rows[photographed.ref].title == "[关于“后沟排洪沟淤堵”问题的整改案卷]"
    assert {row.retention for row in rows.values()} == {"永久", "10年"}
    folder = next((unpacked / "data/papers").glob("*_report-*"))
    assert (folder / "report.docx").read_bytes().startswith(b"PK"), "as it was issued"
    found = verify_bag(unpacked)
    assert found.verdict == "holds", [line for line in found.lines if not line["holds"]] + found.limits
    printed = slip(packed, forms=("pdf",), by=first, now=later)
    assert printed["pdf"].startswith(b"%PDF")
    own = Entry.objects.get(verb="archive.included", subject=photographed.ref)
    assert own.fact["stated"] == rows[photographed.ref].digest


def test_the_file_of_a_finding_begins_with_a_cover_as_that_of_a_case_does(
    photographed, township, first, later
):
    item = next(one for one in items(township, first) if one.ref == photographed.ref)
    document = leaves_paper(item, first, later)
    cover, contents = (block for block in document.blocks if isinstance(block, Table))
    told = {plain(row[0]): plain(row[1]) for row in cover.rows}
    assert (cover.caption, contents.caption) == ("案卷封面", "卷内文件目录")
    assert told["案卷题名"] == "关于“后沟排洪沟淤堵”问题的整改案卷"
    assert told["卷内文件"] == f"{len(contents.rows)}件" == f"{len(document.annexes)}件"
    assert told["保管期限"] == "10年（建议，由档案人员审定）"
    assert told["起止日期"].startswith(plain(contents.rows[0][2]))


def plain(runs) -> str:
    """Return the words of a cell."""
    return "".join(run.text for run in runs)


def test_what_lies_in_a_transfer_goes_once(packed, township, first, later):
    assert items(township, first) == []
    withdraw_transfer(packed, reason="期间选错了", by=first, now=later)
    assert len(items(township, first)) == 3


FORGERIES = {
    "evidence more": ("*_finding-*", lambda folder: (folder / "files" / ("0" * 64)).write_bytes(b"more")),
    "another's paper": (
        "*_finding-*",
        lambda folder: shutil.copy(
            next(folder.parent.glob("*_meeting-*")) / "paper.pdf", folder / "paper.pdf"
        ),
    ),
    "no paper": ("*_meeting-*", lambda folder: [path.unlink() for path in folder.glob("paper.*")]),
    "a paper altered": (
        "*_finding-*",
        lambda folder: (folder / "paper.pdf").write_bytes((folder / "paper.pdf").read_bytes() + b"x"),
    ),
}


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_file_that_was_altered_is_named_also_when_the_lists_fit(unpacked, kind, monkeypatch):
    monkeypatch.setattr("zerentian.reports.bagged.entry_here", lambda outcome: False)
    which, change = FORGERIES[kind]
    change(next((unpacked / "data/papers").glob(which)))
    made_to_fit(unpacked)
    found = verify_bag(unpacked)
    if kind == "no paper":
        # An empty folder is none: the log says how many there were.
        assert found.verdict == "unproved"
        return
    assert found.verdict == "differs"
    assert any("data/papers/" in str(line["place"]) for line in found.lines if not line["holds"])


def test_only_some_kinds_are_taken_and_none_is_refused(photographed, township, first, later):
    with pytest.raises(NotAllowed, match="没有可移交的案卷"):
        ask_transfer(unit=township, period=YEAR, kinds=["concern"], by=first, now=later)
    for kinds in ([], ["deed"]):
        with pytest.raises(NotAllowed, match="种类"):
            ask_transfer(unit=township, period=YEAR, kinds=kinds, by=first, now=later)
    made = ask_transfer(unit=township, period=YEAR, kinds=["finding"], by=first, now=later)
    assert Entry.objects.get(verb="archive.asked").fact["kinds"] == made.kinds == "finding"


def test_how_long_a_file_is_kept_is_decided_with_a_reason_before_it_is_packed(
    photographed, township, first, clerk, later
):
    said = {"unit": township, "period": YEAR, "now": later}
    ref = photographed.ref
    with pytest.raises(NotAllowed, match="理由"):
        set_class(ref, retention="y30", reason=" ", by=first, **said)
    with pytest.raises(NotAllowed, match="已经是10年"):
        set_class(ref, retention="y10", reason="重要", by=first, **said)
    with pytest.raises(NotAllowed, match="没有这份"):
        set_class("finding:0", retention="y30", reason="重要", by=first, **said)
    with pytest.raises(Forbidden):
        set_class(ref, retention="y30", reason="重要", by=clerk, **said)
    set_class(ref, retention="y30", reason="涉及防洪工程，长期备查", by=first, **said)
    assert Entry.objects.get(verb="archive.classed", subject=ref).fact == {
        "retention": "y30",
        "before": "y10",
    }
    made = pack(ask_transfer(unit=township, period=YEAR, by=first, now=later), now=later)
    assert made.papers.get().retention == "30年"
    with pytest.raises(NotAllowed, match="可能已经移交"):
        set_class(ref, retention="permanent", reason="重要", by=first, **said)
    assert KeptFor.objects.count() == 1


def test_a_report_goes_with_the_days_in_which_it_was_signed_not_with_those_it_tells_of(
    report, township, first
):
    """A report on the second half-year that is signed in January is of the new year."""
    midnight = datetime(2026, 3, 31, 16, tzinfo=UTC)  # in China the first of April begins
    told_of = Period.parse("2026Q1")
    assert report.last <= told_of.last

    def quarters(issued_at: datetime) -> list[str]:
        Report.objects.filter(pk=report.pk).update(issued_at=issued_at)
        spans = {code: Period.parse(code) for code in ("2026Q1", "2026Q2")}
        return [
            code
            for code, span in spans.items()
            if report.ref
            in [one.ref for one in items_to_transfer(township, span.first, span.last, first, ["report"])]
        ]

    assert quarters(midnight - timedelta(seconds=1)) == ["2026Q1"]
    assert quarters(midnight) == ["2026Q2"]


def test_the_page_lists_what_waits_and_leads_to_the_class_and_the_transfer(
    photographed, township, first, clerk, client_of
):
    browser = client_of(first)
    ready, classes = reverse("reports:transfer-ready"), reverse("reports:transfer-class")
    query = "?unit=990101&period=2026"
    shown = browser.get(ready + query).content.decode()
    assert photographed.number in shown
    assert "10年（建议）" in shown
    address = f"{classes}{query}&ref={photographed.ref}"
    assert browser.post(address, {"retention": "y30", "reason": ""}).status_code == 422
    assert browser.post(address, {"retention": "y30", "reason": "长期备查"}).status_code == 302
    assert "30年" in browser.get(ready + query).content.decode()
    assert browser.get(f"{classes}{query}&ref=finding:0").status_code == 404
    assert browser.get(f"{classes}?ref=finding:0").status_code == 404
    assert client_of(clerk).get(ready).status_code == 403
    form = browser.get(reverse("reports:transfer-new") + query).content.decode()
    assert 'value="2026"' in form


def test_a_new_noun_joins_by_its_declaration_alone(photographed, township, first, monkeypatch):
    filed = Filed(
        "试",
        lambda account, unit, begin, end: Finding.objects.filter(pk=photographed.pk),
        lambda row: Catalogued("1", "试", "云岭乡人民政府", row.closed_on, Retention.SHORT),
        lambda row: (),
    )
    monkeypatch.setitem(all_kinds(), "try", filed)
    assert [one.kind for one in items(township, first)] == ["finding", "try"]
