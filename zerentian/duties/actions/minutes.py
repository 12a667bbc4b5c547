"""Minutes: drafted from the outcomes, agreed to by another, signed by re-entered password, sealed in the same step."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from zerentian.duties.actions.agenda import check_deciding, check_settling, settled_of
from zerentian.duties.actions.decisions import give_out
from zerentian.duties.actions.meetings import brought_home, moved, say
from zerentian.duties.models import Decision, Meeting, MeetingItem, Minutes, MinutesRound, MinutesScan
from zerentian.duties.rules.decisions import DecisionKind, DecisionState, DecisionStep, Rhythm
from zerentian.duties.rules.meetings import (
    ItemState,
    MeetingStep,
    Result,
    Weight,
    check_other,
    check_settled,
    missing,
)
from zerentian.duties.rules.minutes import (
    RESULT_WORDS,
    RHYTHM_WORDS,
    WEIGHT_WORDS,
    Outcome,
    carried_over,
    check_round,
    checks_in_words,
    digest,
    drafted,
    number_of,
    opening_of,
    told,
    votes_in_words,
)
from zerentian.evidence.actions import Received, deposit
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.actions.factors import confirm_person
from zerentian.organization.models import Account

GONE = (DecisionState.WITHDRAWN, DecisionState.REPLACED)


def proposed_minutes(meeting: Meeting) -> str:
    """Return the minutes as they follow from what was recorded: opening, each matter with its decisions, attendance."""
    return minutes_of(meeting, settled_items(meeting))


def settled_items(meeting: Meeting) -> list[MeetingItem]:
    """Return the matters of a meeting with their outcomes, in the order of the agenda."""
    return list(meeting.items.filter(state=ItemState.SETTLED).select_related("presenter__unit"))


def minutes_of(meeting: Meeting, items: Sequence[MeetingItem]) -> str:
    """Return what the minutes say of a meeting and of some of its matters."""
    year, number = meeting.year or meeting.held_on.year, meeting.number or 0
    opening = opening_of(
        day=meeting.held_on,
        place=meeting.place,
        chair=meeting.chair.title,
        name=meeting.name,
        number=number_of(year, number),
    )
    counts = f"应到{meeting.members}人，实到{meeting.present}人，请假{meeting.excused}人，列席{meeting.attending}人。"
    attendance = f"{meeting.attendance.strip()}\n记录：{meeting.recorder.title}"
    return drafted(opening, [outcome_of(item, meeting) for item in items], attendance, counts)


def outcome_of(item: MeetingItem, meeting: Meeting) -> Outcome:
    """Return what the minutes say of one matter."""
    weight = Weight(item.weight) if item.weight else None
    lacking = missing(weight, meeting.kind.checks, item.checks) if item.result == Result.AGREED else []
    standing = item.decisions.exclude(state__in=GONE).select_related("lead__unit", "meeting")
    decisions = standing.order_by("serial", "letter")
    return Outcome(
        title=item.title,
        result=RESULT_WORDS[Result(item.result)],
        words=item.words,
        presenter=item.presenter.title if item.presenter else "",
        weight=WEIGHT_WORDS[weight] if weight else "",
        checks=checks_in_words(item.checks, lacking, item.waived),
        votes=votes_in_words(item.unanimous, item.votes),
        recusal=item.recusal,
        dissent=item.dissent,
        inner=item.inner,
        decisions=(*carried_lines(item), *(decision_line(one) for one in decisions)),
    )


def carried_lines(item: MeetingItem) -> list[str]:
    """Return what the minutes say of earlier decisions that were carried over under a matter: the last word on each."""
    heard = item.heard.filter(step=DecisionStep.CARRY).select_related("decision__meeting").order_by("pk")
    last = {one.decision_id: one for one in heard}
    return [carried_over(one.decision.number, one.decision.what, one.due, one.words) for one in last.values()]


def decision_line(decision: Decision) -> str:
    """Return what the minutes say of one part of a decision."""
    number = f"议定事项{decision.serial}{decision.letter}"
    who = f"{decision.unit.name}（{decision.lead.title}）"
    text = decision.text.rstrip("。") if not decision.share else f"{decision.text}；其中{decision.share}"
    instead = "、".join(one.number for one in decision.replaces.select_related("meeting"))
    number += f"（替代{instead}）" if instead else ""
    if decision.kind == DecisionKind.FOR_NOTE:
        return f"{number}：{text}，请{who}阅知。"
    helpers = "、".join(unit.name for unit in decision.assisting.all())
    due = f"{chinese_day(decision.due)}前办结" if decision.due else "办结期限由牵头单位签收时确定"
    helped, rhythm = f"，{helpers}配合" if helpers else "", RHYTHM_WORDS[Rhythm(decision.rhythm)]
    return f"{number}：{text}。{who}牵头{helped}，{due}{rhythm}。"


def check_inner(meeting: Meeting, items: Sequence[MeetingItem], text: str) -> None:
    """Refuse a text whose copy for everybody would tell of a matter that is not for everybody, and name the line."""
    anyway = minutes_of(meeting, [item for item in items if not item.inner])
    for item in items:
        line = told(text, inner_words(item), anyway) if item.inner else ""
        if line:
            raise NotAllowed(
                f"印发稿会露出内部议题的内容“{line[:60]}”。请把它放在该议题（标题行以“（内部）”结尾）之下，"
                "以“一、”等开头的行前面空一格，或改写此句",
                f"the copy handed round would tell of an inner matter: “{line[:60]}”. Keep it below that"
                " matter's heading, which ends with （内部）, put a blank before what looks like one, or reword it",
            )


def inner_words(item: MeetingItem) -> list[str]:
    """Return everything that minutes may say of a matter in its own words."""
    decided = item.decisions.exclude(state__in=GONE).values_list("text", "share")
    return [
        *(item.title, item.words, item.recusal, item.dissent, item.waived),
        *item.heard.values_list("words", flat=True),
        *(words for one in decided for words in one),
    ]


def check_outcomes(meeting: Meeting, items: Sequence[MeetingItem]) -> None:
    """Refuse outcomes that no longer hold by what is recorded of who was there; names the first of them."""
    for item in items:
        try:
            check_settling(item, meeting, settled_of(item))
            check_deciding(item, meeting, settled_of(item))
        except NotAllowed as refusal:
            raise NotAllowed(
                f"到会情况改过，议题“{item.title}”的结果不再成立：{refusal.words.zh}。请重新登记它的结果",
                f"with who was there as it is recorded now, the outcome of “{item.title}” does not hold:"
                f" {refusal.words.en}. Record it anew",
            ) from refusal


@transaction.atomic
def draft_minutes(meeting: Meeting, *, text: str, by: Account, now: datetime, handed_to: str = "") -> Minutes:
    """Keep a draft of the minutes; a draft is never changed, the next one stands beside it.

    ``handed_to`` says to whom the signed minutes are handed round (分送). Raises NotAllowed while a matter on the
    agenda has no outcome, or one that no longer holds, and for a text whose copy for everybody would tell of an
    inner matter.
    """
    meeting = moved(meeting, MeetingStep.MINUTE, by=by, now=now)
    unsettled = meeting.items.filter(state=ItemState.TABLED).order_by("position")
    check_settled(list(unsettled.values_list("title", flat=True)))
    text, items = check_words(text, "纪要内容", "what the minutes say"), settled_items(meeting)
    check_outcomes(meeting, items)
    check_inner(meeting, items, text)
    last = meeting.minutes.first()
    minutes = Minutes.objects.create(
        meeting=meeting,
        version=last.version + 1 if last else 1,
        text=text,
        digest=digest(text),
        drafted_by=by,
        drafted_at=now,
    )
    meeting.drafted_by = by
    meeting.save(update_fields=["state", "drafted_by"])
    rows: list[Committed] = [minutes]
    if words := check_round(handed_to):
        rows.append(MinutesRound.objects.create(minutes=minutes, words=words))
    facts = {"version": minutes.version, "digest": minutes.digest}
    say("meeting.minuted", meeting, MeetingStep.MINUTE, by=by, now=now, facts=facts, rows=rows)
    return minutes


@transaction.atomic
def add_minutes_scans(
    meeting: Meeting, *, uploads: Sequence[Received], by: Account, now: datetime
) -> list[MinutesScan]:
    """Put scans of the paper beside the signed minutes; they change nothing of what was signed here.

    The paper may show what is not for everybody: where a matter is inner, its readers alone see the scan.
    """
    meeting = moved(meeting, MeetingStep.SCAN, by=by, now=now)
    minutes = meeting.minutes.exclude(signed_on=None).order_by("-version")[0]
    inner = meeting.items.filter(inner=True).order_by("pk").first()
    reader, scans = inner.ref if inner else meeting.ref, list[MinutesScan]()
    for upload in uploads:
        file = deposit(upload, by=by, now=now, belongs_to=reader)
        scan, is_new = MinutesScan.objects.get_or_create(
            minutes=minutes, file=file, defaults={"added_at": now}
        )
        scans += [scan] if is_new else []
    if not scans:
        raise NotAllowed("请选择扫描件；已经存过的不再重复保存", "choose a scan that is not kept already")
    facts = {"version": minutes.version, "edition": meeting.edition, "files": len(scans)}
    say("meeting.scanned", meeting, MeetingStep.SCAN, by=by, now=now, facts=facts, uses=scans)
    return scans


@transaction.atomic
def agree_minutes(meeting: Meeting, *, digest: str, by: Account, now: datetime) -> Minutes:
    """Agree, as somebody else than who drafted them, to the minutes of this very digest."""
    meeting = moved(meeting, MeetingStep.AGREE, by=by, now=now, right="meeting.agree")
    minutes = read_minutes(meeting, digest)
    check_other(by.pk, minutes.drafted_by_id)
    minutes.agreed_by, minutes.agreed_at = by, now
    minutes.save(update_fields=["agreed_by", "agreed_at"])
    meeting.save(update_fields=["state"])
    facts = {"version": minutes.version, "digest": minutes.digest}
    say("meeting.agreed", meeting, MeetingStep.AGREE, by=by, now=now, facts=facts, rows=[minutes])
    return minutes


def read_minutes(meeting: Meeting, expected: str) -> Minutes:
    """Return the newest draft, locked; NotAllowed when it is not the one that was read, or no longer what it was."""
    minutes: Minutes = meeting.minutes.select_for_update().order_by("-version")[0]
    if minutes.digest != expected or digest(minutes.text) != expected:
        raise NotAllowed(
            "您看到的纪要不是最新一稿，请刷新页面，重新阅读后再操作",
            "what you read is not the newest draft: reload the page and read it again",
        )
    return minutes


@transaction.atomic
def return_minutes(meeting: Meeting, *, reason: str, by: Account, now: datetime) -> Meeting:
    """Return the minutes to be mended, with the reason; outcomes may be corrected then."""
    meeting = moved(meeting, MeetingStep.RETURN, by=by, now=now, right="meeting.agree")
    words = check_words(reason, "退回理由", "what is to be mended")
    version = meeting.minutes.order_by("-version")[0].version
    meeting.save(update_fields=["state"])
    facts = {"version": version}
    say("meeting.returned", meeting, MeetingStep.RETURN, by=by, now=now, facts=facts, words=words)
    return meeting


def sign_minutes(
    meeting: Meeting,
    *,
    digest: str,
    password: str,
    by: Account,
    now: datetime,
    machine_now: datetime,
    code: str = "",
) -> Minutes:
    """Sign the agreed minutes from the chair's post, by the account's own password, entered again.

    Whoever signs in with a code enters one again as well (``machine_now``: the machine's own time). The entry holds
    the digest of exactly the text that was shown; with it every decision that waits is given out. Not atomic: a wrong
    password must stay in the log, and slows the next.
    """
    confirm_person(by, password, code, now=now, machine_now=machine_now)
    return signed(meeting, digest, by, now)


@transaction.atomic
def signed(meeting: Meeting, digest: str, by: Account, now: datetime) -> Minutes:
    """Sign the agreed minutes, by whom has just been confirmed."""
    meeting = moved(meeting, MeetingStep.SIGN, by=by, now=now, right="meeting.sign")
    minutes = read_minutes(meeting, digest)
    check_other(by.pk, minutes.drafted_by_id)
    today = local_day(now)
    if meeting.chair_id not in {post.pk for post in by.posts_on(today)}:
        raise NotAllowed(
            f"纪要由会议主持岗位（{meeting.chair.title}）签发",
            f"the post in the chair signs ({meeting.chair.title})",
        )
    minutes.signed_by, minutes.signed_at, minutes.signed_on, minutes.post = by, now, today, meeting.chair
    minutes.save(update_fields=["signed_by", "signed_at", "signed_on", "post"])
    meeting.edition += 1
    meeting.save(update_fields=["state", "edition"])
    waiting = list(meeting.decisions.filter(state=DecisionState.OPENED).order_by("pk"))
    facts = {
        "version": minutes.version,
        "edition": meeting.edition,
        "digest": minutes.digest,
        "by_post": meeting.chair.code,
        "decisions": len(waiting),
    }
    entry = say("meeting.signed", meeting, MeetingStep.SIGN, by=by, now=now, facts=facts, rows=[minutes])
    for decision in waiting:
        give_out(decision, ahead=False, by=by, now=now, because=entry)
    return minutes


@transaction.atomic
def reopen_meeting(meeting: Meeting, *, reason: str, by: Account, now: datetime) -> Meeting:
    """Take a signed meeting up again, with the reason: an event of its own; what was signed stays readable.

    Decisions in force stay in force until they are replaced or withdrawn.
    """
    meeting = moved(meeting, MeetingStep.REOPEN, by=by, now=now, right="meeting.sign")
    words = check_words(reason, "重新处理的理由", "why it is taken up again")
    if meeting.kind.minutes_days:
        meeting.minutes_due = local_day(now) + timedelta(days=meeting.kind.minutes_days)
    meeting.save(update_fields=["state", "minutes_due"])
    facts = {"edition": meeting.edition}
    entry = say("meeting.reopened", meeting, MeetingStep.REOPEN, by=by, now=now, facts=facts, words=words)
    return brought_home(meeting, by=by, now=now, because=entry)
