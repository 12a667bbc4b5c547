"""A township in which decisions stand in every state, made once for a module through the actions."""

from datetime import timedelta
from types import SimpleNamespace

from conftest import CAST, NOW
from zerentian.duties.actions import agenda, decision_moves, decisions
from zerentian.duties.actions.decisions import Part
from zerentian.duties.models import Decision, Meeting
from zerentian.duties.rules.decisions import DecisionKind, DecisionState
from zerentian.duties.tests.meetings import a_kind, a_meeting, agree, hold
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.lists import Look
from zerentian.organization.models import Account, Unit

TODAY = local_day(NOW)
DUE = TODAY + timedelta(days=10)
D = DecisionState


def day(ahead):
    """Return a day so many days from today."""
    return TODAY + timedelta(days=ahead)


def people():
    """Return the cast by name, fresh from the table."""
    return SimpleNamespace(**{row[0]: Account.objects.get(username=row[0]) for row in CAST})


def post_of(name):
    """Return the post of one of the cast."""
    return Account.objects.get(username=name).posts_on(TODAY)[0]


def unit(code):
    """Return a unit of the cast by the end of its code."""
    return Unit.objects.get(code=f"990101-{code}" if code else "990101")


def a_held_meeting(*titles, **rule):
    """Return a meeting of the committee, held by seven of nine, each of whose matters was agreed to by all."""
    who = people()
    kind = a_kind(unit(""), unit("DZ"), who.first, NOW, **{"checks": {}} | rule)
    meeting = a_meeting(kind, post_of("first"), post_of("clerk"), who.clerk, NOW, *titles)
    hold(meeting, who.clerk, NOW)
    for item in meeting.items.all():
        agree(item, who.clerk, NOW)
    return Meeting.objects.get(pk=meeting.pk)


def a_decision(item, text="清理排洪沟", *, kind=DecisionKind.REQUIRED, **part):
    """Return a decision on a matter, led by the upper village, due in ten days."""
    item.refresh_from_db()
    parts = [Part(**{"lead": post_of("cadre"), "due": DUE} | part)]
    return decisions.decide(item, text=text, parts=parts, kind=kind, by=people().clerk, now=NOW)[0]


def bring(decision, state, now=NOW):
    """Let a decision that was just opened come to stand in a state, step by step, as people do."""
    who = people()
    lead, leader, first = (
        {"by": who.cadre, "now": now},
        {"by": who.leader, "now": now},
        {"by": who.first, "now": now},
    )
    done = {"done_on": local_day(now), "words": "沟已清通"}
    ways = {
        D.OPENED: (),
        D.WITHDRAWN: (lambda: decision_moves.withdraw_decision(decision, reason="重复议定", **first),),
        D.ASSIGNED: (lambda: decisions.assign_decision(decision, **leader),),
    }
    ways[D.OBJECTED] = (
        *ways[D.ASSIGNED], lambda: decisions.object_to_decision(decision, reason="不属本村", **lead),
    )  # fmt: skip
    ways[D.ACCEPTED] = ways[D.NOTED] = (
        *ways[D.ASSIGNED], lambda: decisions.accept_decision(decision, **lead),
    )  # fmt: skip
    ways[D.REPORTED] = (*ways[D.ACCEPTED], lambda: decisions.report_decision(decision, **done, **lead))
    ways[D.VERIFIED] = (
        *ways[D.REPORTED],
        lambda: decisions.verify_decision(decision, words="见底", **leader),
    )
    ways[D.CLOSED] = (*ways[D.VERIFIED], lambda: decisions.close_decision(decision, words="同意", **first))
    for way in ways[state]:
        way()
    return Decision.objects.get(pk=decision.pk)


def one_in_each_state():
    """Return the keys of decisions of one meeting, one in each state that a decision can stand in."""
    meeting = a_held_meeting("春季防汛", "春季防火")
    item = meeting.items.order_by("position")[0]
    keys = {}
    for state in D:
        kind = DecisionKind.FOR_NOTE if state == D.NOTED else DecisionKind.REQUIRED
        one = a_decision(item, f"议定{state}", kind=kind)
        if state == D.REPLACED:
            part = Part(lead=post_of("cadre"), due=DUE)
            said = {"item": item, "text": "换成整段清理", "part": part, "by": people().clerk, "now": NOW}
            decision_moves.replace_decision(one, **said)
        else:
            bring(one, state)
        keys[state] = one.pk
    return keys


def other_item():
    """Return the second matter of the meeting, on which nothing rests."""
    return agenda.MeetingItem.objects.get(title="春季防火")


def by(name, now=NOW):
    """Return who of the cast acts, and when, as actions take it."""
    return {"by": getattr(people(), name), "now": now}


def look(name="leader", now=NOW):
    """Return how one of the cast looks at lists."""
    return Look(getattr(people(), name), now)


def late(days):
    """Return a moment so many days from now."""
    return NOW + timedelta(days=days)


def facts(verb):
    """Return what the newest entry of a verb says, without what every entry says."""
    return Entry.objects.filter(verb=verb).latest("id").fact
