"""The audit on reports of our own writing: sentences labelled before they were read by the rules.

``audit_dev.txt``, ``_more``, ``_duty`` and ``_wide`` are what the rules were mended on and the weights learnt
from; ``audit_held_out.txt`` was written after them and teaches nothing. ``audit_styles.txt`` has speeches, news,
accounts in the first person, problems with what mends them, rows made into sentences; ``audit_spoken.txt`` has
mobilising speeches, minutes, self-checks, local news, a village telling its year: rules were mended on both, no
weights learnt. Lines are kind, tab, text; ``!`` after the kind says that the sentence is declined, ``*`` at the end
that it names evidence, brackets stand around quantities.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from zerentian.reports.rules.audit import Kind, Sentence, audit, learnt
from zerentian.reports.rules.audit.boundaries import refusal_of
from zerentian.reports.rules.audit.headings import DASH, numbering
from zerentian.reports.rules.audit.kinds import kind_of
from zerentian.reports.rules.audit.learnt import likelihood, marks_of, weights
from zerentian.reports.rules.audit.sentences import split

FOLDER = Path(__file__).parent / "data"
TAUGHT = ("audit_dev.txt", "audit_more.txt", "audit_duty.txt", "audit_wide.txt")


@dataclass(frozen=True)
class Labelled:
    """One sentence as a person judged it."""

    kind: str
    declined: bool
    text: str
    figures: tuple[str, ...]
    evidence: bool


@pytest.fixture(
    scope="module", params=[*TAUGHT, "audit_held_out.txt", "audit_styles.txt", "audit_spoken.txt"]
)
def judged(request):
    """Return (labelled, found) for every sentence of a set; a sentence found in pieces is its first piece."""
    return [pair for report in _reports(FOLDER / request.param) for pair in _paired(report)]


def _reports(path):
    for block in re.split(r"^=== .*\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        yield [_labelled(line) for line in block.splitlines() if line]


def _labelled(line):
    kind, text = line.split("\t", 1)
    marked = text.removesuffix("*")
    plain = marked.replace("[", "").replace("]", "")
    return Labelled(
        kind.rstrip("!"),
        kind.endswith("!"),
        plain,
        tuple(re.findall(r"\[([^\]]*)\]", marked)),
        text != marked,
    )


def _paired(report):
    found = list(audit("\n".join(one.text for one in report)).sentences)
    for one in report:
        pieces = [found.pop(0)]
        while sum(len(piece.text) for piece in pieces) < len(one.text.strip()):
            pieces.append(found.pop(0))
        figures = tuple(figure for piece in pieces for figure in piece.figures)
        first = pieces[0]
        declined = next((piece.declined for piece in pieces if piece.declined), None)
        yield one, Sentence(first.n, one.text, first.kind, figures, any(p.evidence for p in pieces), declined)
    assert not found


def test_what_was_learnt_stands_in_our_own_sentences_alone():
    taught = [one.text for name in TAUGHT for report in _reports(FOLDER / name) for one in report]
    known = {mark for text in taught for start in pieces_of(text) for mark in marks_of(start, "")}
    runs = {mark.rpartition("|")[2] for mark in weights() if "=" not in mark}
    assert len(runs) > 5_000
    assert runs <= known


def pieces_of(text):
    """What the audit may have read of a sentence: all of it, its pieces, and either without a number sign."""
    cut = [piece.text for piece in split(text)]
    return [text, *cut, *(numbering(one.translate(DASH))[1] for one in [text, *cut])]


def test_kinds_are_right_in_nineteen_of_twenty(judged):
    right = sum(found.kind == one.kind for one, found in judged)
    assert right / len(judged) >= 0.95


def test_acts_are_found_and_nothing_else_passes_for_one(judged):
    acts = [one.kind == "act" for one, _ in judged]
    found = [one.kind is Kind.ACT for _, one in judged]
    both = sum(a and b for a, b in zip(acts, found, strict=True))
    assert both / sum(acts) >= 0.95
    assert both / sum(found) >= 0.95


def test_figures_are_found_as_written(judged):
    stated = found = both = 0
    for one, got in judged:
        if one.declined or one.kind == "heading":
            continue
        left = list(got.figures)
        stated, found = stated + len(one.figures), found + len(left)
        for figure in one.figures:
            same = next((g for g in left if g.startswith(figure) or figure.startswith(g)), None)
            if same:
                left.remove(same)
                both += 1
    assert both / stated >= 0.98
    assert both / found >= 0.98


def test_what_is_declined_is_declined_and_nothing_else(judged):
    wanted = [one.declined for one, _ in judged]
    found = [bool(got.declined) for _, got in judged]
    both = sum(a and b for a, b in zip(wanted, found, strict=True))
    assert both / sum(wanted) >= 0.95
    assert (sum(found) - both) / (len(wanted) - sum(wanted)) <= 0.01


def test_who_watches_steers_or_lists_people_is_declined_however_it_is_worded():
    """Written in rounds, each before the rules knew it; the kept ones lie as near to the others as they can."""
    lines = [line.split("\t") for line in (FOLDER / "declined.txt").read_text("utf-8").splitlines()]
    wrong = [text for said, text in lines if (refusal_of(text) is not None) != (said == "declined")]
    assert len(lines) > 300
    assert wrong == []


def test_evidence_is_seen_where_it_is_named(judged):
    assert all(got.evidence for one, got in judged if one.evidence)


def test_a_sentence_weighs_the_same_in_whatever_order_its_marks_come(monkeypatch):
    text = "我镇组织干部入户走访，及时化解矛盾纠纷，群众满意度不断提升。"
    found = sorted(marks_of(text, "work"))
    ways = [found, found[::-1], *(found[at:] + found[:at] for at in range(1, len(found), 7))]
    told = set()
    for way in ways:
        monkeypatch.setattr(learnt, "marks_of", lambda text, part, way=way: way)
        told.add(tuple(likelihood(text, "work").items()))
    assert len(told) == 1


@pytest.mark.parametrize("text", ["", " ", "。。。，，", "\u200b\ufeff", "啊" * 100_000, "1" * 100_000])
def test_whatever_stands_for_a_sentence_has_a_kind(text):
    assert kind_of(text) in Kind
    assert sum(2.718281828**one for one in likelihood(text, "work").values()) == pytest.approx(1)
