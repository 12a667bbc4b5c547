"""Volunteers are sought for an activity, with what they are to know; who asks for a certificate is given one."""

from datetime import datetime

from django.db import transaction

from zerentian.community.actions.activities import Plan, announce_activity, locked
from zerentian.community.models import Activity, Certificate, Need, SignUp
from zerentian.community.rules.volunteers import Sought, check_certified, check_insured, check_minutes
from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit


@transaction.atomic
def seek_volunteers(plan: Plan, sought: Sought, *, unit: Unit, by: Account, now: datetime) -> Activity:
    """Announce an activity for which volunteers are sought; they sign up for it as for any other, each alone.

    NotAllowed without risks said, without insurance where somebody may come to harm, and as for any activity.
    """
    require(by, "activity.keep", unit, now=now)
    need = Need(dangerous=sought.dangerous, conditions=sought.conditions.strip())
    need.task = check_filled(sought.task, "服务内容", "what they do")
    need.risks = check_filled(sought.risks, "可能的风险（没有就写“无”）", "the risks, or that there are none")
    need.insured_by = check_insured(sought.dangerous, sought.insured_by)
    if plan.capacity is None:
        raise NotAllowed("请填写需要多少人", "say how many are needed")
    need.activity = announce_activity(plan, unit=unit, by=by, now=now)[0]
    need.save()
    facts: dict[str, object] = {"people": plan.capacity, "dangerous": need.dangerous}
    record_on(need.activity, "activity.volunteers_sought", by=by, now=now, facts=facts, rows=[need])
    return need.activity


@transaction.atomic
def certify(party: SignUp, *, minutes: int, asked: bool, by: Account, now: datetime) -> Certificate:
    """Give a volunteer the certificate they asked for, or the same once more, corrected where it was wrong.

    NotAllowed where nobody asked, before it was held, for a party without a place, and once it is forgotten.
    """
    activity = locked(party.activity, by=by, now=now)
    party = SignUp.objects.get(pk=party.pk)
    if not Need.objects.filter(activity=activity).exists():
        raise NotAllowed("这场活动没有招募志愿者", "no volunteers were sought for this activity")
    check_certified(activity.state, party.standing, erased=party.erased, asked=asked)
    made = Certificate.objects.filter(party=party).first()
    again, made = made is not None, made or Certificate(party=party)
    made.minutes = check_minutes(minutes, activity.begins_at, activity.ends_at)
    made.issued_on, made.issued_by = local_day(now), by
    made.save()
    record_on(activity, "activity.certified", by=by, now=now, facts={"again": again}, rows=[made])
    return made
