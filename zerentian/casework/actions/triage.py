"""Triage: kind and route, whom it accuses, the exits to other procedures, the same matter linked."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from zerentian.casework.actions.chasing import end_reminders, reminded
from zerentian.casework.actions.clocks import (
    OWN_PURPOSES,
    dated,
    new_run,
    pauses_of,
    running,
    stop_runs,
)
from zerentian.casework.actions.late import ask_other_rule
from zerentian.casework.actions.publishing import take_down_all
from zerentian.casework.actions.sealing import seal_earlier, seal_said
from zerentian.casework.actions.standing import brought_home, count_at
from zerentian.casework.actions.steps import locked, moved, on_time, rulebook, say, stated_at
from zerentian.casework.models import Accusation, Category, ClockRun, Concern
from zerentian.casework.rules.clocks import Purpose, Urgency, answer_rule
from zerentian.casework.rules.concerns import UNTRIAGED_STATES, Exit, Group, Kind, Route, Step
from zerentian.casework.rules.dispatches import above, unaccused
from zerentian.ledger.actions import record_on
from zerentian.ledger.models import Committed, Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.clocks import CLOCKS, Clock

TRIAGED = "concern.triaged"
NOT_PUBLIC = "该事项依法不公开"


@transaction.atomic
def triage_concern(
    concern: Concern,
    *,
    kind: Kind,
    category: Category,
    by: Account,
    now: datetime,
    route: Route | None = None,
    urgency: Urgency = Urgency.ORDINARY,
    accused_units: Sequence[Unit] = (),
    accused_accounts: Sequence[Account] = (),
    reason: str = "",
) -> Concern:
    """Say what a concern is: kind, field, route; for complaints and reports also whom of the office it accuses.

    The resident's clock keeps its start; only its rule may change with the kind. A second triage corrects the first;
    after the due day it changes no clock by itself: ``reason`` says why another time is asked for (see ``late``).
    """
    right = "concern.wrongdoing" if Kind.WRONGDOING in (kind, concern.kind) else "concern.triage"
    concern = moved(concern, Step.TRIAGE, by=by, now=now, right=right)
    if (kind is Kind.PETITION) != (route is not None):
        raise NotAllowed(
            "申诉求决须选择办理途径，其他类别不选", "a petition matter takes a route, other kinds take none"
        )
    concern.kind, concern.category, concern.urgency = kind, category, urgency
    concern.route = route or ""
    if kind is Kind.WRONGDOING and concern.text:
        seal_said(concern)
    again, old_due = Entry.objects.filter(subject=concern.ref, verb=TRIAGED).exists(), concern.due
    rows = reruled(concern, reason=reason, by=by, now=now)
    concern.save()
    if kind is Kind.WRONGDOING:
        count_at(concern, above(concern.unit.path), by, now)
        take_down_all(concern, reason=NOT_PUBLIC, by=by, now=now)
        seal_earlier(concern, by=by, now=now)
        concern.refresh_from_db(fields=["sealed_text"])
    say_triaged(concern, old_due, by, now, rows)
    if again:
        say_reruled(concern, old_due, by, now, rows)
    if accused_units or accused_accounts:
        name_accused(concern, units=accused_units, accounts=accused_accounts, by=by, now=now)
    return concern


@transaction.atomic
def correct_category(
    concern: Concern, *, category: Category, reason: str, by: Account, now: datetime
) -> Concern:
    """Correct the category of a concern that was triaged, also after its dispatch or answer, with the reason.

    Kind, lead and deadlines stay; numbers by field count it where it belongs, from the beginning.
    """
    reason = check_filled(reason, "更正理由", "the reason")
    right = "concern.wrongdoing" if concern.kind == Kind.WRONGDOING else "concern.triage"
    concern = locked(concern, by=by, now=now, right=right)
    if concern.state in UNTRIAGED_STATES or concern.category is None:
        raise NotAllowed("还没有甄别，请先甄别", "it is not triaged yet: triage it first")
    if category.unit_id != concern.unit_id or category.retired or category.pk == concern.category_id:
        raise NotAllowed("请选本乡镇在用的另一个类别", "choose another category in use in this township")
    concern.category = category
    concern.save(update_fields=["category"])
    say_triaged(concern, concern.due, by, now, (), move="recategory", words=reason)
    return concern


def reruled(concern: Concern, *, reason: str, by: Account, now: datetime) -> list[Committed]:
    """Let the resident's clock run by the rule of the concern's kind, from the same start; return what changed.

    What was granted, extension and pauses, stays. After the due day the clock stays as it is: another rule is asked
    for, and somebody else decides.
    """
    rule = answer_rule(Kind(concern.kind), Urgency(concern.urgency))
    run = next(iter(running(concern, Purpose.ANSWER)), None)
    if run is None:
        fresh = [new_run(concern, Purpose.ANSWER, rule, concern.received_at)] if rule else []
        for clock in fresh:
            clock.save()
        return [*fresh]
    if run.rule_id == rule or (rule and not carries(CLOCKS[rule], run)):
        return [run]
    book = rulebook()
    given = book.due(rule, run.start, extension=run.extension, pauses=pauses_of(run)) if rule else None
    if run.is_overdue(now):
        if given is None or given.day > run.due:
            ask_other_rule(concern, run, reason=reason, by=by, now=now)
        return [run]
    if given is None:
        # The 60 days of a petition matter begin with its acceptance.
        run.stopped_on = local_day(run.start)
        concern.due = concern.due_at = None
    else:
        run.rule_id = rule
        dated(run, given)
        concern.due, concern.due_at, concern.due_estimated = run.due, run.moment, run.estimated
    run.save()
    return [run]


def carries(clock: Clock, run: ClockRun) -> bool:
    """Tell whether a clock by another rule can keep what was granted: its pauses, and an extension in its measure."""
    if run.extension and clock.measure is not CLOCKS[run.rule_id].measure:
        return False
    return clock.leaves_out or not run.pauses.exists()


def say_reruled(
    concern: Concern, old_due: date | None, by: Account, now: datetime, rows: Sequence[Committed]
) -> None:
    """Record that a later triage moved the answer's due day; the triage itself states the day it gave first."""
    run = next((row for row in rows if isinstance(row, ClockRun)), None)
    if run is None or concern.due == old_due:
        return
    facts = {"purpose": run.purpose, "rule": run.rule_id, "due": concern.due, "old_due": old_due}
    record_on(concern, "clock.reruled", by=by, now=now, facts=facts, rows=[run])


def say_triaged(
    concern: Concern,
    old_due: date | None,
    by: Account,
    now: datetime,
    rows: Sequence[Committed],
    *,
    move: str = Step.TRIAGE,
    words: str = "",
) -> Entry:
    """Record the triage; a later one replaces the earlier and states the same days again.

    A due day that moved since has an entry of its own, so that the days in the journal follow one another.
    """
    entries = Entry.objects.filter(subject=concern.ref)
    old = entries.filter(verb=TRIAGED).order_by("-id").first()
    group = concern.category.group if concern.category else Group.OTHER
    facts = {
        "kind": str(concern.kind),
        "route": str(concern.route) or None,
        "group": str(group),
        "received": local_day(concern.received_at),
        "due": old.fact.get("due") if old else concern.due,
        "old_due": old.fact.get("old_due") if old else old_due,
    }
    change = "corrected" if old else ""
    return say(
        TRIAGED,
        concern,
        move,
        by=by,
        now=now,
        facts=facts,
        words=words,
        rows=rows,
        # It counts where it was received, wherever it stands now.
        unit=old.unit if old else None,
        replaces=old,
        change=change,
    )


@transaction.atomic
def name_accused(
    concern: Concern, *, units: Sequence[Unit], accounts: Sequence[Account], by: Account, now: datetime
) -> Concern:
    """Name the units and staff accounts a matter accuses: from here on it is hidden from them, and not theirs to count.

    Sources: 信访工作条例 art. 28, 30, 46(5).
    """
    concern = locked(concern, by=by, now=now, right="concern.shield")
    if any(account.pk == by.pk for account in accounts):
        raise NotAllowed("被反映的是您本人，请由上级受理", "it accuses yourself: leave it to the superior")
    if concern.lead is not None and any(concern.lead.was_within(unit.path) for unit in units):
        raise NotAllowed(
            "主办单位就是被反映的单位，请先收回派单，再标明被反映对象",
            "the unit in the lead is the one accused: take the dispatch back first",
        )
    standing = concern.accusations.filter(lifted=False)
    named: set[tuple[int | None, int | None]] = {(one.unit_id, one.account_id) for one in standing}
    fresh = [Accusation(concern=concern, unit=unit) for unit in units if (unit.pk, None) not in named]
    fresh += [Accusation(concern=concern, account=one) for one in accounts if (None, one.pk) not in named]
    for accusation in fresh:
        accusation.save()
    lifted_out(concern, by, now)
    all_named = concern.accusations.filter(lifted=False)
    facts = {
        "units": all_named.exclude(unit=None).count(),
        "accounts": all_named.exclude(account=None).count(),
    }
    say("concern.shielded", concern, "shield", by=by, now=now, facts=facts, rows=fresh)
    return concern


def lifted_out(concern: Concern, by: Account, now: datetime) -> None:
    """Count a matter above whom it accuses: what was stated at the accused unit is stated again at the unit above."""
    accused = concern.accusations.filter(lifted=False).exclude(unit=None).select_related("unit")
    count_at(concern, unaccused(concern.path, [one.unit.path for one in accused if one.unit]), by, now)


@transaction.atomic
def show_another_way(
    concern: Concern, *, exit: Exit, reason: str, where: str, by: Account, now: datetime
) -> Concern:
    """Answer a concern with the way to somebody else: why not here, and where to go. Never a silent end.

    Sources: 信访工作条例 art. 31, 36; 北京市接诉即办工作条例 art. 11.
    """
    reason = check_filled(reason, "理由", "the reason")
    where = check_filled(where, "去处（单位、途径、电话）", "where to go: office, procedure, phone")
    concern = moved(concern, Step.EXIT, by=by, now=now, right="concern.dispatch")
    today = local_day(now)
    concern.exit, concern.answered_on, concern.closed_on = exit, today, today
    concern.save(update_fields=["state", "exit", "answered_on", "closed_on"])
    rows = stop_runs(concern, *OWN_PURPOSES, day=today)
    facts = {"due": concern.due, "exit": str(exit), "on_time": on_time(concern, today)}
    words = f"{reason}\n{where}"
    say(
        "concern.exited", concern, Step.EXIT, by=by, now=now, facts=facts, words=words, public=True, rows=rows
    )
    return concern


@transaction.atomic
def refer_to_county(concern: Concern, *, to: str, reason: str, by: Account, now: datetime) -> Concern:
    """Refer a county matter to the county department it belongs to; the resident is told which."""
    to = check_filled(to, "县级承办单位", "the county department")
    reason = check_filled(reason, "转办理由", "the reason")
    concern = moved(concern, Step.REFER, by=by, now=now, right="concern.dispatch")
    concern.save(update_fields=["state"])
    rows: list[Committed] = [*stop_runs(concern, *OWN_PURPOSES, day=local_day(now))]
    rows.append(reminded(concern, to, now))
    words = f"{to}：{reason}"
    facts = {"due": concern.due}
    say(
        "concern.referred",
        concern,
        Step.REFER,
        by=by,
        now=now,
        facts=facts,
        words=words,
        public=True,
        rows=rows,
    )
    return concern


@transaction.atomic
def take_back(concern: Concern, *, reason: str, by: Account, now: datetime) -> Concern:
    """Take a concern back that the county returned; the resident's clock never restarted."""
    reason = check_filled(reason, "退回理由", "the reason")
    concern = moved(concern, Step.TAKE_BACK, by=by, now=now, right="concern.dispatch")
    runs = list(concern.clocks.select_for_update().filter(purpose=Purpose.ANSWER).order_by("-pk")[:1])
    for run in runs:
        run.stopped_on = None
        run.save(update_fields=["stopped_on"])
    concern.save(update_fields=["state"])
    ended = end_reminders(concern, local_day(now))
    facts = {"due": concern.due}
    say(
        "concern.taken_back",
        concern,
        Step.TAKE_BACK,
        by=by,
        now=now,
        facts=facts,
        words=reason,
        public=True,
        rows=[*runs, *ended],
    )
    brought_home(concern, by=by, now=now)
    return concern


@transaction.atomic
def link_concern(concern: Concern, *, lead: Concern, by: Account, now: datetime) -> Concern:
    """Link a concern to the lead case of the same matter: one answer, each person told and counted. Never a merge."""
    concern = locked(concern, by=by, now=now, right="concern.triage")
    lead = locked(lead, by=by, now=now, right="concern.triage")
    if (
        lead.pk == concern.pk
        or lead.linked_to_id
        or concern.linked.exists()
        or lead.unit_id != concern.unit_id
    ):
        raise NotAllowed(
            "只能关联到本乡镇一件未被关联的牵头件",
            "link to a lead case of the same township that is not linked itself",
        )
    if concern.linked_to_id:
        raise NotAllowed("已经关联，请先解除关联", "it is linked already: undo that link first")
    if Kind.WRONGDOING in (concern.kind, lead.kind):
        raise NotAllowed("检举控告不与其他诉求关联", "reports of wrongdoing are not linked")
    if any(one.kind == Kind.COMPLAINT and one.state in UNTRIAGED_STATES for one in (concern, lead)):
        # Answered along it would be read by whomever it accuses: nobody has said yet who that is.
        raise NotAllowed("投诉先甄别，再关联", "triage a complaint before it is linked")
    concern.linked_to = lead
    concern.save(update_fields=["linked_to"])
    say("concern.linked", concern, "link", by=by, now=now, facts={"lead": lead.ref})
    return concern


@transaction.atomic
def unlink_concern(concern: Concern, *, reason: str, by: Account, now: datetime) -> Concern:
    """Undo a link, with the reason."""
    reason = check_filled(reason, "理由", "the reason")
    concern = locked(concern, by=by, now=now, right="concern.triage")
    if concern.linked_to is None:
        raise NotAllowed("这件诉求没有关联", "the concern is not linked")
    lead, concern.linked_to = concern.linked_to, None
    concern.save(update_fields=["linked_to"])
    facts, unit = {"lead": lead.ref}, stated_at(concern, "concern.linked")
    say("concern.unlinked", concern, "unlink", by=by, now=now, facts=facts, words=reason, unit=unit)
    return concern
