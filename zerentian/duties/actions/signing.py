"""Signing letters of responsibility: in order, in the signer's own sitting; what was shown is sealed in that step."""

from datetime import datetime

from django.db import transaction

from zerentian.duties.actions.letters import read_text, say
from zerentian.duties.models import Letter, LetterSigner, LetterVersion
from zerentian.duties.rules.letters import CONSENT_VERSION, LetterState, LetterStep, step
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.access import require
from zerentian.organization.actions.factors import confirm_person
from zerentian.organization.models import Account


def sign_letter(
    letter: Letter,
    *,
    digest: str,
    password: str,
    by: Account,
    now: datetime,
    machine_now: datetime,
    code: str = "",
) -> Letter:
    """Sign the text of this very digest for the post whose turn it is, by the account's own password, entered again.

    Whoever signs in with a code enters one again as well (``machine_now``: the machine's own time). The entry holds
    the digest of exactly the bytes that were shown; with the last signature the letter holds, and one that it renews
    gives way to it. Not atomic: a wrong password must stay in the log, and slows the next.
    """
    confirm_person(by, password, code, now=now, machine_now=machine_now)
    return signed(letter, digest, by, now)


@transaction.atomic
def signed(letter: Letter, digest: str, by: Account, now: datetime) -> Letter:
    """Sign a letter for the post whose turn it is, by whom has just been confirmed."""
    letter, signer, version = my_turn(letter, digest, by, now)
    if version.signers.filter(signed_by=by).exists():
        raise NotAllowed(
            "您已代表一方签署；同一人不能代表双方", "you have signed for one side: nobody signs for both"
        )
    signer.signed_by, signer.signed_on, signer.signed_at = by, local_day(now), now
    signer.save(update_fields=["signed_by", "signed_on", "signed_at"])
    whole = not version.signers.filter(signed_on=None).exists()
    letter.state = step(LetterState(letter.state), LetterStep.SIGN)
    if whole:
        letter.state = LetterState.SIGNED
    letter.save(update_fields=["state"])
    facts = {
        "version": version.version,
        "digest": version.digest,
        "post": signer.post.code,
        "place": signer.position,
        "of": version.signers.count(),
        "whole": whole,
        "consent": CONSENT_VERSION,
    }
    say("letter.signed", letter, LetterStep.SIGN, by=by, now=now, facts=facts, rows=[signer, version])
    if whole and letter.renews is not None:
        give_way(letter.renews, letter, by, now)
    return letter


def my_turn(
    letter: Letter, digest: str, by: Account, now: datetime
) -> tuple[Letter, LetterSigner, LetterVersion]:
    """Return a letter, locked, with the signature whose turn it is; NotAllowed unless a post of the account's signs."""
    require(by, "letter.sign", now=now)
    rows = Letter.objects.select_for_update(of=("self",)).select_related("unit")
    fresh: Letter = rows.get(pk=letter.pk)
    step(LetterState(fresh.state), LetterStep.SIGN)
    version = read_text(fresh, digest)
    signer = version.signers.filter(signed_on=None).select_related("post__unit").order_by("position").first()
    assert signer is not None
    if signer.post_id not in {post.pk for post in by.posts_on(local_day(now))}:
        raise NotAllowed(
            f"现在轮到“{signer.post.title}”签署，由任该岗位的本人办理",
            f"it is the turn of “{signer.post.title}”: whoever holds that post signs in person",
        )
    return fresh, signer, version


@transaction.atomic
def decline_letter(letter: Letter, *, digest: str, reason: str, by: Account, now: datetime) -> Letter:
    """Return a letter unsigned, with the reason, by the post whose turn it is; it is drafted anew or withdrawn."""
    letter, signer, version = my_turn(letter, digest, by, now)
    words = check_words(reason, "不签的理由", "why it is not signed")
    letter.state = step(LetterState(letter.state), LetterStep.DECLINE)
    letter.save(update_fields=["state"])
    facts = {"version": version.version, "digest": version.digest, "post": signer.post.code}
    say("letter.declined", letter, LetterStep.DECLINE, by=by, now=now, facts=facts, words=words)
    return letter


def give_way(old: Letter, new: Letter, by: Account, now: datetime) -> None:
    """Let a letter give way to the one that renews it, where it still holds."""
    old = Letter.objects.select_for_update(of=("self",)).get(pk=old.pk)
    if old.state == LetterState.SIGNED:
        old.state = step(LetterState.SIGNED, LetterStep.RENEW)
        old.save(update_fields=["state"])
        say("letter.renewed", old, LetterStep.RENEW, by=by, now=now, facts={"into": new.ref})
