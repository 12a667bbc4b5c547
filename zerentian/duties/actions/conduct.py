"""The code of conduct: published in editions, acknowledged by whoever holds a post."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from zerentian.duties.actions.heads import path_on
from zerentian.duties.models import Acknowledgement, Conduct
from zerentian.duties.rules.conduct import check_text, digest
from zerentian.ledger.actions import record, record_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.access import require
from zerentian.organization.models import Account, Post, Unit


@transaction.atomic
def publish_conduct(
    *, unit: Unit, title: str, text: str, by: Account, now: datetime, basis: str = ""
) -> Conduct:
    """Publish the next edition of a unit's code of conduct; earlier ones stay readable for ever."""
    require(by, "conduct.publish", unit, now=now)
    text = check_text(text)
    rows = Conduct.objects.filter(unit=unit)
    last = rows.order_by("-edition").first()
    if last is not None and last.digest == digest(text):
        raise NotAllowed("与现行版本一字不差，不必再发布", "the edition in force says the very same")
    conduct: Conduct = Conduct.objects.create(
        unit=unit,
        path=path_on(unit, local_day(now)),
        title=check_words(title, "名称", "what it is called"),
        edition=(rows.aggregate(last=Max("edition"))["last"] or 0) + 1,
        text=text,
        digest=digest(text),
        basis=basis.strip(),
        published_on=local_day(now),
        published_by=by,
    )
    facts = {"edition": conduct.edition, "digest": conduct.digest}
    record_on(conduct, "conduct.published", by=by, now=now, facts=facts)
    return conduct


@transaction.atomic
def acknowledge(conduct: Conduct, *, post: Post, digest: str, by: Account, now: datetime) -> Acknowledgement:
    """Take note, as whoever holds a post, of the edition of this very digest.

    The entry says which edition was acknowledged, not for which post: that is for the person and the head of office.
    """
    require(by, "conduct.acknowledge", now=now)
    newest = Conduct.objects.newest().filter(unit=conduct.unit_id).first()
    if newest is None or newest.pk != conduct.pk or conduct.digest != digest:
        raise NotAllowed(
            "您看到的不是现行版本，请刷新页面，阅读后再签收",
            "what you read is not the edition in force: reload the page and read it",
        )
    if post.pk not in {one.pk for one in conduct.posts_open_for(by)}:
        raise NotAllowed(
            "这个岗位不由您担任，或已经签收过", "you do not hold this post, or have acknowledged it already"
        )
    done: Acknowledgement = Acknowledgement.objects.create(
        conduct=conduct, post=post, by=by, on=local_day(now), at=now
    )
    facts = {"edition": conduct.edition, "digest": conduct.digest}
    record(
        "conduct.acknowledged", subject=done.ref, unit=conduct.path, by=by, now=now, facts=facts, rows=[done]
    )
    return done
