"""Letters of responsibility: drafted from duties, changed, sent, scanned, renewed, ended; signed in ``signing``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Unpack

from django.db import transaction

from zerentian.duties.actions.heads import path_on
from zerentian.duties.models import (
    Duty,
    Letter,
    LetterEvent,
    LetterItem,
    LetterScan,
    LetterSigner,
    LetterVersion,
)
from zerentian.duties.rules.functions import FunctionKind, Level
from zerentian.duties.rules.letters import (
    Content,
    Direction,
    ItemText,
    LetterState,
    LetterStep,
    check_signers,
    check_target,
    check_term,
    digest,
    letter_text,
    off_list_words,
    place_words,
    step,
    target_words,
)
from zerentian.evidence.actions import Received, deposit
from zerentian.ledger.actions import Besides, record_step
from zerentian.ledger.models import Committed, Entry
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.access import require
from zerentian.organization.models import Account, Post, Unit

MOST_ITEMS = 60
MOST_SIGNERS = 9


@dataclass(frozen=True, slots=True)
class Wanted:
    """A duty that a letter names, with its target where it has one: a figure's code, from which side, which value."""

    duty: Duty
    figure: str = ""
    direction: Direction | None = None
    value: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What a draft says, as a person writes it down; ``signers`` in the order in which they sign."""

    title: str
    first: date
    last: date
    basis: str
    wanted: Sequence[Wanted]
    signers: Sequence[Post]
    terms: str = ""


@transaction.atomic
def draft_letter(
    *,
    unit: Unit,
    drafted: Drafted,
    by: Account,
    now: datetime,
    of_unit: Unit | None = None,
    of_post: Post | None = None,
    renews: Letter | None = None,
) -> Letter:
    """Draft the letter that ``unit`` gives to a unit or a post, from duties of theirs in force.

    NotAllowed for duties of others, for targets that count effort, for a letter that one side alone would sign.
    """
    require(by, "letter.keep", unit, now=now)
    if (of_unit is None) == (of_post is None):
        raise NotAllowed("责任书须有一个承责单位或岗位", "a letter is taken on by one unit or one post")
    require(by, "letter.keep", of_post.unit if of_post else of_unit, now=now)
    if renews is not None:
        check_renews(renews, of_unit, of_post)
    letter = Letter(unit=unit, path=path_on(unit, local_day(now)), of_unit=of_unit, of_post=of_post)
    letter.renews, letter.opened_by = renews, by
    describe(letter, drafted)
    letter.save()
    version = keep_text(letter, drafted, by, now)
    say("letter.drafted", letter, "open", by=by, now=now, facts=facts_of(version), rows=rows_of(version))
    return letter


def check_renews(old: Letter, of_unit: Unit | None, of_post: Post | None) -> None:
    """Refuse to renew a letter that is not signed, of somebody else, or that another renews already."""
    step(LetterState(old.state), LetterStep.RENEW)
    if (old.of_unit, old.of_post) != (of_unit, of_post):
        raise NotAllowed("换签的责任书须与原责任书同一承责方", "the new letter is of the same unit or post")
    if old.renewed_by.exclude(state=LetterState.WITHDRAWN).exists():
        raise NotAllowed(
            "这份责任书已在换签，请打开新的一份", "it is being renewed already: open the new one"
        )


@transaction.atomic
def change_letter(
    letter: Letter, *, drafted: Drafted, by: Account, now: datetime, reason: str = ""
) -> LetterVersion:
    """Write a letter's text anew before it is wholly signed: another version, which all sign again.

    What was sent already is changed with the reason; the text before stays readable, with who had signed it.
    """
    was_sent = letter.state != LetterState.DRAFTED
    letter = moved(letter, LetterStep.CHANGE, by=by, now=now)
    words = check_words(reason, "改文理由", "why the text is changed") if was_sent else reason.strip()
    describe(letter, drafted)
    letter.version += 1
    letter.save()
    version = keep_text(letter, drafted, by, now)
    rows = rows_of(version)
    say(
        "letter.drafted",
        letter,
        LetterStep.CHANGE,
        by=by,
        now=now,
        facts=facts_of(version),
        words=words,
        rows=rows,
    )
    return version


def describe(letter: Letter, drafted: Drafted) -> None:
    """Set what a letter is called and how long it holds."""
    check_term(drafted.first, drafted.last)
    letter.title = check_words(drafted.title, "责任书名称", "what the letter is called")
    letter.first, letter.last = drafted.first, drafted.last


def keep_text(letter: Letter, drafted: Drafted, by: Account, now: datetime) -> LetterVersion:
    """Keep the text that follows from a draft, with its items and signers."""
    check_drafted(letter, drafted)
    text = letter_text(content_of(letter, drafted, local_day(now)))
    version: LetterVersion = LetterVersion.objects.create(
        letter=letter,
        version=letter.version,
        text=text,
        digest=digest(text),
        basis=drafted.basis.strip(),
        terms=drafted.terms.strip(),
        drafted_by=by,
        drafted_at=now,
    )
    for position, one in enumerate(drafted.wanted, 1):
        LetterItem.objects.create(
            version=version,
            position=position,
            duty=one.duty,
            title=one.duty.title,
            listed=one.duty.listed,
            figure=one.figure,
            direction=one.direction or "",
            value=one.value,
        )
    for position, post in enumerate(drafted.signers, 1):
        LetterSigner.objects.create(version=version, position=position, post=post)
    return version


def check_drafted(letter: Letter, drafted: Drafted) -> None:
    """Refuse a draft without a basis or duties, with duties of others, wrong targets, or one side's signature alone."""
    check_words(drafted.basis, "依据", "what the letter rests on")
    if not 1 <= len(drafted.wanted) <= MOST_ITEMS:
        raise NotAllowed(
            f"请至少选一项责任，最多{MOST_ITEMS}项；没有立责的事项不能写入责任书",
            f"choose one duty at least, {MOST_ITEMS} at most: what is no duty does not enter a letter",
        )
    if len({one.duty.pk for one in drafted.wanted}) < len(drafted.wanted):
        raise NotAllowed("同一项责任只写一次", "a duty stands in a letter once")
    for one in drafted.wanted:
        check_wanted(letter, one)
    if len(drafted.signers) > MOST_SIGNERS:
        raise NotAllowed(f"签署岗位最多{MOST_SIGNERS}个", f"{MOST_SIGNERS} posts sign at most")
    own = [post.pk for post in drafted.signers if takes_on(letter, post)]
    if len(own) == len(drafted.signers):
        own = []
    check_signers([post.pk for post in drafted.signers], own)


def takes_on(letter: Letter, post: Post) -> bool:
    """Tell whether a post signs for who takes a letter on."""
    return post.pk == letter.of_post_id or (
        letter.of_unit_id is not None and post.unit_id == letter.of_unit_id
    )


def check_wanted(letter: Letter, one: Wanted) -> None:
    """Refuse a duty that has ended or is another's, and a target that may be none."""
    own = (
        one.duty.post_id == letter.of_post_id if letter.of_post_id else one.duty.unit_id == letter.of_unit_id
    )
    if one.duty.last is not None or not own:
        raise NotAllowed(
            f"“{one.duty.title}”已终止，或不是承责方的责任",
            f"“{one.duty.title}” has ended, or is not a duty of who takes the letter on",
        )
    if not one.figure:
        return
    if one.figure not in FIGURES or one.direction is None or one.value is None:
        raise NotAllowed(
            f"“{one.duty.title}”的目标请写全：指标、不低于或不高于、数值",
            f"state the target of “{one.duty.title}” whole: figure, at least or at most, value",
        )
    check_target(FIGURES[one.figure], one.direction, one.value)


def content_of(letter: Letter, drafted: Drafted, day: date) -> Content:
    """Return everything that a letter's text says."""
    taker = letter.taker.name_on(day)
    organ = letter.taker.organ_on(day) or taker
    return Content(
        title=letter.title,
        giver=letter.unit.organ_on(day) or letter.unit.name_on(day),
        taker=f"{organ}（{letter.of_post.title}）" if letter.of_post else organ,
        first=letter.first,
        last=letter.last,
        basis=drafted.basis,
        items=[item_text(one, taker) for one in drafted.wanted],
        terms=drafted.terms,
        signers=[f"{post.unit.name_on(day)}　{post.title}" for post in drafted.signers],
    )


def item_text(one: Wanted, taker: str) -> ItemText:
    """Return what a letter says of one duty."""
    item, target = one.duty.item, ""
    place = (
        place_words(FunctionKind(item.kind), item.number, item.name)
        if item
        else off_list_words(Level(one.duty.demanded_by))
    )
    if one.figure and one.direction and one.value is not None:
        figure = FIGURES[one.figure]
        target = target_words(figure.label, one.direction, one.value, figure.unit_of_measure, taker)
    return ItemText(one.duty.title, place, target)


def facts_of(version: LetterVersion) -> dict[str, object]:
    """Return what the ledger says of a text: its digest, and numbers; nobody's words."""
    items = list(version.items.all())
    return {
        "version": version.version,
        "digest": version.digest,
        "party": "post" if version.letter.of_post_id else "unit",
        "items": len(items),
        "off_list": sum(not one.listed for one in items),
        "targets": sum(bool(one.figure) for one in items),
        "signers": version.signers.count(),
    }


def rows_of(version: LetterVersion) -> list[Committed]:
    """Return a text's rows, which its entry commits to."""
    return [version, *version.items.all(), *version.signers.all()]


@transaction.atomic
def send_letter(letter: Letter, *, digest: str, by: Account, now: datetime) -> Letter:
    """Send the text of this very digest for signature; its first signer finds it on the desk."""
    letter = moved(letter, LetterStep.SEND, by=by, now=now)
    version = read_text(letter, digest)
    letter.save(update_fields=["state"])
    facts = {"version": version.version, "digest": version.digest}
    say("letter.sent", letter, LetterStep.SEND, by=by, now=now, facts=facts)
    return letter


def read_text(letter: Letter, expected: str) -> LetterVersion:
    """Return the newest text, locked; NotAllowed when it is not the one that was read, or no longer what it was."""
    version: LetterVersion = letter.versions.select_for_update().get(version=letter.version)
    if version.digest != expected or digest(version.text) != expected:
        raise NotAllowed(
            "您看到的不是最新文本，请刷新页面，重新阅读后再操作",
            "what you read is not the newest text: reload the page and read it again",
        )
    return version


@transaction.atomic
def add_scans(letter: Letter, *, uploads: Sequence[Received], by: Account, now: datetime) -> Letter:
    """Put scans of the paper signed by hand beside the newest text; they change nothing of what is signed here."""
    letter = moved(letter, LetterStep.SCAN, by=by, now=now)
    version, scans = letter.newest, list[LetterScan]()
    for upload in uploads:
        file = deposit(upload, by=by, now=now, belongs_to=letter.ref)
        scan, is_new = LetterScan.objects.get_or_create(
            version=version, file=file, defaults={"added_at": now}
        )
        scans += [scan] if is_new else []
    if not scans:
        raise NotAllowed("请选择扫描件；已经存过的不再重复保存", "choose a scan that is not kept already")
    facts = {"version": version.version, "files": len(scans)}
    say("letter.scanned", letter, LetterStep.SCAN, by=by, now=now, facts=facts, uses=scans)
    return letter


@transaction.atomic
def withdraw_letter(letter: Letter, *, reason: str, by: Account, now: datetime) -> Letter:
    """Withdraw a letter that is not wholly signed, with the reason; what was signed of it stays readable."""
    was = letter.state
    letter = moved(letter, LetterStep.WITHDRAW, by=by, now=now)
    return over(letter, was, LetterStep.WITHDRAW, reason, by, now)


@transaction.atomic
def end_letter(letter: Letter, *, reason: str, by: Account, now: datetime) -> Letter:
    """End a signed letter before its term, with the reason."""
    letter = moved(letter, LetterStep.END, by=by, now=now)
    return over(letter, LetterState.SIGNED, LetterStep.END, reason, by, now)


def over(
    letter: Letter,
    was: str,
    move: LetterStep,
    reason: str,
    by: Account,
    now: datetime,
    because: Entry | None = None,
) -> Letter:
    """Write down why a letter is over, within an action that has asked for the right."""
    letter.reason = check_words(reason, "理由", "why it ends")
    letter.save(update_fields=["state", "reason"])
    say(
        "letter.ended",
        letter,
        move,
        by=by,
        now=now,
        facts={"was": str(was)},
        words=letter.reason,
        because=because,
    )
    return letter


def pass_letter(letter: Letter, *, reason: str, by: Account, now: datetime, because: Entry) -> None:
    """End a letter whose unit or post ends, within the hand-over: a signed text is nobody else's."""
    was = LetterState(letter.state)
    move = LetterStep.END if was == LetterState.SIGNED else LetterStep.WITHDRAW
    letter.state = step(was, move)
    over(letter, was, move, reason, by, now, because)


def locked(letter: Letter, *, by: Account, now: datetime) -> Letter:
    """Return a letter, locked against other steps, for who keeps the letters of the unit that gives it."""
    rows = Letter.objects.select_for_update(of=("self",)).select_related("unit")
    fresh: Letter = rows.get(pk=letter.pk)
    require(by, "letter.keep", fresh.path, now=now)
    return fresh


def moved(letter: Letter, move: LetterStep, *, by: Account, now: datetime) -> Letter:
    """Return a letter, locked, with the state after a step of its keeper's; the caller saves what else it changes."""
    fresh = locked(letter, by=by, now=now)
    fresh.state = step(LetterState(fresh.state), move)
    return fresh


def say(
    verb: str,
    letter: Letter,
    move: str,
    *,
    by: Account,
    now: datetime,
    words: str = "",
    **besides: Unpack[Besides],
) -> Entry:
    """Record a step of a letter with the words said on it; save the letter beforehand."""
    event = LetterEvent(letter=letter, step=move, words=words, by=by, at=now)
    return record_step(letter, verb, event, **besides)
