"""Every stock and cohort of risk points equals the rows it speaks of, on every day of a year lived at random."""

import io
import random
from datetime import date, timedelta

import pytest

from zerentian.evidence.actions import receive
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute_all
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.rectification.actions import (
    county_signals,
    patrols,
    risk_controls,
    risk_passing,
    risk_terms,
    risks,
)
from zerentian.rectification.models import (
    CountySignal,
    MissedPatrol,
    Patrol,
    RiskControl,
    RiskPoint,
    RiskStep,
)
from zerentian.rectification.rules.risks import RiskLevel, RiskStepCode

TOWN = "990100/990101"
STOCKS = {
    "risks.kept": lambda now: RiskPoint.objects.kept().count(),
    **{
        f"risks.{level.value}": lambda now, level=level: RiskPoint.objects.kept().filter(level=level).count()
        for level in RiskLevel
    },
    "patrols.overdue": lambda now: RiskPoint.objects.behind(now).count(),
    "risk_controls.open": lambda now: RiskControl.objects.open().count(),
    "risk_controls.overdue": lambda now: RiskControl.objects.open().filter(due__lt=now.date()).count(),
    "signals.standing": lambda now: CountySignal.objects.filter(lifted_at=None).count(),
    "patrols.done": lambda now: Patrol.objects.count(),
    "patrols.missed": lambda now: MissedPatrol.objects.filter(made_good_by=None).count(),
}


class Life:
    """Somebody who does at random whatever may be done with risk points."""

    def __init__(self, seed, people, posts, town, kinds):
        self.chance, self.people, self.posts, self.town = random.Random(seed), people, posts, town
        self.kinds = kinds

    def act(self, now):
        """Take one step on one point, whichever the rules let be."""
        found = list(RiskPoint.objects.order_by("pk"))
        if not found or self.chance.random() < 0.1:
            return self.register(now)
        return done(self.chance.choice(self.ways(self.chance.choice(found), now)))

    def rating(self):
        return risks.Rating(self.chance.randint(1, 5), self.chance.randint(1, 5), "看过现场")

    def register(self, now):
        return risks.register_point(
            title="后山", unit=self.chance.choice(self.posts).unit, kind=self.chance.choice(self.kinds),
            rating=self.rating(), responsible=self.posts[0], by=self.people["clerk"], now=now,
        )  # fmt: skip

    def ways(self, point, now):
        chance, today = self.chance, now.date()
        clerk, first, leader, cadre = (self.people[one] for one in ("clerk", "first", "leader", "cadre"))
        rare, day = chance.random() < 0.2, today - timedelta(days=chance.choice((0, 0, 0, 1, 2, 5)))
        answer = chance.choice((("normal", ""), ("normal", ""), ("abnormal", "裂缝"), ("unable", "路断")))
        controls, standing = list(point.controls.open()), list(CountySignal.objects.filter(lifted_at=None))

        def proof():
            return [receive(io.BytesIO(b"proof"), name="意见.txt")]

        def patrol():
            return patrols.record_patrols(
                [patrols.Seen(point, [answer])], patrolled_on=day, clock="", weather="", by=cadre, now=now
            )

        return [
            patrol, patrol, patrol, patrol,
            lambda: risks.rate_point(point, rating=self.rating(), by=clerk, now=now),
            lambda: risks.set_standing(
                point, move=chance.choice(list(RiskStepCode)[:3]), words="现场", by=clerk, now=now
            ),
            lambda: risks.write_off(point, proof="已治理", uploads=proof(), by=leader, now=now),
            lambda: risks.restore_point(point, proof="复发", uploads=proof(), by=first, now=now),
            lambda: rare and risk_passing.hand_over_point(point, to=chance.choice(self.posts), by=first, now=now),
            lambda: risk_controls.plan_control(
                point, text="设警示牌", responsible=self.posts[0], due=today + timedelta(days=2), by=clerk, now=now
            ),
            lambda: controls and risk_controls.finish_control(
                controls[0], done_on=today, result="已设", by=first, now=now
            ),
            lambda: rare and controls and risk_controls.drop_control(controls[0], reason="改", by=clerk, now=now),
            lambda: rare and risk_terms.set_patrol_rule(
                unit=self.town, when=risk_terms.When(level=chance.choice(("", "major"))),
                hours=chance.choice((0, 2, 24, 72, 168)), since=today, basis="方案", by=first, now=now,
            ),
            lambda: rare and county_signals.relay_signal(
                county_signals.Issued("县气象台", str(now), "orange", now, "暴雨"), unit=self.town, by=first, now=now
            ),
            lambda: standing and county_signals.lift_signal(
                standing[0], lifted_at=now, number="解除", by=first, now=now
            ),
        ]  # fmt: skip


def done(way):
    """Take a step; tell whether the rules let it be."""
    try:
        return way()
    except NotAllowed:
        return False


@pytest.mark.parametrize("seed", [2, 4])
def test_stocks_and_cohorts_are_the_rows_on_every_day(
    seed, clerk, leader, first, cadre, neighbour_cadre, village, now
):
    town = leader.posts_on(now.date())[0].unit
    kinds = risk_terms.take_usual_kinds(unit=town, by=first, now=now)[:2]
    risk_terms.set_scale(
        unit=town, general=4, greater=10, major=16, since=date(2026, 1, 1), basis="办法", by=first, now=now
    )
    for hours, signal in ((72, ""), (2, "yellow")):
        risk_terms.set_patrol_rule(
            unit=town, when=risk_terms.When(signal=signal), hours=hours, since=date(2026, 1, 1), basis="方案",
            by=first, now=now,
        )  # fmt: skip
    people = {"clerk": clerk, "leader": leader, "first": first, "cadre": first}
    posts = [one.posts_on(now.date())[0] for one in (cadre, neighbour_cadre)]
    life = Life(seed, people, posts, town, kinds)
    for day in range(40):
        moment = now + timedelta(days=day)
        if day % 2:
            patrols.reckon_all(moment, by=first)
        for _ in range(6):
            life.act(moment)
        if day % 5 == 4:
            patrols.reckon_all(moment, by=first)
            seal(now=moment)
            period = Period.parse(f"2026-01-01..{moment.date()}")
            figures = compute_all(sorted(STOCKS), unit=TOWN, period=period)
            values = {one.figure.code: one.value or 0 for one in figures}
            assert values == {code: rows(moment) for code, rows in STOCKS.items()}, moment.date()
            share = compute_all(["patrols.on_time_share"], unit=TOWN, period=period)[0]
            # Every due day that has passed ends as kept in time or as missed, or left with its point.
            assert (share.denominator or 0) - (share.numerator or 0) == values["patrols.missed"]
    lived = set(RiskStep.objects.values_list("step", flat=True))
    assert {"rate", "write_off", "restore", "control_done", "hand_over"} <= lived
    assert MissedPatrol.objects.exclude(made_good_by=None).exists()
