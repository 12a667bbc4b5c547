"""What leaders did in person (三亲自): stated from their own account, else marked 代录."""

from datetime import date, datetime

from django.db import transaction

from zerentian.duties.actions.heads import head, path_on
from zerentian.duties.models import Duty, PersonalAct, Task
from zerentian.duties.rules.deeds import check_reason, check_text
from zerentian.duties.rules.functions import InPerson
from zerentian.ledger.actions import record_on
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Post


@transaction.atomic
def state_in_person(
    *,
    act: InPerson,
    what: str,
    post: Post,
    by: Account,
    now: datetime,
    occurred_on: date | None = None,
    task: Task | None = None,
    duty: Duty | None = None,
) -> PersonalAct:
    """State that the holder of a post deployed, inquired after or handled a matter in person.

    Counts as in person only from that holder's own account; anybody else's entry is marked 代录.
    """
    day = occurred_on or local_day(now)
    own = post.pk in {held.pk for held in by.posts_on(local_day(now))}
    require(by, "task.personal" if own else "deed.record", post.unit if own else None, now=now)
    personal = PersonalAct(act=act, what=check_text(what), post=post, own=own, task=task, duty=duty)
    personal.unit, personal.path, personal.occurred_on = post.unit, path_on(post.unit, day), day
    personal.recorded_by, personal.recorded_at = by, now
    personal.save()
    write(personal, by, now)
    return personal


@transaction.atomic
def withdraw_personal_act(personal: PersonalAct, *, reason: str, by: Account, now: datetime) -> PersonalAct:
    """Withdraw a mistaken statement, with the reason; only who made it, or the post's holder, may."""
    personal = PersonalAct.objects.select_for_update().get(pk=personal.pk)
    holds = personal.post_id in {held.pk for held in by.posts_on(local_day(now))}
    if personal.withdrawn or not (holds or by.pk == personal.recorded_by_id):
        raise NotAllowed(
            "只能由登记人或本人撤回，且只能撤回一次",
            "only who stated it, or the leader, may withdraw it, once",
        )
    personal.withdrawn, personal.reason = True, check_reason(reason)
    personal.save(update_fields=["withdrawn", "reason"])
    write(personal, by, now, replaces=head(personal.ref, "personal.stated"), change="voided")
    return personal


def write(
    personal: PersonalAct, by: Account, now: datetime, replaces: Entry | None = None, change: str = ""
) -> Entry:
    """Record what was done in person; the post's code stands in the facts, for the corrector may be another."""
    facts = {
        "act": personal.act,
        "post": personal.post.code,
        "own": personal.own,
        "first": personal.post.role == "first",
    }
    return record_on(
        personal,
        "personal.stated",
        by=by,
        now=now,
        occurred_on=personal.occurred_on,
        facts=facts,
        replaces=replaces,
        change=change,
    )
