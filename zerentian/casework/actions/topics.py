"""Topics: confirmed, described, joined, split, merged and closed by a person; merges and splits can be undone."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zerentian.casework.cipher import writer_digest
from zerentian.casework.models import Concern, Contact, Topic, TopicMember
from zerentian.casework.rules.concerns import Kind
from zerentian.casework.rules.topics import TopicState, check_enough, check_standing
from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit

RIGHT = "concern.triage"


@transaction.atomic
def confirm_topic(
    *,
    unit: Unit,
    title: str,
    concerns: Sequence[Concern],
    by: Account,
    now: datetime,
    place: str = "",
    standing: str = "",
) -> Topic:
    """Confirm that messages are about one matter; NotAllowed for fewer than two, or for one that is in a topic."""
    require(by, RIGHT, unit, now=now)
    check_enough(len(concerns))
    topic = made(unit, title, place, standing, by, now)
    members = [entered(topic, concern, by) for concern in concerns]
    record_on(topic, "topic.confirmed", by=by, now=now, facts={"messages": len(members)}, rows=members)
    return topic


@transaction.atomic
def join_topic(topic: Topic, *, concerns: Sequence[Concern], by: Account, now: datetime) -> Topic:
    """Add messages to an open topic."""
    topic = locked(topic, by, now, TopicState.OPEN)
    if not concerns:
        raise NotAllowed("请选择要并入的诉求", "choose the messages to add")
    members = [entered(topic, concern, by) for concern in concerns]
    record_on(topic, "topic.joined", by=by, now=now, facts={"messages": len(members)}, rows=members)
    return topic


@transaction.atomic
def split_topic(
    topic: Topic, *, concerns: Sequence[Concern], title: str, by: Account, now: datetime
) -> Topic:
    """Move some messages of a topic to a new one; merging the two brings them back. Both keep one message at least."""
    topic = locked(topic, by, now, TopicState.OPEN)
    chosen = list(topic.members.filter(ended=False, concern__in=[one.pk for one in concerns]))
    if not chosen or len(chosen) == topic.members.filter(ended=False).count():
        raise NotAllowed("请选择一部分诉求拆出，不能全选", "choose some of the messages, and not all of them")
    other = made(topic.unit, title, topic.place, "", by, now)
    moved = [passed(member, other, came_from=None) for member in chosen]
    facts = {"messages": len(moved), "into": other.ref}
    record_on(topic, "topic.split", by=by, now=now, facts=facts, rows=[other, *chosen, *moved])
    return other


@transaction.atomic
def merge_topics(topic: Topic, *, into: Topic, by: Account, now: datetime) -> Topic:
    """Make a topic part of another of the same township; its messages count there until that is undone."""
    topic, into = locked(topic, by, now, TopicState.OPEN), locked(into, by, now, TopicState.OPEN)
    if topic.pk == into.pk or topic.unit_id != into.unit_id:
        raise NotAllowed("请选择本乡镇的另一个热点事项", "choose another topic of the same township")
    old = list(topic.members.filter(ended=False))
    moved = [passed(member, into, came_from=topic) for member in old]
    topic.state, topic.into = TopicState.MERGED, into
    topic.save(update_fields=["state", "into"])
    record_on(topic, "topic.merged", by=by, now=now, facts={"into": into.ref}, rows=[into, *old, *moved])
    return into


@transaction.atomic
def unmerge_topic(topic: Topic, *, by: Account, now: datetime) -> Topic:
    """Undo a merge: the messages that came by it, and are still there, go back."""
    topic = locked(topic, by, now, TopicState.MERGED)
    other = topic.into
    assert other is not None  # a database constraint holds it
    old = list(other.members.filter(ended=False, came_from=topic))
    moved = [passed(member, topic, came_from=None) for member in old]
    topic.state, topic.into = TopicState.OPEN, None
    topic.save(update_fields=["state", "into"])
    facts = {"out_of": other.ref}
    record_on(topic, "topic.unmerged", by=by, now=now, facts=facts, rows=[other, *old, *moved])
    return topic


@transaction.atomic
def describe_topic(
    topic: Topic, *, title: str, place: str, standing: str, by: Account, now: datetime
) -> Topic:
    """Say anew what a topic is called, where it is, and where it stands in words for residents."""
    topic = locked(topic, by, now, TopicState.OPEN, TopicState.CLOSED)
    topic.title, topic.place, topic.standing = (
        check_filled(title, "名称", "the title"),
        place.strip(),
        standing.strip(),
    )
    topic.save(update_fields=["title", "place", "standing"])
    record_on(topic, "topic.described", by=by, now=now)
    return topic


@transaction.atomic
def close_topic(topic: Topic, *, standing: str, by: Account, now: datetime) -> Topic:
    """Close a topic with what came of it, in words that residents read. Its messages are answered each by itself."""
    topic = locked(topic, by, now, TopicState.OPEN)
    topic.standing = check_filled(standing, "办理结果", "what came of it")
    topic.state, topic.closed_on = TopicState.CLOSED, local_day(now)
    topic.save(update_fields=["standing", "state", "closed_on"])
    record_on(topic, "topic.closed", by=by, now=now, facts={"messages": topic.heat.messages})
    return topic


@transaction.atomic
def reopen_topic(topic: Topic, *, by: Account, now: datetime) -> Topic:
    """Take a closed topic up again."""
    topic = locked(topic, by, now, TopicState.CLOSED)
    topic.state, topic.closed_on = TopicState.OPEN, None
    topic.save(update_fields=["state", "closed_on"])
    record_on(topic, "topic.reopened", by=by, now=now)
    return topic


def pass_topic(topic: Topic, *, to: Unit, by: Account, now: datetime) -> Topic:
    """Let another unit hold a topic whose unit ends: the concerns in it pass to the same one."""
    old = topic.path
    topic.unit, topic.path = to, to.path_on(local_day(now)) or to.path
    topic.save(update_fields=["unit", "path"])
    record_on(topic, "topic.passed_on", by=by, now=now, facts={"from": old, "to": topic.path})
    return topic


def made(unit: Unit, title: str, place: str, standing: str, by: Account, now: datetime) -> Topic:
    """Return a new topic, saved."""
    topic = Topic(unit=unit, path=unit.path, confirmed_on=local_day(now), confirmed_by=by)
    topic.title, topic.place, topic.standing = (
        check_filled(title, "名称", "the title"),
        place.strip(),
        standing.strip(),
    )
    topic.save()
    return topic


def locked(topic: Topic, by: Account, now: datetime, *states: TopicState) -> Topic:
    """Return the topic, locked, for an account that holds the right over it; NotAllowed where it stands elsewhere."""
    fresh: Topic = (
        Topic.objects.select_for_update(of=("self",)).select_related("unit", "into").get(pk=topic.pk)
    )
    require(by, RIGHT, fresh.unit, now=now)
    check_standing(TopicState(fresh.state), *states)
    return fresh


def entered(topic: Topic, concern: Concern, by: Account) -> TopicMember:
    """Return a new membership; NotAllowed for a concern not to be read, shielded, or in a topic already."""
    if not by.is_system and not Concern.objects.visible_to(by).filter(pk=concern.pk).exists():
        raise NotAllowed("没有这件诉求，或您不能查看", "there is no such concern, or not for you to see")
    if concern.unit_id != topic.unit_id:
        raise NotAllowed(f"{concern.number} 不是本乡镇的诉求", f"{concern.number} is of another township")
    accuses = concern.accusations.filter(lifted=False).exists()
    if concern.kind in (Kind.COMPLAINT, Kind.WRONGDOING) or accuses:
        raise NotAllowed(
            "投诉、检举控告不列入热点事项", "complaints and reports of wrongdoing stand in no topic"
        )
    if TopicMember.objects.filter(concern=concern, ended=False).exists():
        raise NotAllowed(f"{concern.number} 已在一个热点事项中", f"{concern.number} is in a topic already")
    member = TopicMember(topic=topic, concern=concern, writer=writer_in(topic, concern))
    member.save()
    return member


def passed(member: TopicMember, topic: Topic, *, came_from: Topic | None) -> TopicMember:
    """End a membership and return the one in another topic; who wrote is told apart anew there."""
    member.ended = True
    member.save(update_fields=["ended"])
    fresh = TopicMember(topic=topic, concern=member.concern, came_from=came_from)
    fresh.writer = writer_in(topic, member.concern)
    fresh.save()
    return fresh


def writer_in(topic: Topic, concern: Concern) -> str:
    """Return what tells a writer from others within a topic, made in memory; "" where nobody is known."""
    contact = Contact.objects.filter(concern=concern, erased=False).first()
    said = contact.known_by if contact else ""
    return writer_digest(f"{topic.ref}\n{said}") if said else ""
