"""Audits the text of a report: which sentences say something that anyone can check."""

import re
from dataclasses import dataclass

from zerentian.reports.rules.audit.boundaries import Refusal, refusal_of
from zerentian.reports.rules.audit.kinds import Kind, Reading
from zerentian.reports.rules.audit.quantities import quantities
from zerentian.reports.rules.audit.sentences import split

__all__ = ["Audit", "Kind", "Refusal", "Sentence", "Totals", "audit"]

_EVIDENCE = re.compile(
    r"(?:印发|下发|制定|制订|修订|出台|发布|编制|签订|转发)(?:了|并印发)?[^，。；]{0,12}《[^》]+》|[〔\[【﹝(（]\s*\d{4}\s*[〕\]】﹞)）]\s*\d+\s*号"
    r"|(?:详?见|附)[^，。；]{0,6}(?:附件|附表|附图|附录|清单|照片|台账|网站)|附[件表]\s*[\d一二三四五六七八九十]|https?://|台账编号|档案号"
    r"|[〔（(\[【](?:详?见)?(?:佐?证|证据|附|附件|台账|编号)[：:]?\s*[A-Za-z\d一二三四五六七八九十][^〕）)\]】]{0,24}[〕）)\]】]|(?:照片|影像|会议记录|签到表|凭证)(?:见|存|备查|编号)"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence of a report, judged."""

    n: int  # from 1
    text: str
    kind: Kind
    figures: tuple[str, ...]  # verbatim; empty for a declined sentence
    evidence: bool  # names a paper or annex where it can be looked up
    declined: Refusal | None


@dataclass(frozen=True)
class Totals:
    """What a report adds up to; declined sentences count by kind only."""

    sentences: int
    kinds: dict[Kind, int]
    figures: int
    declined: int
    checkable: int  # acts and facts, not declined
    with_evidence: int  # of these

    @property
    def share_with_evidence(self) -> float | None:
        """Return with_evidence / checkable between 0 and 1, None where nothing is checkable."""
        return self.with_evidence / self.checkable if self.checkable else None


@dataclass(frozen=True)
class Audit:
    """The judged sentences of one report, the whole text in order."""

    sentences: tuple[Sentence, ...]

    @property
    def totals(self) -> Totals:
        """Add the sentences up."""
        open_ones = [one for one in self.sentences if not one.declined]
        checkable = [one for one in open_ones if one.kind in (Kind.ACT, Kind.FACT)]
        return Totals(
            sentences=len(self.sentences),
            kinds={kind: sum(one.kind is kind for one in self.sentences) for kind in Kind},
            figures=sum(len(one.figures) for one in open_ones),
            declined=len(self.sentences) - len(open_ones),
            checkable=len(checkable),
            with_evidence=sum(one.evidence for one in checkable),
        )


def audit(text: str) -> Audit:
    """Return the sentences of a report's text, each with one kind, its figures, or why it is declined."""
    pieces = split(text)
    kinds = Reading(pieces).kinds()
    return Audit(
        tuple(
            _judge(n, piece.text, kind) for n, (piece, kind) in enumerate(zip(pieces, kinds, strict=True), 1)
        )
    )


def _judge(n: int, text: str, kind: Kind) -> Sentence:
    """Return the sentence with what it states, or with why it may state nothing."""
    declined = refusal_of(text)
    figures = () if declined or kind is Kind.HEADING else quantities(text)
    return Sentence(n, text, kind, figures, not declined and bool(_EVIDENCE.search(text)), declined)
