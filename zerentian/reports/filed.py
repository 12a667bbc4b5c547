"""What lies in the file of a matter other than a concern that goes to the archive: its paper, or one made of leaves."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from zerentian.community.models import Inquiry
from zerentian.duties.models import Letter, LetterVersion, Meeting
from zerentian.evidence.models import File
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.organization.filing import all_kinds
from zerentian.organization.models import Account
from zerentian.organization.rules.protected import WITHOUT
from zerentian.reports.actions.issuing import report_folder
from zerentian.reports.actions.printing import print_paper
from zerentian.reports.archive import COVER, cover_rows, table
from zerentian.reports.duty_letters import letter_paper
from zerentian.reports.inquiry_letters import inquiry_letter, letters_of
from zerentian.reports.items import Item
from zerentian.reports.keeping import NAMES
from zerentian.reports.letters import paragraphs, print_line
from zerentian.reports.minutes import minutes_paper
from zerentian.reports.models import Report
from zerentian.reports.offline.verify import FILES_LISTED
from zerentian.reports.rules.document import CONTENTS, Annex, Block, Document

FORMS = ("docx", "pdf")
Maker = Callable[[Item, Account, datetime], Document]


def parts_of(item: Item, *, by: Account, now: datetime) -> dict[str, bytes]:
    """Return the papers in the file of a matter, by name; a report as it was issued.

    Raises what ``print_paper`` raises.
    """
    if isinstance(item.row, Report):
        return issued_parts(item.row)
    kind, make = OWN_PAPERS.get(item.kind, ("file", None))
    document = make(item, by, now) if make else leaves_paper(item, by, now)
    made = print_paper(item.row, document, kind=kind, forms=FORMS, by=by, now=now)
    return {f"paper.{form}": content for form, content in made.items()}


def issued_parts(report: Report) -> dict[str, bytes]:
    """Return the files of a report as they were issued."""
    folder = report_folder(report)
    return {name: (folder / name).read_bytes() for name in NAMES.values() if (folder / name).is_file()}


def files_in(item: Item) -> tuple[str, ...]:
    """Return the digests of the evidence in the file of a matter."""
    return tuple(all_kinds()[item.kind].files(item.row))


def _minutes(item: Item, viewer: Account, now: datetime) -> Document:
    """Return the minutes of a meeting that were signed last; whole for who reads them whole."""
    meeting: Meeting = item.row
    minutes = meeting.signed_minutes
    minutes.meeting = meeting
    return minutes_paper(minutes, whole=meeting.is_read_whole_by(viewer), viewer=viewer, now=now)


def _letter(item: Item, viewer: Account, now: datetime) -> Document:
    """Return the text of a letter of responsibility that holds."""
    letter: Letter = item.row
    text = LetterVersion.objects.get(letter=letter, version=letter.version)
    text.letter = letter
    return letter_paper(text, viewer=viewer, now=now)


def _inquiry(item: Item, viewer: Account, now: datetime) -> Document:
    """Return the letters about a request for information as one file."""
    inquiry: Inquiry = item.row
    letters = [
        (name, inquiry_letter(inquiry, code, viewer=viewer, now=now)) for code, name in letters_of(inquiry)
    ]
    papers = [(name, one.closing_day, one.unit_name, one.blocks) for name, one in letters]
    return bound(item, papers, viewer, now)


# What the room of papers itself makes of a matter, and under which name it is printed.
OWN_PAPERS: Mapping[str, tuple[str, Maker]] = {
    "meeting": ("minutes", _minutes),
    "letter": ("duty_letter", _letter),
    "inquiry": ("inquiry", _inquiry),
}
Bound = tuple[str, date, str, tuple[Block, ...]]


def leaves_paper(item: Item, viewer: Account, now: datetime) -> Document:
    """Return the file of a matter whose noun tells its leaves."""
    filed = all_kinds()[item.kind]
    assert filed.leaves is not None, f"{item.kind} tells neither leaves nor has it a paper"
    papers: list[Bound] = []
    for leaf in filed.leaves(item.row):
        blocks = paragraphs("\n".join(leaf.lines)) if leaf.lines else []
        if leaf.rows:
            blocks.append(table(leaf.title, leaf.header, list(leaf.rows)))
        papers.append((leaf.title, leaf.day, leaf.who, tuple(blocks)))
    rows = list(files_listed(files_in(item)))
    if rows:
        listed = table(FILES_LISTED, ("序号", "种类", "字节", "SHA-256"), rows)
        papers.append(("佐证文件清单", item.told.day, item.told.organ, (listed,)))
    return bound(item, papers, viewer, now)


def files_listed(digests: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each file of evidence; an erased one is told by its hash alone."""
    known = {one.sha256: one for one in File.objects.filter(sha256__in=digests)}
    for number, digest in enumerate(digests, 1):
        file = known[digest]
        yield str(number), file.kind, str(file.size), digest


def bound(item: Item, papers: list[Bound], viewer: Account, now: datetime) -> Document:
    """Return papers bound as one file: a cover and a list of them, then each on a page of its own."""
    rows: list[tuple[str, ...]] = [
        (str(at), name, chinese_day(day), who) for at, (name, day, who, _) in enumerate(papers, 1)
    ]
    return Document(
        number=item.told.number,
        title=item.told.title,
        unit_name=item.told.organ,
        recipient="",
        closing_day=local_day(now),
        blocks=(
            table(COVER, ("项目", "内容"), cover(item, [day for _, day, _, _ in papers])),
            table(CONTENTS, ("序号", "题名", "日期", "责任者"), rows),
        ),
        annexes=tuple(Annex(name, blocks) for name, _, _, blocks in papers),
        printed=print_line(viewer, now),
        note=WITHOUT,
        form="file",
    )


def cover(item: Item, days: list[date]) -> list[tuple[str, ...]]:
    """Return what stands on the cover of a file, as on that of a case."""
    told, kept = item.told, item.retention.words
    first, last = min([*days, told.day]), max([*days, told.day])
    return cover_rows(
        told.organ,
        told.title,
        told.number,
        (first, last),
        len(days),
        f"{kept}（已确定）" if item.is_decided else f"{kept}（建议，由档案人员审定）",
    )
