"""Outlines: written, revised, and brought in from the files that ship with the program."""

from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from zerentian.ledger.actions import record
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import joined
from zerentian.organization.access import require
from zerentian.organization.models import Account
from zerentian.reports.models import Outline
from zerentian.reports.rules.outline import Parsed, parse

SHIPPED = Path(__file__).resolve().parent.parent / "outlines"


def read(text: str) -> Parsed:
    """Read an outline against the figures that exist here."""
    return parse(text, frozenset(FIGURES))


class WrittenMeanwhile(NotAllowed):
    """Somebody else kept a version of an outline since the writer opened it; ``version`` is the one that stands."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"提纲在您编辑期间已被改为第{version}版；请打开新版核对，再保存就成为第{version + 1}版",
            f"version {version} was written meanwhile: compare it; kept once more, yours becomes version {version + 1}",
        )
        self.version = version


@transaction.atomic
def write_outline(*, code: str, text: str, by: Account, now: datetime, base: int | None = None) -> Outline:
    """Write an outline: new, or the next version of the one of that code.

    ``base`` is the version the writer saw; when another has been written since, WrittenMeanwhile says so.
    """
    require(by, "outline.edit", now=now)
    parsed = read(text)
    if parsed.refused:
        raise NotAllowed(joined(one.placed for one in parsed.refused))
    current = Outline.objects.filter(code=code, current=True).select_for_update().first()
    if current is not None and base is not None and base != current.version:
        raise WrittenMeanwhile(current.version)
    rows = []
    if current is not None:
        current.current = False
        current.save(update_fields=["current"])
        rows.append(current)
    version = current.version + 1 if current else 1
    outline = Outline.objects.create(code=code, version=version, title=parsed.title[:120], text=text)
    record(
        "outline.written",
        subject=f"outline:{code}",
        unit="",
        by=by,
        now=now,
        facts={"code": code, "version": version},
        rows=[*rows, outline],
    )
    return outline


def outline_named(name: str, *, by: Account, now: datetime) -> Outline:
    """Return an outline by its code or its file, bringing in what the file says when it is new."""
    path = Path(name)
    code = path.stem if path.suffix == ".md" else name
    current = Outline.objects.filter(code=code, current=True).first()
    if path.suffix != ".md":
        path = SHIPPED / f"{name}.md"
        if current is not None:
            return current
    if not path.exists():
        shipped = "、".join(sorted(file.stem for file in SHIPPED.glob("*.md")))
        raise NotAllowed(
            f"没有提纲 {name}；可用：{shipped}", f"there is no outline {name}; there are: {shipped}"
        )
    text = path.read_text("utf-8")
    if current is not None and current.text == text:
        return current
    try:
        return write_outline(code=code, text=text, by=by, now=now)
    except IntegrityError:
        # Two who issue at once bring the same file in: the second takes what the first has written.
        brought = Outline.objects.filter(code=code, current=True, text=text).first()
        if brought is None:
            raise
        return brought
