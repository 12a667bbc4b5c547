"""What lies behind a figure: an entry that was posted later stands there itself, from then on."""

from zerentian.ledger.actions import post_set_aside, record, seal
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES, VERBS, register
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.verbs import Post, Verb
from zerentian.reports.behind import Request, populations

VILLAGE = "990100/990101/990101-V01"
VERB = Verb("trial.strolled", "走访", posts=(Post("strolls"),))
FIGURE = Figure("trial.strolls", "走访", "Walks", "count", "strolls", "件", "试。", "Trial.")
ASKED = Request("trial.strolls", VILLAGE, Period.parse("2026"))


def test_an_entry_posted_later_is_itself_behind_its_figures_from_then_on(clerk, now, monkeypatch) -> None:
    monkeypatch.setitem(VERBS, VERB.code, VERB)
    monkeypatch.setitem(FIGURES, FIGURE.code, FIGURE)
    register(verbs=[VERB], figures=[FIGURE])
    walked = record(VERB.code, subject="trial:1", unit=VILLAGE, by=clerk, now=now)
    del VERBS[VERB.code]
    before = seal(now=now)
    VERBS[VERB.code] = VERB
    (named,) = post_set_aside(by=clerk, now=now)
    after = seal(now=now)
    assert populations([ASKED], before.size)[ASKED] == []
    assert populations([ASKED], after.size)[ASKED] == [Entry.objects.get(pk=walked.pk).index]
    assert Entry.objects.get(pk=named.pk).index == after.size - 1
