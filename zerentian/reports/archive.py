"""The whole case of a concern as one file for the archive: cover, contents, what was said and done, list of files.

Source: 归档文件整理规则 DA/T 22 (contents by order, title, day, who is responsible); 国家档案局令第8号 (retention).
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO

from zerentian.casework.models import Concern
from zerentian.casework.models.labels import PURPOSES
from zerentian.casework.rules.clocks import Purpose
from zerentian.evidence.models import File
from zerentian.evidence.store import path_of
from zerentian.ledger import proofs
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.note import read_note
from zerentian.ledger.rules.periods import LOCAL, chinese_day, local_day
from zerentian.organization.models import Account, LocalClock
from zerentian.organization.rules.protected import ABOUT_ONE
from zerentian.reports.actions.printing import print_paper
from zerentian.reports.items import classes_of, proposed
from zerentian.reports.letters import decision_letter, paragraphs, print_line
from zerentian.reports.notices import notices_of
from zerentian.reports.offline.verify import CASE_READ_ME, FILES_LISTED, canonical, out_of_pdf
from zerentian.reports.render.signs import printable
from zerentian.reports.rules.document import CONTENTS, Annex, Block, Document, Paragraph, Run, Table
from zerentian.reports.rules.titles import unstopped

COVER = "案卷封面"
EARLIEST = (1980, 1, 1, 0, 0, 0)
# What stands in the case but is the supervisor's alone.
WITHHELD = ("reveal", "shield")
SHIELDED = ("contact.revealed", "concern.refused", "concern.shielded")
DRAWN_UP = "（据台账编制）"
SENT_OR_NOT = "本件据台账记录编制，供归档查阅；是否打印、送达，以办理经过和签收为准。"
PIECE = 1 << 20  # bytes of a file that are held at once


def case_file(concern: Concern, *, viewer: Account, now: datetime) -> Document:
    """Return the whole case for the archive: cover and contents, then each paper on a page of its own, files last.

    Contact data is not part of it, nor who looked at it.
    """
    papers = sorted(papers_of(concern, viewer, now), key=lambda paper: paper[1])
    unit = concern.unit.organ_on(local_day(now))
    rows: list[tuple[str, ...]] = [
        (str(number), title, chinese_day(day), who) for number, (title, day, who, _) in enumerate(papers, 1)
    ]
    return Document(
        number=concern.number,
        title=f"{unit}群众诉求{concern.number}案卷",
        unit_name=unit,
        recipient="",
        closing_day=local_day(now),
        blocks=(
            table(COVER, ("项目", "内容"), cover(concern, unit, len(papers), now)),
            table(CONTENTS, ("序号", "题名", "日期", "责任者"), rows),
        ),
        annexes=tuple(Annex(title, tuple(blocks)) for title, _, _, blocks in papers),
        printed=print_line(viewer, now),
        note=ABOUT_ONE,
        form="file",
    )


def cover(concern: Concern, unit: str, count: int, now: datetime) -> list[tuple[str, ...]]:
    """Return what stands on the cover of a case."""
    ended = concern.happenings.exclude(step__in=WITHHELD).order_by("pk").last()
    last = local_day(ended.at) if ended else local_day(now)
    days, title = (local_day(concern.received_at), last), f"关于“{unstopped(concern.title)}”的诉求"
    return cover_rows(unit, title, concern.number, days, count, kept_for(concern))


def cover_rows(
    organ: str, title: str, number: str, days: tuple[date, date], count: int, kept: str
) -> list[tuple[str, ...]]:
    """Return what stands on the cover of any file: whose, what, number, from when to when, how much, for how long."""
    return [
        ("全宗单位", organ),
        ("案卷题名", title),
        ("编号", number),
        ("起止日期", f"{chinese_day(days[0])}至{chinese_day(days[1])}"),
        ("卷内文件", f"{count}件"),
        ("保管期限", kept),
    ]


def kept_for(concern: Concern) -> str:
    """Return how long a case is kept: as was decided, else as is proposed."""
    decided = classes_of([concern.ref]).get(concern.ref)
    return f"{decided.words}（已确定）" if decided else f"{proposed(concern).words}（建议，由档案人员审定）"


Paper = tuple[str, date, str, list[Block]]


def papers_of(concern: Concern, viewer: Account, now: datetime) -> Iterator[Paper]:
    """Yield what lies in a case: title, day, who is responsible, blocks."""
    unit = concern.unit.organ_on(local_day(now))
    received = local_day(concern.received_at)
    facts = table("基本情况", ("项目", "内容"), facts_of(concern))
    yield "诉求", received, "诉求人", [*paragraphs(concern.words), facts]
    for notice in notices_of(concern, viewer=viewer, now=now):
        # Drawn up for the file from what was recorded: that somebody printed or sent it is another matter.
        yield (
            f"{notice.title}{DRAWN_UP}",
            notice.day,
            unit,
            [*notice.blocks, Paragraph((Run(SENT_OR_NOT),), "note")],
        )
    for reply in concern.replies.filter(released=True).select_related("unit"):
        letter = decision_letter(concern, reply, viewer=viewer, now=now)
        yield f"第{reply.round}次答复", letter.closing_day, unit, list(letter.blocks)
    told = (
        ("办理经过", table("经过", ("时间", "步骤", "经办", "内容"), steps_of(concern))),
        ("办理时限", table("时限", ("时限", "依据", "起算", "到期", "停止"), clocks_of(concern))),
        ("回访记录", table("回访", ("时间", "联系", "解决", "满意", "原话"), calls_of(concern))),
        ("复查复核", table("复查复核", ("层级", "申请", "意见", "理由"), reviews_of(concern))),
        ("佐证文件清单", table(FILES_LISTED, ("序号", "种类", "字节", "SHA-256"), files_of(concern))),
    )
    for title, one in told:
        if one.rows:
            yield title, local_day(now), unit, [one]


def files_of(concern: Concern) -> list[tuple[str, ...]]:
    """Return the files of a case, as rows; an erased one by its hash alone."""
    return [
        (str(number), file.kind, str(file.size), file.sha256)
        for number, file in enumerate(evidence_of(concern), 1)
    ]


def evidence_of(concern: Concern) -> list[File]:
    """Return the files that came with a concern."""
    return [one.file for one in concern.files.select_related("file").order_by("pk")]


def table(caption: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    """Return a table of texts."""
    return Table(caption, header, tuple(tuple((Run(cell),) for cell in row) for row in rows))


def moment(value: datetime | None) -> str:
    """Return a local time to the minute."""
    return f"{value.astimezone(LOCAL):%Y-%m-%d %H:%M}" if value else ""


def facts_of(concern: Concern) -> list[tuple[str, ...]]:
    """Return what a concern is, as rows."""
    facts = (
        ("编号", concern.number),
        ("标题", concern.title),
        ("渠道", concern.get_channel_display()),
        ("类别", concern.get_kind_display()),
        ("分类", concern.category.name if concern.category else ""),
        ("地点", concern.place),
        ("收到", moment(concern.received_at)),
        ("主办", concern.lead.name if concern.lead else ""),
        ("答复期限", chinese_day(concern.due) if concern.due else ""),
        ("状态", concern.get_state_display()),
    )
    return [(name, str(value)) for name, value in facts if value]


def steps_of(concern: Concern) -> list[tuple[str, ...]]:
    """Return what happened, as rows; looks at the contact and who is accused are not told here."""
    happened = concern.happenings.exclude(step__in=WITHHELD).select_related("by").order_by("pk")
    return [(moment(one.at), str(one.get_step_display()), one.by.name, one.words) for one in happened]


def clocks_of(concern: Concern) -> list[tuple[str, ...]]:
    """Return the clocks, each with the rule it follows, as rows."""
    book = LocalClock.objects.rulebook()
    return [
        (
            str(PURPOSES[Purpose(run.purpose)]),
            book.clock(run.rule_id, run.start).source,
            moment(run.start),
            str(run.due),
            str(run.stopped_on or "未停止"),
        )
        for run in concern.clocks.order_by("pk")
    ]


def calls_of(concern: Concern) -> list[tuple[str, ...]]:
    """Return the call-backs, as rows."""
    return [
        (
            moment(one.at),
            str(one.get_contacted_display()),
            str(one.get_solved_display()),
            str(one.get_satisfied_display()),
            one.words,
        )
        for one in concern.callbacks.order_by("pk")
    ]


def reviews_of(concern: Concern) -> list[tuple[str, ...]]:
    """Return the reviews, as rows."""
    return [
        (
            str(one.get_level_display()),
            f"{one.asked_on} {one.request}",
            str(one.get_outcome_display()),
            one.reasons,
        )
        for one in concern.reviews.order_by("pk")
    ]


def rested_on(concern: Concern) -> list[Entry]:
    """Return the entries of the ledger that a case rests on, in their order; its prints rest on them in their turn."""
    return list(
        Entry.objects.about(concern.ref).exclude(verb__in=(*SHIELDED, "paper.printed")).order_by("pk")
    )


def proved(entries: Iterable[Entry], envelope: bytes) -> bytes:
    """Return entries with their places in the tree whose checkpoint the envelope of a paper holds, as canonical JSON.

    The envelope commits to the leaves of all of them, so that none can be left out, added or exchanged.
    """
    paper = json.loads(envelope)
    size = read_note(paper["checkpoint"])[0].size
    keys = [entry.pk for entry in entries]
    placed = Entry.objects.filter(pk__in=keys).values_list("pk", "index")
    indexes = {key: index for key, index in placed if index is not None}
    told = [
        {
            "text": entry.leaf_content().canonical().decode(),
            "index": indexes[entry.pk],
            "path": [step.hex() for step in proofs.inclusion(indexes[entry.pk], size)],
        }
        for entry in entries
    ]
    return canonical(
        {"checkpoint": paper["checkpoint"], "entries": told, "number": paper["stated"]["number"]}
    )


def case_archive(concern: Concern, *, by: Account, now: datetime) -> IO[bytes]:
    """Return the case as a zip for the archive, at its beginning: Word, PDF/A, contents, files, entries, all hashes.

    It lies in a temporary file that is gone once closed. Files are put in as they are, a piece at a time: a case with
    films in it takes no memory. Raises what ``print_paper`` raises.
    """
    with ExitStack() as until_packed:
        packed = until_packed.enter_context(TemporaryFile())
        with zipfile.ZipFile(packed, "w") as archive:
            put_case(archive, concern, by=by, now=now)
        packed.seek(0)
        until_packed.pop_all()  # From here on whoever sends it closes it.
    return packed


def put_case(
    archive: zipfile.ZipFile, concern: Concern, *, by: Account, now: datetime, folder: str = ""
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Put a case into a zip, in a folder of it; return its written parts, and the digest of all it brought, by name.

    Raises what ``print_paper`` raises.
    """
    # The contents are compared with the list as the paper prints it.
    document, entries = printable(case_file(concern, viewer=by, now=now)), rested_on(concern)
    made = print_paper(
        concern, document, kind="case", forms=("docx", "pdf"), by=by, now=now, rests_on=entries
    )
    parts = {f"case.{form}": content for form, content in made.items()}
    parts["contents.csv"] = contents_of(document)
    parts["entries.json"] = proved(entries, out_of_pdf(made["pdf"])[1])
    parts["README.txt"] = CASE_READ_ME.encode()
    digests = {name: put(archive, folder + name, data) for name, data in sorted(parts.items())}
    digests |= {f"files/{one}": put_file(archive, one, folder) for one in kept_files(concern)}
    parts["sha256.txt"] = "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()
    digests["sha256.txt"] = put(archive, f"{folder}sha256.txt", parts["sha256.txt"])
    return parts, digests


def kept_files(concern: Concern) -> list[str]:
    """Return the digests of the files of a case that are still there, each once."""
    return [
        one for one in dict.fromkeys(file.sha256 for file in evidence_of(concern)) if path_of(one).exists()
    ]


def put(archive: zipfile.ZipFile, name: str, data: bytes) -> str:
    """Put a part into a zip, packed; return its SHA-256."""
    archive.writestr(zipfile.ZipInfo(name, EARLIEST), data, zipfile.ZIP_DEFLATED)
    return sha256(data).hexdigest()


def put_file(archive: zipfile.ZipFile, digest: str, folder: str = "") -> str:
    """Put a file of evidence into a zip as it is, a piece at a time; return the SHA-256 of what was put in."""
    info, found = zipfile.ZipInfo(f"{folder}files/{digest}", EARLIEST), sha256()
    info.file_size = path_of(digest).stat().st_size
    with open(path_of(digest), "rb") as source, archive.open(info, "w") as target:
        while piece := source.read(PIECE):
            found.update(piece)
            target.write(piece)
    return found.hexdigest()


def contents_of(document: Document) -> bytes:
    """Return cover and contents as CSV that spreadsheets open in Chinese."""
    rows = [["".join(run.text for run in cell) for cell in row] for row in table_rows(document)]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def table_rows(document: Document) -> Iterator[tuple[tuple[Run, ...], ...]]:
    """Yield the rows of a case's cover and contents, each table under its header."""
    for block in document.blocks:
        if isinstance(block, Table):
            yield tuple((Run(words),) for words in block.header)
            yield from block.rows
