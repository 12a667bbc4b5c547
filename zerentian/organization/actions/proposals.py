"""Appointments to guarded posts: one keeper proposes, another one confirms, so that nobody makes a supervisor alone."""

from datetime import date, datetime

from django.db import transaction

from zerentian.ledger.actions import record
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.actions.posts import check_appointable, check_open, seat
from zerentian.organization.models import Account, Appointment, Post, ProposedAppointment
from zerentian.organization.models.proposals import CONFIRMED, REFUSED, WAITING
from zerentian.organization.rules.resets import GUARDED_ROLES


@transaction.atomic
def propose_appointment(
    account: Account, *, post: Post, first: date, by: Account, now: datetime
) -> ProposedAppointment:
    """Propose a person for a guarded post; nothing changes until another keeper has confirmed it."""
    require(by, "organization.manage", post.unit, now=now)
    if post.role not in GUARDED_ROLES:
        raise NotAllowed("该岗位可以直接任职，不必确认", "this post needs no second keeper: appoint directly")
    check_open(post, first)
    check_appointable(account, post, first, by)
    if ProposedAppointment.objects.filter(account=account, post=post, state=WAITING).exists():
        raise NotAllowed("这项任职已在等待确认", "this appointment waits for a second keeper already")
    made = ProposedAppointment.objects.create(
        account=account, post=post, first=first, asked_by=by, asked_at=now
    )
    write("appointment.proposed", made, by, now)
    return made


@transaction.atomic
def confirm_appointment(proposal: ProposedAppointment, *, by: Account, now: datetime) -> Appointment:
    """Confirm another keeper's proposal of a third person: the person holds the post from its day on."""
    require(by, "reset.confirm", now=now)
    proposal = locked(proposal)
    if by.pk in (proposal.asked_by_id, proposal.account_id):
        raise NotAllowed(
            "须由提出人和任职人以外的另一位管理员确认",
            "another keeper than who proposed, and not the person proposed, confirms",
        )
    decide(proposal, CONFIRMED, by, now)
    write("appointment.confirmed", proposal, by, now)
    return seat(proposal.account, post=proposal.post, first=proposal.first, by=proposal.asked_by, now=now)


@transaction.atomic
def refuse_appointment(proposal: ProposedAppointment, *, by: Account, now: datetime) -> ProposedAppointment:
    """Refuse a proposal, or take it back; who proposed sees it."""
    require(by, "reset.confirm", now=now)
    proposal = locked(proposal)
    decide(proposal, REFUSED, by, now)
    write("appointment.refused", proposal, by, now)
    return proposal


def locked(proposal: ProposedAppointment) -> ProposedAppointment:
    """Return the proposal as it stands, so that of two deciders the second finds what the first did."""
    rows = ProposedAppointment.objects.select_for_update(of=("self",))
    return rows.select_related("account", "post__unit", "asked_by").get(pk=proposal.pk)


def decide(proposal: ProposedAppointment, state: str, by: Account, now: datetime) -> None:
    """Write a decision; one that was made stands."""
    if proposal.state != WAITING:
        raise NotAllowed("这项任职已经办理", "this was decided already")
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, now
    proposal.save(update_fields=["state", "decided_by", "decided_at"])


def write(verb: str, proposal: ProposedAppointment, by: Account, now: datetime) -> None:
    """Record a step of a proposal; it belongs to the account."""
    post = proposal.post
    facts = {"post": post.code, "role": post.role, "first": proposal.first}
    record(verb, subject=proposal.account.ref, unit="", by=by, now=now, facts=facts, rows=[proposal])
