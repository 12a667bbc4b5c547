"""Matters of meetings: put before one, put on its agenda, and what came of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from zerentian.duties.actions.heads import head, path_on
from zerentian.duties.actions.meetings import locked, release_item
from zerentian.duties.models import Decision, Meeting, MeetingFile, MeetingItem, MeetingKind
from zerentian.duties.rules.decisions import OPEN_STATES, DecisionKind
from zerentian.duties.rules.meetings import (
    AGENDA_STATES,
    ItemState,
    MeetingState,
    Result,
    Share,
    Weight,
    check_missing,
    check_passed,
    check_quorum,
    check_votes,
    missing,
)
from zerentian.duties.tabling import title_of
from zerentian.evidence.actions import Received, deposit
from zerentian.ledger.actions import record_on
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.ledger.rules.words import Words
from zerentian.organization.access import require
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.rules.places import row_key

SETTLED = "meeting_item.settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a meeting did with one matter. ``words``, ``recusal`` and ``dissent`` are the minutes' own and may name
    people; the numbers go into the ledger. ``waived`` says why a weighty matter was decided without a check."""

    result: Result
    words: str = ""
    checks: Collection[str] = ()
    waived: str = ""
    unanimous: bool = False
    votes: tuple[int | None, int | None, int | None] = (None, None, None)
    recused: int = 0
    recusal: str = ""
    dissent: str = ""


@transaction.atomic
def put_item(
    *,
    kind: MeetingKind,
    title: str,
    by: Account,
    now: datetime,
    detail: str = "",
    presenter: Post | None = None,
    weight: Weight | None = None,
    inner: bool = False,
    about: str = "",
    uploads: Sequence[Received] = (),
) -> MeetingItem:
    """Put a matter before a kind of meeting, with its papers; it waits until it comes onto an agenda.

    ``about`` refers to what it comes from, such as ``finding:12``: where that is not for everybody, neither is this.
    NotAllowed for what the account may not see, or what may not go before a meeting.
    """
    require(by, "meeting.put", kind.unit, now=now)
    if about and not by.is_system:
        title_of(about, by)
    inner = inner or is_inner(about)
    item = MeetingItem.objects.create(
        unit=kind.unit,
        path=path_on(kind.unit, local_day(now)),
        kind=kind,
        title=check_words(title, "议题", "what the matter is"),
        detail=detail.strip(),
        presenter=presenter,
        weight=weight or "",
        inner=inner,
        ref_of=about,
        put_by=by,
        put_on=local_day(now),
    )
    papers = add_papers(item, uploads, by=by, now=now)
    # What it comes from is not named: that matter may be protected one day.
    facts = {"papers": len(papers), "from_elsewhere": bool(about), "weight": weight}
    record_on(item, "meeting_item.put", by=by, now=now, facts=facts, uses=papers)
    return item


def is_inner(about: str) -> bool:
    """Tell whether a reference is to a matter or a decision of a meeting that is not for everybody."""
    kind, _, key = about.partition(":")
    models = {model.KIND: model for model in (MeetingItem, Decision)}
    return kind in models and models[kind].objects.filter(pk=row_key(key), inner=True).exists()


def add_papers(
    item: MeetingItem, uploads: Sequence[Received], *, by: Account, now: datetime
) -> list[MeetingFile]:
    """Deposit papers as this very matter's; content that was sent twice is one file."""
    files = {file.pk: file for file in (deposit(one, by=by, now=now, belongs_to=item.ref) for one in uploads)}
    return [MeetingFile.objects.create(item=item, file=file, added_at=now) for file in files.values()]


@transaction.atomic
def withdraw_item(item: MeetingItem, *, reason: str, by: Account, now: datetime) -> MeetingItem:
    """Withdraw a matter that waits: by who put it, or by who keeps the meeting."""
    require(by, "meeting.put", item.unit, now=now)
    item = waiting_item(item)
    if item.put_by_id != by.pk:
        require(by, "meeting.manage", item.kind.keeper, now=now)
    item.state, item.reason = ItemState.WITHDRAWN, check_words(reason, "撤回理由", "why it is withdrawn")
    item.save(update_fields=["state", "reason"])
    record_on(item, "meeting_item.withdrawn", by=by, now=now)
    return item


def waiting_item(item: MeetingItem) -> MeetingItem:
    """Return a matter that waits for a meeting, locked; NotAllowed for any other."""
    rows = MeetingItem.objects.select_for_update(of=("self",)).select_related("kind__keeper", "unit")
    fresh: MeetingItem = rows.get(pk=item.pk)
    if fresh.state != ItemState.WAITING:
        raise NotAllowed(
            "这个议题已不在待上会之列，请刷新页面", "this matter waits no longer: reload the page"
        )
    return fresh


@transaction.atomic
def table_item(item: MeetingItem, *, meeting: Meeting, by: Account, now: datetime) -> MeetingItem:
    """Put a waiting matter on the agenda of a meeting of its kind, last; after the call it is marked as late."""
    meeting = locked(meeting, by=by, now=now)
    item = waiting_item(item)
    if meeting.state not in AGENDA_STATES:
        raise NotAllowed(
            "会议已拟纪要，不能再加议题", "the minutes are drafted: nothing comes onto the agenda any more"
        )
    if (item.kind.unit_id, item.kind.name) != (meeting.unit_id, meeting.name):
        raise NotAllowed("这个议题是提请另一类会议的", "this matter was put before another kind of meeting")
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    item.meeting, item.state, item.position = meeting, ItemState.TABLED, last + 1
    item.late = meeting.called_on is not None
    item.save(update_fields=["meeting", "state", "position", "late"])
    facts = {"meeting": meeting.ref, "after_call": item.late}
    record_on(item, "meeting_item.tabled", by=by, now=now, facts=facts)
    return item


@transaction.atomic
def untable_item(item: MeetingItem, *, by: Account, now: datetime) -> MeetingItem:
    """Take a matter without an outcome off the agenda; it waits for another meeting."""
    item = item_on_agenda(item, by=by, now=now)
    if item.state != ItemState.TABLED:
        raise NotAllowed(
            "这个议题已有结果，不能移出议程", "this matter has an outcome: it stays on the agenda"
        )
    release_item(item, by=by, now=now, because=None)
    return item


@transaction.atomic
def place_item(item: MeetingItem, *, earlier: bool, by: Account, now: datetime) -> MeetingItem:
    """Move a matter one place up or down the agenda; NotAllowed at its end, and once the minutes are drafted."""
    item = item_on_agenda(item, by=by, now=now)
    order = list(MeetingItem.objects.filter(meeting=item.meeting).order_by("position", "pk"))
    at = next(at for at, one in enumerate(order) if one.pk == item.pk)
    beside = at - 1 if earlier else at + 1
    if not 0 <= beside < len(order):
        raise NotAllowed("这个议题已在议程的尽头", "this matter stands at that end of the agenda already")
    other = order[beside]
    item.position, other.position = other.position, item.position
    for one in (item, other):
        one.save(update_fields=["position"])
    assert item.meeting is not None
    facts = {"meeting": item.meeting.ref, "place": beside + 1}
    record_on(item, "meeting_item.placed", by=by, now=now, facts=facts, rows=[other])
    return item


def item_on_agenda(item: MeetingItem, *, by: Account, now: datetime) -> MeetingItem:
    """Return a matter on an agenda that may still change, its meeting locked; NotAllowed for any other."""
    if item.meeting is None:
        raise NotAllowed("这个议题还没有列入议程", "this matter is on no agenda")
    meeting = locked(item.meeting, by=by, now=now)
    if meeting.state not in AGENDA_STATES:
        raise NotAllowed(
            "纪要已拟出；要改结果，请先退回纪要或重新处理会议",
            "the minutes are drafted: return them, or take the meeting up again, to change an outcome",
        )
    fresh: MeetingItem = MeetingItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    fresh.meeting = meeting
    return fresh


@transaction.atomic
def settle_item(item: MeetingItem, settled: Settled, *, by: Account, now: datetime) -> MeetingItem:
    """Record what a meeting did with a matter; again, before the minutes: corrected, what it said before stays.

    Raises NotAllowed without the quorum the rule asks for, for votes that do not add up, for a weighty matter whose
    checks were neither made nor waived with a reason, and where an agreement is taken back that has open decisions.
    """
    item = item_on_agenda(item, by=by, now=now)
    meeting = item.meeting
    assert meeting is not None
    if meeting.state != MeetingState.HELD:
        raise NotAllowed("请先登记到会情况", "record first who was there")
    lacking = check_settling(item, meeting, settled)
    was_settled = item.state == ItemState.SETTLED
    if was_settled and settled.result not in (Result.AGREED, Result.HEARD):
        check_no_decisions(item)
    check_deciding(item, meeting, settled)
    item.state, item.result, item.words = ItemState.SETTLED, settled.result, settled.words.strip()
    item.checks, item.waived = sorted(settled.checks), settled.waived.strip() if lacking else ""
    item.unanimous, item.recused = settled.unanimous, settled.recused
    item.votes_for, item.votes_against, item.votes_abstained = settled.votes
    item.recusal, item.dissent = settled.recusal.strip(), settled.dissent.strip()
    item.save()
    replaces = head(item.ref, SETTLED) if was_settled else None
    record_on(
        item,
        SETTLED,
        by=by,
        now=now,
        occurred_on=meeting.held_on,
        facts=facts_of(item, len(lacking)),
        replaces=replaces,
        change="corrected" if replaces else "",
    )
    return item


def settled_of(item: MeetingItem) -> Settled:
    """Return what was recorded of a matter's outcome."""
    return Settled(
        result=Result(item.result),
        words=item.words,
        checks=item.checks,
        waived=item.waived,
        unanimous=item.unanimous,
        votes=item.votes,
        recused=item.recused,
        recusal=item.recusal,
        dissent=item.dissent,
    )


def check_deciding(item: MeetingItem, meeting: Meeting, settled: Settled, *, decides: bool = False) -> None:
    """Refuse a decision on a matter that was heard where agreeing to it is refused: by members, checks or votes.

    A weighty matter asks for its checks and is agreed to, never only heard. Nothing is asked where no decision rests
    on the matter, unless one is to (``decides``); what is only to be taken note of asks nobody for anything, and
    needs no agreement.
    """
    required = item.decisions.filter(state__in=OPEN_STATES, kind=DecisionKind.REQUIRED)
    rests = decides or required.exists()
    if settled.result != Result.HEARD or not rests:
        return
    if item.weight:
        raise NotAllowed(
            "“三重一大”议题只听取情况的，不能形成议定事项；请先登记会议同意",
            "a weighty matter that was only heard brings no decision: record first that it was agreed to",
        )
    check_settling(item, meeting, replace(settled, result=Result.AGREED))


def check_settling(item: MeetingItem, meeting: Meeting, settled: Settled) -> list[str]:
    """Refuse an outcome that the rule of the meeting does not allow; return the checks a weighty matter lacks."""
    kind, present, members = meeting.kind, meeting.present or 0, meeting.members or 0
    weight = Weight(item.weight) if item.weight else None
    check_votes(present, settled.recused, settled.votes, settled.unanimous)
    if settled.recused and not settled.recusal.strip():
        raise NotAllowed(
            "有人回避的，请写明回避情况（只写入纪要）", "say who recused themselves, in the minutes' words"
        )
    if settled.result in (Result.AGREED, Result.REFUSED):
        share = Share(kind.weighty_quorum if weight else kind.quorum)
        check_quorum(share, members, present, Words("作这项决定", "deciding this"))
    lacking = missing(weight, kind.checks, settled.checks) if settled.result == Result.AGREED else []
    check_missing(lacking, settled.waived)
    if settled.result == Result.AGREED and kind.passing != Share.NONE:
        in_favour = present - settled.recused if settled.unanimous else settled.votes[0]
        if in_favour is None:
            raise NotAllowed("请登记票数，或注明一致同意", "record the votes, or that all agreed")
        check_passed(Share(kind.passing), members, in_favour)
    return [str(one) for one in lacking]


def check_no_decisions(item: MeetingItem) -> None:
    """Refuse to take back an agreement while decisions rest on it."""
    if item.decisions.filter(state__in=OPEN_STATES).exists():
        raise NotAllowed(
            "这个议题已有议定事项；请先撤销或替代它们，再改结果",
            "decisions rest on this outcome: withdraw or replace them first",
        )


def facts_of(item: MeetingItem, lacking: int) -> dict[str, object]:
    """Return what the ledger says of an outcome: codes and numbers, nobody's name and nobody's words."""
    assert item.meeting is not None
    return {
        "meeting": item.meeting.ref,
        "result": item.result,
        "weight": item.weight,
        "unanimous": item.unanimous,
        "votes_for": item.votes_for,
        "votes_against": item.votes_against,
        "votes_abstained": item.votes_abstained,
        "recused": item.recused,
        "dissent": bool(item.dissent),
        "checks": len(item.checks),
        "lacking": lacking,
    }


def pass_item(
    item: MeetingItem, old: Unit, *, into: Unit, kind: MeetingKind, by: Account, now: datetime, because: Entry
) -> None:
    """Let a matter be kept by another unit, or wait there; the right has been asked where units are joined."""
    today = local_day(now)
    facts = {"from": old.path_on(today) or old.path, "to": path_on(into, today)}
    if item.unit_id == old.pk:
        item.unit, item.path = into, path_on(into, today)
    item.kind = kind
    item.save(update_fields=["unit", "kind", "path"])
    record_on(item, "meeting_item.moved", by=by, now=now, facts=facts, because=because)
