"""Signed minutes of a meeting (会议纪要) as a paper: the sealed words, in the form of GB/T 9704-2012 §10.3."""

from datetime import datetime

from zerentian.duties.models import Minutes, MinutesRound
from zerentian.duties.rules.minutes import digest, for_everybody, is_part
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.organization.models import Account
from zerentian.organization.rules.protected import IN_MINUTES
from zerentian.reports.letters import print_line
from zerentian.reports.rules.document import Block, Document, Heading, Paragraph, Run

SIGNED = "由{post}于{day}经本人口令复核签发，非电子印章；{of} SHA-256：{digest}"
WHOLE, COPY = "封存全文", "印发稿文字"


def minutes_paper(minutes: Minutes, *, whole: bool, viewer: Account, now: datetime) -> Document:
    """Return signed minutes as they are handed round, or whole: number, words as sealed, who signed, the digest.

    It is the digest of what stands on the paper: that of the whole text would let a reader of the copy that is handed
    round try out what an inner matter may have said. Minutes bear no seal; that a password was entered again is no
    seal either, and the paper says so.
    """
    meeting = minutes.meeting
    signed_on = minutes.signed_on or local_day(now)
    name = f"{meeting.unit.name_on(signed_on)}{meeting.name}"
    text = minutes.text if whole else for_everybody(minutes.text)
    said = SIGNED.format(
        post=minutes.post.title if minutes.post else "",
        day=chinese_day(signed_on),
        of=WHOLE if text == minutes.text else COPY,
        digest=digest(text),
    )
    return Document(
        number=f"{meeting.pk}-{minutes.version}",
        title=f"{name}{meeting.label}会议纪要",
        unit_name=meeting.organ,
        recipient="",
        closing_day=signed_on,
        blocks=tuple(block_of(line) for line in text.splitlines() if line.strip()),
        printed=print_line(viewer, now),
        note=f"{said}；{IN_MINUTES}",
        minutes_of=name,
        copies=handed_round(minutes),
    )


def handed_round(minutes: Minutes) -> str:
    """Return 分送 as 版记 prints it; empty where the draft named nobody."""
    found = MinutesRound.objects.filter(minutes=minutes).first()
    return f"分送：{found}。" if found else ""


def block_of(line: str) -> Block:
    """Return a line of minutes: one that opens the part of a matter is a heading."""
    runs = (Run(line.strip()),)
    return Heading(1, runs) if is_part(line) else Paragraph(runs)
