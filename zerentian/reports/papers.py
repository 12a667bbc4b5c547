"""Reading a report to be audited: a paper of our own by what it states, any other by what stands on its pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zerentian.reports.checking import Outcome, outcome_of
from zerentian.reports.reading import read_report
from zerentian.reports.rules.dresses import PROOF_PAGE

ANNEX = re.compile(r"附件\s*\d*$")
DRAWN = "〔图："
OURS = (".docx", ".pdf")


@dataclass(frozen=True, slots=True)
class Paper:
    """A report's text, and what its verification found if it is a paper of our own."""

    text: str
    outcome: Outcome | None = None
    proved: frozenset[str] = frozenset()  # the paragraphs that rest on entries


def read_paper(path: Path) -> Paper:
    """Return the text of a file; of a paper of our own the stated lines, so that Word and PDF read the same.

    Unreadable says why a file cannot be read.
    """
    if path.suffix.lower() in OURS and path.is_file():
        outcome = outcome_of(path.read_bytes(), path.name)
        if outcome.said:
            proved = frozenset(text for text, rests in outcome.said if rests)
            return Paper("\n".join(text for text, _ in outcome.said), outcome, proved)
        lines = list(told([str(line["text"]) for line in outcome.shown if line.get("text")]))
        if outcome.verdict != "foreign" and lines:
            return Paper("\n".join(lines), outcome)
    return Paper(read_report(path))


def told(lines: list[str]) -> Iterator[str]:
    """Yield what a paper of our own says: no drawing in words, and nothing of the annexes that prove it."""
    for line in lines:
        if ANNEX.match(line) or line == PROOF_PAGE:
            return
        if not line.startswith(DRAWN):
            yield line
