"""Every stock of findings equals the rows it speaks of, on every day of a year lived at random."""

import io
import random
from datetime import timedelta

import pytest

from zerentian.evidence.actions import receive
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute, compute_all
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.tests.balances import assert_balanced
from zerentian.rectification.actions import assigning, measures, mending, opening
from zerentian.rectification.models import Finding, FindingStep, Measure
from zerentian.rectification.rules.findings import Class, Method, Result, Source, Step

TOWN = "990100/990101"
STOCKS = {
    "findings.open": lambda now: Finding.objects.open(),
    "findings.ownerless": lambda now: Finding.objects.without_owner(),
    "findings.overdue": lambda now: Finding.objects.overdue(now),
    "findings.look_back_overdue": lambda now: Finding.objects.look_back_overdue(now),
    "measures.open": lambda now: Measure.objects.open(),
    "measures.overdue": lambda now: Measure.objects.open().filter(due__lt=now.date()),
}
PAPER = b"proof"


class Life:
    """Somebody who does at random whatever may be done."""

    def __init__(self, seed, people, posts, village):
        self.chance, self.people, self.posts, self.village = random.Random(seed), people, posts, village

    def act(self, now):
        """Take one step on one finding, whichever the rules let be."""
        chance, today = self.chance, now.date()
        found = list(Finding.objects.order_by("pk"))
        if not found or chance.random() < 0.08:
            return opening.open_finding(
                title="问题", unit=self.village, source=Source.SELF_CHECK,
                found_on=today - timedelta(days=chance.randint(0, 3)), by=self.people["clerk"], now=now,
            )  # fmt: skip
        finding = chance.choice(found)
        ways = self.ways(finding, found[0], now)
        allowed = [way for step, way in ways if step is None or step in finding.steps]
        chance.shuffle(allowed)
        return any(done(way) for way in allowed)

    def ways(self, finding, first_found, now):
        """Return (step of the rules, or None for one beside them, how it is taken)."""
        chance, today = self.chance, now.date()
        leader, cadre, first = (self.people[name] for name in ("leader", "cadre", "first"))
        soon = today + timedelta(days=chance.randint(1, 6))
        post = chance.choice(self.posts)
        rare = chance.random() < 0.1
        times, planned = list(finding.times.undecided()), list(finding.measures.open())
        return [
            (Step.ASSIGN, lambda: assigning.assign_finding(
                finding, responsible=post, kind=chance.choice(list(Class)), standard="好", due=soon, by=leader, now=now
            )),
            (Step.ACCEPT, lambda: assigning.accept_finding(finding, by=cadre, now=now)),
            (Step.OBJECT, lambda: rare and assigning.object_to_finding(finding, reason="不是", by=cadre, now=now)),
            (Step.UPHOLD, lambda: assigning.uphold_finding(finding, reason="是", by=leader, now=now)),
            (None, lambda: rare and finding.responsible_id and assigning.hand_over_finding(
                finding, to=post, by=leader, now=now
            )),
            (Step.REPORT, lambda: not planned and mending.report_mended(
                finding, mended_on=today, words="好", by=cadre, now=now
            )),
            (Step.RETURN, lambda: rare and mending.return_finding(finding, reason="不好", by=leader, now=now)),
            (Step.VERIFY, lambda: mending.verify_finding(
                finding, observed_on=today, method=Method.ON_SITE, words="好", by=leader, now=now
            )),
            (Step.POST, lambda: rare and mending.post_finding(
                finding, first=today, last=soon, where="栏", by=first, now=now
            )),
            (Step.CLOSE, lambda: mending.close_finding(
                finding, look_back_due=soon, objections=0, by=leader, now=now
            )),
            (Step.LOOK_BACK, lambda: mending.look_back(
                finding, result=chance.choice(list(Result)), due=soon, words="看", by=leader, now=now
            )),
            (Step.REOPEN, lambda: rare and mending.reopen_finding(finding, reason="坏", due=soon, by=first, now=now)),
            (Step.DISMISS, lambda: rare and opening.dismiss_finding(
                finding, proof="无", uploads=[receive(io.BytesIO(PAPER), name="证明.txt")], by=first, now=now
            )),
            (Step.JOIN, lambda: rare and opening.join_finding(
                finding, into=first_found, reason="同", by=leader, now=now
            )),
            (Step.REPORT, lambda: assigning.ask_time(
                finding, due=soon + timedelta(days=9), reason="雨", by=cadre, now=now
            )),
            (None, lambda: times and assigning.grant_time(times[0], answer="可", by=first, now=now)),
            (None, lambda: rare and times and assigning.refuse_time(times[0], answer="否", by=first, now=now)),
            (Step.REPORT, lambda: not planned and measures.plan_measure(
                finding, text="做", responsible=post, due=soon, by=leader, now=now
            )),
            (None, lambda: planned and measures.carry_out(planned[0], done_on=today, result="好", by=cadre, now=now)),
            (None, lambda: rare and planned and measures.drop_measure(planned[0], reason="改", by=leader, now=now)),
        ]  # fmt: skip


def done(way):
    """Take a step; tell whether the rules let it be."""
    try:
        return way()
    except NotAllowed:
        return False


@pytest.mark.parametrize("seed", [1, 2])
def test_stocks_are_the_rows_on_every_day(seed, clerk, leader, first, cadre, neighbour_cadre, village, now):
    # The first responsible person does what a post in charge may do in both villages; the leader judges it.
    people = {"clerk": clerk, "leader": leader, "first": leader, "cadre": first}
    posts = [one.posts_on(now.date())[0] for one in (cadre, neighbour_cadre)]
    life = Life(seed, people, posts, village)
    for day in range(40):
        moment = now + timedelta(days=day)
        for _ in range(6):
            life.act(moment)
        if day % 5 == 4:
            seal(now=moment)
            period = Period.parse(f"2026-01-01..{moment.date()}")
            values = {
                one.figure.code: one.value or 0
                for one in compute_all(sorted(STOCKS), unit=TOWN, period=period)
            }
            assert values == {code: rows(moment).count() for code, rows in STOCKS.items()}, moment.date()
            found = STOCKS["findings.open"](moment).values_list("found_on", flat=True)
            ages = sorted((moment.date() - day).days for day in found)
            told = compute("findings.open_age", unit=TOWN, period=period)
            assert told.value == (ages[(len(ages) - 1) // 2] if ages else None), moment.date()
            units = [TOWN, *(post.unit.path for post in posts)]
            for span in (period, Period.parse(f"{moment.date() - timedelta(days=9)}..{moment.date()}")):
                assert_balanced(["findings.open"], units, span)
    lived = set(FindingStep.objects.values_list("step", flat=True))
    assert {"close", "look_back", "reopen", "grant_time", "hand_over", "measure_done"} <= lived
