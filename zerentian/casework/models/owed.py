"""Whose step it is: from every state in which somebody owes one, the desks on which it stands, and nobody else's.

A step of the case desk stands with the unit that received the matter, not with those above it; where the matter
accuses whoever sits at that desk, and for reports of wrongdoing, it stands above; so does what a township's leaders
owe where it accuses all of them. What an office owes stands with that office. The accused never see it: every question
begins with ``visible_to``. What few concerns have (a question, a review, a request for time) is asked from its own
table: a desk must not look at every concern.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from zerentian.casework.models.asking import Question
from zerentian.casework.models.chasing import Escalation, PromiseCheck, Reminder
from zerentian.casework.models.clocks import AskedTime, ClockRun
from zerentian.casework.models.concerns import Concern, ConcernQuerySet, path_reached
from zerentian.casework.models.dispatches import Assistance, JointVisit
from zerentian.casework.models.mentions import Mention
from zerentian.casework.models.replies import CallBack, Reply, Review
from zerentian.casework.models.shield import Accusation
from zerentian.casework.rules.callbacks import Solved
from zerentian.casework.rules.chasing import Above
from zerentian.casework.rules.clocks import SOON_DAYS, Purpose
from zerentian.casework.rules.concerns import Kind, State
from zerentian.casework.rules.reviews import Level
from zerentian.ledger.models.written import condition_of
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Appointment, Post
from zerentian.organization.models.units import covering
from zerentian.organization.rules.rights import ROLES

WITH_OFFICES = (State.DISPATCHED, State.HANDLING, State.DRAFTED)
NOTICE_STATES = (State.TRIAGED, State.DISPATCHED, State.OBJECTED, State.HANDLING, State.DRAFTED)
# As lists of one: a bare truth value is no term that SQLite looks up in the index of what is to be called back on.
CALLED, UNCALLED = (True,), (False,)
NEEDS_ANOTHER = (Kind.COMPLAINT, Kind.WRONGDOING)
REVIEW_CLOCKS = ((Level.REVIEW, Purpose.REVIEW), (Level.RECHECK, Purpose.RECHECK))


def units_at(account: Account, right: str) -> list[int]:
    """Return the keys of the units that stand exactly where the account's right reaches, none below them."""
    reaches = account.reach(right)
    standing = account.grounds.standing() if reaches else {}
    return [standing[path] for path in reaches or () if path in standing]


def led_at(account: Account) -> Q:
    """Return the condition that the office of one of the account's posts leads the concern."""
    return Q(lead__in=units_at(account, "concern.handle"))


def desk_of(account: Account, right: str) -> Q:
    """Return the condition that a step of the case desk is the account's by a right."""
    return account.kept(desk_asked, right)


def desk_asked(account: Account, right: str) -> Q:
    """Write out what ``desk_of`` returns."""
    reaches = account.reach(right)
    if reaches is None:
        return Q(pk__in=[])
    plain = Q(unit__in=units_at(account, right)) | Q(path__in=reaches)
    above = Q(unit__in=account.unit_keys(right)) & desk_is_accused(account.today)
    wrongdoing = Q(unit__in=account.unit_keys("concern.wrongdoing"))
    case_desk = ~Q(kind=Kind.WRONGDOING) & (plain | above) | Q(kind=Kind.WRONGDOING) & wrongdoing
    return condition_of(Concern.objects.filter(case_desk))


def desk_is_accused(today: date) -> Q:
    """Return the condition that a concern accuses the office of a case desk, or somebody who sits there."""
    roles = [code for code, role in ROLES.items() if "concern.triage" in role.own | role.wide]
    posts = Post.objects.on(today).filter(role__in=roles)
    people = Appointment.objects.filter(covering(today), post__in=posts)
    accused = Q(unit__in=posts.values("unit")) | Q(account__in=people.values("account"))
    return Q(pk__in=Accusation.objects.filter(accused, lifted=False).values("concern"))


def above_the_leaders(account: Account, right: str) -> Q:
    """Return the condition that a step of a township's leaders is the account's: the concern accuses them all."""
    return account.kept(leaders_asked, right)


def leaders_asked(account: Account, right: str) -> Q:
    """Write out what ``above_the_leaders`` returns."""
    roles = [code for code, role in ROLES.items() if right in role.wide]
    accused = Accusation.objects.filter(
        concern=OuterRef(OuterRef("pk")), account=OuterRef("account"), lifted=False
    )
    seats = Appointment.objects.filter(
        ~Exists(accused),
        covering(account.today),
        post__in=Post.objects.on(account.today).filter(role__in=roles),
        post__unit=OuterRef("unit"),
        account__is_active=True,
    )
    return condition_of(Concern.objects.filter(Q(unit__in=account.unit_keys(right)) & ~Q(Exists(seats))))


def seen(account: Account, *rights: str) -> ConcernQuerySet:
    """Return the concerns an account may read, none where it holds none of the rights."""
    concerns: ConcernQuerySet = Concern.objects.visible_to(account)
    return concerns if any(account.reach(right) != [] for right in rights) else concerns.none()


def desks(account: Account, right: str) -> ConcernQuerySet:
    """Return the concerns whose steps of the case desk are the account's by a right."""
    return seen(account, right, "concern.wrongdoing").filter(desk_of(account, right))


def still_waiting(today: date) -> "QuerySet[Question, Any]":
    """Return the concerns that wait for what the resident was asked; not those whose day has passed."""
    return Question.objects.filter(ended="", until__gte=today).values("concern")


def of_the_office(account: Account) -> ConcernQuerySet:
    """Return what the account's office is to accept or to handle."""
    mine = seen(account, "concern.handle").filter(led_at(account))
    return mine.filter(state__in=(State.DISPATCHED, State.HANDLING)).order_by("due", "pk")


def overdue_here(account: Account, now: datetime) -> ConcernQuerySet:
    """Return what the account's office is to answer and has not by the day."""
    return of_the_office(account).overdue(now)


def to_accept(account: Account, now: datetime) -> ConcernQuerySet:
    """Return what was dispatched to the account's office, but for what is overdue."""
    return of_the_office(account).filter(state=State.DISPATCHED).exclude(due__lt=local_day(now))


def in_hand(account: Account, now: datetime) -> ConcernQuerySet:
    """Return what the account's office handles, but for what is overdue or waits for the resident."""
    rows = of_the_office(account).filter(state=State.HANDLING).exclude(due__lt=local_day(now))
    return rows.exclude(pk__in=still_waiting(local_day(now)))


def to_assist(account: Account) -> ConcernQuerySet:
    """Return the open concerns with which the account's office was asked to assist."""
    units = units_at(account, "concern.handle")
    helping = Assistance.objects.filter(unit__in=units, ended=False).values("concern")
    rows = seen(account, "concern.handle").open_among(helping).exclude(led_at(account))
    return rows.order_by("due", "pk") if units else rows.none()


def mentioned(account: Account) -> ConcernQuerySet:
    """Return the concerns on which a comment mentions a post of the account and was not read there yet."""
    waiting = Mention.objects.waiting_for(account).values("concern")
    rows: ConcernQuerySet = Concern.objects.visible_to(account)
    return (rows.filter(pk__in=waiting) if account.post_keys() else rows.none()).order_by("due", "pk")


def suspected(account: Account) -> ConcernQuerySet:
    """Return what waits as suspected spam, the oldest first."""
    return desks(account, "concern.triage").filter(state=State.QUEUED).order_by("received_at", "pk")


def to_triage(account: Account) -> ConcernQuerySet:
    """Return the new concerns to triage, the oldest first."""
    return desks(account, "concern.triage").filter(state=State.RECEIVED).order_by("received_at", "pk")


def to_dispatch(account: Account, now: datetime) -> ConcernQuerySet:
    """Return what is to be dispatched, or ruled on after an objection, but for what waits for the resident."""
    rows = desks(account, "concern.dispatch").filter(state__in=(State.TRIAGED, State.OBJECTED))
    return rows.exclude(pk__in=still_waiting(local_day(now))).order_by("due", "pk")


def added_to(account: Account) -> ConcernQuerySet:
    """Return the concerns on which the resident spoke last, also after the answer: with who leads, else the desk."""
    led = led_at(account) & ~Q(state=State.REFERRED)
    desk = desk_of(account, "concern.dispatch") & (Q(lead=None) | Q(state=State.REFERRED))
    rows = seen(account, "concern.handle", "concern.dispatch").filter(resident_spoke_last=True)
    return rows.filter(led | desk).order_by("due", "pk")


def to_release(account: Account) -> ConcernQuerySet:
    """Return the drafted replies to release: the office's own, and for its leaders those of the whole township.

    A complaint's answer is released by another than who drafted it.
    """
    reaches = account.reach("concern.release") or []
    here = Q(path__in=reaches) | Q(unit__in=units_at(account, "concern.release"))
    here |= above_the_leaders(account, "concern.release")
    rows = seen(account, "concern.release").filter(path_reached(reaches), here, state=State.DRAFTED)
    own = Reply.objects.filter(concern=OuterRef("pk"), released=False, drafted_by=account)
    return rows.exclude(Q(kind__in=NEEDS_ANOTHER) & Q(Exists(own))).order_by("due", "pk")


def answered(account: Account) -> ConcernQuerySet:
    """Return the concerns answered here whose call-backs are the account's desk's.

    Whoever answered where an imported one came from calls back there. While a review runs, nobody is called.
    """
    rows = desks(account, "concern.call_back").filter(answered_here=True, state=State.ANSWERED)
    return rows.exclude(pk__in=Review.objects.filter(outcome="").values("concern"))


def to_call_back(account: Account) -> ConcernQuerySet:
    """Return the answered concerns to call back on, by somebody who neither handled nor answered them.

    Where one person alone may read reports of wrongdoing, theirs stand with that one: there is nobody else to tell
    that another has to be named who calls back.
    """
    released = Reply.objects.filter(released=True)
    later = released.filter(concern=OuterRef("concern"), round__gt=OuterRef("round"))
    last = released.filter(~Exists(later), concern=OuterRef("pk"))
    own = Q(handler=account) | Q(Exists(last.filter(Q(drafted_by=account) | Q(released_by=account))))
    if account.may("concern.wrongdoing"):
        own &= ~Q(kind=Kind.WRONGDOING) | Q(Exists(others_with(account, "concern.wrongdoing")))
    return answered(account).filter(called_back__in=UNCALLED).exclude(own).order_by("answered_on", "pk")


def others_with(account: Account, right: str) -> "QuerySet[Appointment, Any]":
    """Return the appointments of others who work here today and hold a right."""
    roles = [code for code, role in ROLES.items() if right in role.rights]
    held = Appointment.objects.filter(covering(account.today), post__in=Post.objects.on(account.today))
    return held.filter(post__role__in=roles, account__is_active=True).exclude(account=account)


def last_said(rows: ConcernQuerySet) -> ConcernQuerySet:
    """Return concerns with what was said at the last call-back."""
    last = CallBack.objects.filter(concern=OuterRef("pk")).order_by("-pk")
    found: ConcernQuerySet = rows.annotate(last_said=Subquery(last.values("solved")[:1]))
    return found


def unsolved(account: Account) -> ConcernQuerySet:
    """Return the answered concerns of which the resident said last that they are not, or not wholly, solved."""
    rows = last_said(answered(account).filter(called_back__in=CALLED))
    return rows.filter(last_said__in=(Solved.NO, Solved.PARTLY)).order_by("answered_on", "pk")


def to_close(account: Account) -> ConcernQuerySet:
    """Return the answered concerns whose resident did not wish to be asked: they are closed, with the reason."""
    rows = last_said(answered(account).filter(called_back__in=CALLED))
    return rows.exclude(last_said__in=(Solved.NO, Solved.PARTLY)).order_by("answered_on", "pk")


def to_review(account: Account) -> ConcernQuerySet:
    """Return the concerns whose answer the account's unit reviews, with the day the opinion is due."""
    units = units_at(account, "concern.review")
    asked = Review.objects.filter(unit__in=units, outcome="").values("concern")
    due = ClockRun.objects.filter(
        concern=OuterRef("pk"), purpose__in=[purpose for _, purpose in REVIEW_CLOCKS], stopped_on=None
    )
    rows = seen(account, "concern.review").filter(pk__in=asked)
    rows = rows if units else rows.none()
    found: ConcernQuerySet = rows.annotate(step_due=Subquery(due.values("due")[:1]))
    return found.order_by("step_due", "pk")


def time_asked(account: Account) -> ConcernQuerySet:
    """Return the concerns for which somebody else asked for more time."""
    asked = AskedTime.objects.filter(run__stopped_on=None, decided_on=None).exclude(asked_by=account)
    rows = seen(account, "concern.extend").filter(pk__in=asked.values("run__concern"))
    mine = desk_of(account, "concern.extend") | above_the_leaders(account, "concern.extend")
    return rows.filter(mine).order_by("due", "pk")


def notices_owed(account: Account, now: datetime) -> ConcernQuerySet:
    """Return the concerns whose written notice of receipt is due soon or overdue (信访工作条例 art. 23)."""
    last = local_day(now) + timedelta(days=SOON_DAYS)
    runs = ClockRun.objects.filter(purpose=Purpose.NOTICE, stopped_on=None, due__lte=last)
    # What is in hand is asked for its own runs: a list of the runs has those of all that waits for triage too.
    own = runs.filter(concern=OuterRef("pk"))
    rows = desks(account, "concern.triage").filter(Exists(own), state__in=NOTICE_STATES)
    found: ConcernQuerySet = rows.annotate(step_due=Subquery(own.values("due")[:1])).order_by(
        "step_due", "pk"
    )
    return found


def with_the_county(account: Account, now: datetime) -> ConcernQuerySet:
    """Return what went to the county and is to be asked about there, from some days before the day on."""
    last = local_day(now) + timedelta(days=SOON_DAYS)
    day = Reminder.objects.filter(concern=OuterRef("pk"), ended_on=None).values("day")[:1]
    rows = desks(account, "concern.dispatch").filter(state=State.REFERRED).annotate(step_due=Subquery(day))
    found: ConcernQuerySet = rows.filter(Q(step_due=None) | Q(step_due__lte=last)).order_by("step_due", "pk")
    return found


def visits_to_record(account: Account, now: datetime) -> ConcernQuerySet:
    """Return the concerns whose joint visit was to take place by now and is not recorded."""
    visits = JointVisit.objects.filter(concern=OuterRef("pk"), came=None, visit_on__lte=local_day(now))
    return with_visits(account, visits, "visit_on")


def open_promises() -> "QuerySet[JointVisit, Any]":
    """Return the joint visits of which nobody has said whether what was promised was done."""
    checked = PromiseCheck.objects.filter(visit=OuterRef("pk"))
    return JointVisit.objects.exclude(promise="").filter(~Exists(checked))


def promises_to_check(account: Account, now: datetime) -> ConcernQuerySet:
    """Return the concerns with a promise of a joint visit to check, from some days before its day on, closed or not."""
    last = local_day(now) + timedelta(days=SOON_DAYS)
    near = Q(promised_by=None) | Q(promised_by__lte=last)
    return with_visits(account, open_promises().filter(near, concern=OuterRef("pk")), "promised_by")


def with_visits(account: Account, visits: "QuerySet[JointVisit, Any]", day: str) -> ConcernQuerySet:
    """Return the concerns of the account's office that have such visits, by their day."""
    rows = seen(account, "concern.handle").filter(led_at(account)).filter(Exists(visits))
    rows = rows if units_at(account, "concern.handle") else rows.none()
    found: ConcernQuerySet = rows.exclude(state=State.WITHDRAWN).annotate(
        step_due=Subquery(visits.order_by(day).values(day)[:1])
    )
    return found.order_by("step_due", "pk")


def at_offices(account: Account) -> ConcernQuerySet:
    """Return the open concerns that offices lead, for the desk that gave them out; not those of its own office."""
    rows = desks(account, "concern.triage").filter(state__in=WITH_OFFICES).exclude(lead=None)
    return rows.exclude(led_at(account)).order_by("due", "pk")


def late_at_offices(account: Account, now: datetime) -> ConcernQuerySet:
    """Return what offices have not answered by the day."""
    return at_offices(account).filter(due__lt=local_day(now))


def soon_at_offices(account: Account, now: datetime) -> ConcernQuerySet:
    """Return what offices are to answer within some days."""
    today = local_day(now)
    return at_offices(account).filter(due__gte=today, due__lte=today + timedelta(days=SOON_DAYS))


def brought_up(account: Account, now: datetime) -> ConcernQuerySet:
    """Return the overdue answers that were brought before the account by the rule: a leader's, or the county's.

    Whether it was ever brought up is asked first: the shortest question, to which nearly all that is open says no.
    """
    here, under = units_at(account, "concern.extend"), account.unit_keys("concern.extend")
    up = Escalation.objects.filter(concern=OuterRef("pk"), due=OuterRef("due"))
    leaders = Q(unit__in=here) | above_the_leaders(account, "concern.extend")
    leaders &= Q(Exists(up.filter(above=Above.LEADERS)))
    county = Q(unit__in=under) & ~Q(unit__in=here) & Q(Exists(up.filter(above=Above.COUNTY)))
    rows = seen(account, "concern.extend").open_among(Escalation.objects.values("concern"))
    rows = rows.filter(leaders | county, due__lt=local_day(now))
    return rows.order_by("due", "pk") if under else rows.none()
