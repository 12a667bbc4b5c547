"""A letter of responsibility (责任书) as a paper: the sealed words, who has signed them in which order and how."""

from datetime import datetime

from zerentian.duties.models import LetterSigner, LetterVersion
from zerentian.duties.rules.letters import SIGNED_HOW
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.organization.models import Account
from zerentian.organization.rules.protected import WITHOUT
from zerentian.reports.letters import print_line
from zerentian.reports.rules.document import Block, Document, Heading, Paragraph, Run, Table

HEADINGS = ("次序", "签署岗位", "签署日期", "签署方式", "（纸质签署处）")
OPEN = "尚未签署"


def letter_paper(version: LetterVersion, *, viewer: Account, now: datetime) -> Document:
    """Return one text of a letter as a paper: its words as sealed, the table of its signatures, its digest.

    A password entered again is no electronic seal, and the paper says so; a column is left for signing by hand.
    """
    letter = version.letter
    signers = list(version.signers.select_related("post__unit").prefetch_related("post__unit__periods"))
    days = [one.signed_on for one in signers if one.signed_on]
    title, *lines = version.text.splitlines()
    blocks: list[Block] = [block_of(line) for line in lines]
    blocks.append(Table("签署情况", HEADINGS, tuple(row_of(one) for one in signers)))
    return Document(
        number=f"{letter.number}-{version.version}",
        title=title,
        unit_name=letter.unit.organ_on(local_day(version.drafted_at)),
        recipient="",
        closing_day=max(days, default=local_day(version.drafted_at)),
        blocks=tuple(blocks),
        printed=print_line(viewer, now),
        note=f"{SIGNED_HOW}；封存全文 SHA-256：{version.digest}；{WITHOUT}",
        form="file",
    )


def block_of(line: str) -> Block:
    """Return a line of the text: 一、二、三、 open its parts."""
    runs = (Run(line.strip()),)
    return Heading(1, runs) if line[1:2] == "、" else Paragraph(runs)


def row_of(one: LetterSigner) -> tuple[tuple[Run, ...], ...]:
    """Return a signature's row; the last cell is for a signature by hand."""
    day = chinese_day(one.signed_on) if one.signed_on else OPEN
    how = SIGNED_HOW if one.signed_on else ""
    texts = (str(one.position), f"{one.post.unit.name}　{one.post.title}", day, how, "")
    return tuple((Run(text),) for text in texts)
