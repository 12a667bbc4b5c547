"""Audits the text of a report: which sentences say something that anyone can check."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from zerentian.ledger.rules.words import Words
from zerentian.reports.rules.audit.boundaries import Refusal, refusal_of
from zerentian.reports.rules.audit.comparison import Repeated, repeated
from zerentian.reports.rules.audit.kinds import Kind, Reading
from zerentian.reports.rules.audit.quantities import quantities
from zerentian.reports.rules.audit.questions import Question, Told, missing_of, questions
from zerentian.reports.rules.audit.sentences import Piece, split

__all__ = ["Audit", "Kind", "Question", "Refusal", "Sentence", "Totals", "audit", "taken_over"]

_EVIDENCE = re.compile(
    r"(?:印发|下发|制定|制订|修订|出台|发布|编制|签订|转发)(?:了|并印发)?[^，。；]{0,12}《[^》]+》|[〔\[【﹝(（]\s*\d{4}\s*[〕\]】﹞)）]\s*\d+\s*号"
    r"|(?:详?见|附)[^，。；]{0,6}(?:附件|附表|附图|附录|清单|照片|台账|网站)|附[件表]\s*[\d一二三四五六七八九十]|https?://|台账编号|档案号"
    r"|以[^，。；]{2,16}(?:封存|登记)的台账为准|[〔（(\[【](?:详?见)?(?:佐?证|证据|附|附件|台账|编号)[：:]?\s*[A-Za-z\d一二三四五六七八九十][^〕）)\]】]{0,24}[〕）)\]】]|(?:照片|影像|会议记录|签到表|凭证)(?:见|存|备查|编号)"
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
    paragraph: int = 0  # from 0
    section: str = ""  # the heading of the highest rank above it
    missing: tuple[str, ...] = ()  # what it leaves open, by the names in ``questions.MISSING``


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

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return what to ask the author, section by section; nothing on declined sentences."""
        return questions([Told(one.n, one.section, one.kind, one.missing) for one in self.sentences])

    @property
    def summary(self) -> Words:
        """Return in a sentence what the report amounts to."""
        counts, totals = self.totals.kinds, self.totals
        checkable = totals.checkable
        acts = sum(one.kind is Kind.ACT and not one.declined for one in self.sentences)
        zh = (
            "没有可以核查的句子"
            if not checkable
            else f"可以核查的{checkable}句（行动{acts}句、事实{checkable - acts}句），"
            + (f"其中指明佐证{totals.with_evidence}句" if totals.with_evidence else "没有一句指明佐证")
        )
        en = (
            "nothing checkable"
            if not checkable
            else f"{checkable} checkable ({acts} acts, {checkable - acts} facts), "
            f"{totals.with_evidence or 'none'} with evidence"
        )
        return Words(
            f"共{totals.sentences}句：{zh}；问题{counts[Kind.PROBLEM]}句，打算{counts[Kind.PLAN]}句，"
            f"口号{counts[Kind.SLOGAN]}句"
            + (f"；不予采用{totals.declined}句。" if totals.declined else "。"),
            f"{totals.sentences} sentences: {en}; {counts[Kind.PROBLEM]} problems, {counts[Kind.PLAN]} plans, "
            f"{counts[Kind.SLOGAN]} slogans" + (f"; {totals.declined} declined." if totals.declined else "."),
        )


def audit(text: str, proved: Collection[str] = ()) -> Audit:
    """Return the sentences of a report's text, each with one kind, its figures, or why it is declined.

    ``proved`` are the paragraphs of a verified paper of our own that rest on sealed entries.
    """
    pieces = split(text)
    read = Reading(pieces).read()
    known = "\n".join(proved)
    return Audit(tuple(_judge(n, *one, known) for n, one in enumerate(zip(pieces, read, strict=True), 1)))


def _judge(n: int, piece: Piece, read: tuple[Kind, str], proved: str = "") -> Sentence:
    """Return the sentence with what it states, or with why it may state nothing."""
    kind, section = read
    text = piece.text
    declined = refusal_of(text)
    figures = () if declined or kind is Kind.HEADING else quantities(text)
    evidence = not declined and (bool(_EVIDENCE.search(text)) or bool(proved and text in proved))
    missing = () if declined else missing_of(text, kind, evidence=evidence, figures=bool(figures))
    return Sentence(n, text, kind, figures, evidence, declined, piece.paragraph, section, missing)


def taken_over(found: Audit, last: Audit | None) -> tuple[Repeated, ...]:
    """Return which sentences stood in the last report; headings and leads may stay the same."""
    if last is None:
        return ()
    asked = [(one.n, one.text) for one in found.sentences if one.kind not in (Kind.HEADING, Kind.LEAD)]
    return repeated(asked, [(one.n, one.text) for one in last.sentences])
