"""Rotating the contact key: a new key beside the old one, every token moved to it, the old one then unused.

Each batch is a transaction with an entry of its own. Killed at any moment, the next run goes on where this one stood:
what is left to do is read off the tokens themselves, which name their key.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from zerentian.casework.actions.topics import writer_in
from zerentian.casework.cipher import (
    RETIRED,
    declared_files,
    decrypted,
    encrypted,
    key_files,
    keys,
    keys_of,
    make_key,
    next_key,
    text_place,
)
from zerentian.casework.county import TEXT
from zerentian.casework.models import Concern, Contact, TopicMember
from zerentian.casework.rules.concerns import UNNUMBERED
from zerentian.casework.tokens import BESIDE, closed_to, take_over_key
from zerentian.ledger.actions import record
from zerentian.ledger.keys import contact_fingerprint, key_folder
from zerentian.ledger.models import Committed, DeclaredKey, Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account

# As many rows as one entry can commit to (16 KiB); a concern brings its title and text as well.
CONTACTS, CONCERNS, BESIDE_ROWS = 100, 30, 60

Progress = Callable[[int], object]


def rotate_contact_key(*, by: Account, now: datetime, progress: Progress = lambda done: None) -> DeclaredKey:
    """Rotate the contact key, or go on with a rotation that was interrupted; return the key that now encrypts."""
    set_aside_retired()
    take_over_key()
    key = rotation_under_way() or begin_rotation(by=by, now=now)
    move_tokens(key, by, now, progress)
    end_rotation(key, by=by, now=now)
    return key


def rotation_under_way() -> DeclaredKey | None:
    """Return the newest key while tokens are being moved to it, None when no rotation is unfinished."""
    key: DeclaredKey | None = DeclaredKey.objects.order_by("-pk").first()
    told = Entry.objects.about(f"contact_key:{key.pk}") if key else Entry.objects.none()
    verbs = set(told.values_list("verb", flat=True))
    return key if "contact_key.rotated" in verbs and "contact_key.ended" not in verbs else None


def say(
    verb: str,
    key: DeclaredKey,
    by: Account,
    now: datetime,
    rows: Sequence[Committed] = (),
    facts: Mapping[str, object] | None = None,
) -> None:
    """Record a step of the rotation to a key."""
    record(verb, subject=f"contact_key:{key.pk}", unit="", by=by, now=now, rows=rows, facts=facts)


@transaction.atomic
def begin_rotation(*, by: Account, now: datetime) -> DeclaredKey:
    """Declare a new key beside the old one: from now on it encrypts, and both open."""
    old, rows = declared_files(), keep_rows_known()
    path = next_key()
    key = DeclaredKey.objects.create(fingerprint=contact_fingerprint(path.read_bytes()))
    members = list(TopicMember.objects.exclude(writer="").select_related("topic", "concern"))
    for member in members:
        member.writer = writer_in(member.topic, member.concern)
    TopicMember.objects.bulk_update(members, ["writer"], batch_size=500)
    facts = {"key": key.fingerprint, "old": contact_fingerprint(old[0].read_bytes()), "rows": rows}
    say("contact_key.rotated", key, by, now, facts=facts)
    return key


def keep_rows_known() -> str:
    """Keep what recognises the rows of tables without numbers apart from what encrypts; return its fingerprint.

    Their digests stand under the first contact key and cannot be made anew, for the rows themselves are not kept: where
    there are any, its bytes live on in a file of their own, which opens nothing.
    """
    known = Entry.objects.filter(verb="contact_key.rotated").order_by("id").first()
    if known is not None:
        return str(known.fact["rows"])
    (key_folder() / "rows-0001.key").unlink(missing_ok=True)
    has_some = Concern.objects.filter(source_number__startswith=UNNUMBERED).exists()
    path = make_key("rows-0001.key", declared_files()[-1].read_bytes() if has_some else None)
    return contact_fingerprint(path.read_bytes())


def unmoved(head: str) -> QuerySet[Contact]:
    """Return the contacts with a token that does not name the key of this head."""
    left = Q()
    for column in Contact.COLUMNS:
        left |= ~Q(**{column: ""}) & ~Q(**{f"{column}__startswith": head})
    return Contact.objects.filter(left).order_by("pk")


def move_tokens(key: DeclaredKey, by: Account, now: datetime, progress: Progress) -> None:
    """Move every token to the key, batch by batch, until a whole pass finds none."""
    beside = [partial(move_beside, table) for table in BESIDE]
    moves: Sequence[Callable[..., tuple[int, int | None]]] = [move_contacts, move_concerns, *beside]
    moved = 1
    while moved:
        moved = 0
        for move in moves:
            after: int | None = 0
            while after is not None:
                count, after = move(key, after, by=by, now=now)
                moved += count
                progress(count)


@transaction.atomic
def move_contacts(key: DeclaredKey, after: int, *, by: Account, now: datetime) -> tuple[int, int | None]:
    """Move one batch of contacts behind a row; return how many, and the last row, None when none is left."""
    found = unmoved(keys()[0].head).filter(pk__gt=after)
    rows = list(found.select_for_update()[:CONTACTS])
    if not rows:
        return 0, None
    for row in rows:
        row.keep(**row.reached._asdict())
    Contact.objects.bulk_update(rows, Contact.COLUMNS)
    # How many is no fact: it would count protected ones.
    say("contact_key.moved", key, by, now, rows)
    return len(rows), rows[-1].pk


@transaction.atomic
def move_beside(
    table: Any, key: DeclaredKey, after: int, *, by: Account, now: datetime
) -> tuple[int, int | None]:
    """Move one batch of a higher room's table."""
    head = keys()[0].head
    left = Q()
    for column in table.COLUMNS:
        left |= ~Q(**{column: ""}) & ~Q(**{f"{column}__startswith": head})
    rows = list(table.objects.filter(left, pk__gt=after).order_by("pk").select_for_update()[:BESIDE_ROWS])
    if not rows:
        return 0, None
    for row in rows:
        row.keep(**row.told._asdict())
    table.objects.bulk_update(rows, table.COLUMNS)
    say("contact_key.moved", key, by, now, rows)
    return len(rows), rows[-1].pk


@transaction.atomic
def move_concerns(key: DeclaredKey, after: int, *, by: Account, now: datetime) -> tuple[int, int | None]:
    """Move one batch of earlier reports of wrongdoing, which stand under the contact key still."""
    head = keys()[0].head
    found = Concern.objects.exclude(sealed_text="").filter(pk__gt=after).order_by("pk")
    rows = list(found.select_for_update(of=("self",))[:CONCERNS])
    changed = [
        row for row in rows if any(not line.startswith((TEXT, head)) for line in row.sealed_text.splitlines())
    ]
    for row in changed:
        place = text_place(row.mark)
        lines = row.sealed_text.splitlines()
        row.sealed_text = "\n".join(
            line if line.startswith((TEXT, head)) else encrypted(decrypted(line, place), place)
            for line in lines
        )
    if changed:
        Concern.objects.bulk_update(changed, ["sealed_text"])
        say("contact_key.moved", key, by, now, changed)
    return len(changed), rows[-1].pk if rows else None


def end_rotation(key: DeclaredKey, *, by: Account, now: datetime) -> None:
    """Prove that the new key alone opens everything, say so in the ledger, and set the old ones aside.

    Raises NotAllowed when something does not open, or came in under an old key meanwhile: run it again.
    """
    with transaction.atomic():
        files = declared_files()
        (newest,) = keys_of(files[:1])
        if not_yet := closed_to([newest]):
            raise NotAllowed(
                f"还有 {not_yet} 处不能只用新密钥打开，请再运行一次",
                f"{not_yet} texts do not open with the new key alone yet: run it again",
            )
        for path in files[1:]:
            facts = {"key": contact_fingerprint(path.read_bytes())}
            say("contact_key.retired", key, by, now, facts=facts)
        say("contact_key.ended", key, by, now)
    set_aside_retired()


def set_aside_retired() -> list[str]:
    """Rename the files of keys that the ledger says are retired: no program reads them any more; return the names."""
    retired = {one.fact["key"] for one in Entry.objects.filter(verb="contact_key.retired")}
    done = [path for path in key_files() if contact_fingerprint(path.read_bytes()) in retired]
    for path in done:
        path.rename(path.with_name(path.name + RETIRED))
    return [path.name for path in done]


def retired_files() -> list[str]:
    """Return the names of the files of retired keys that still lie here."""
    return sorted(path.name for path in key_folder().glob(f"contact-*.key{RETIRED}"))
