"""Rotating the signing key, and recovering from a lost history."""

from datetime import datetime

from django.db import transaction

from zerentian.ledger.actions.recording import Actor, record
from zerentian.ledger.keys import declared_key, high_water, high_water_path, key_of, make_key, signing_key
from zerentian.ledger.models import Entry, Instance, Seal
from zerentian.ledger.rules.note import ORIGIN, read_verifier_key, verifier_key
from zerentian.ledger.rules.refusals import NotAllowed


@transaction.atomic
def rotate_key(*, by: Actor, now: datetime) -> Entry:
    """Make a new signing key; the entry is signed by the old and the new one, as is the next seal."""
    # Two that rotate at once would each sign with the same old key, and the log would name one new key of two.
    origin = Instance.objects.select_for_update().get().origin
    old = signing_key()
    new = make_key()
    old_public, new_public = verifier_key(old, origin).public, verifier_key(new, origin).public
    statement = f"{origin}\n{old_public.hex()}\n{new_public.hex()}\n".encode()
    facts = {
        "old_key": old_public.hex(),
        "new_key": new_public.hex(),
        "old_signature": old.sign(statement).hex(),
        "new_signature": new.sign(statement).hex(),
    }
    return record("ledger.key_rotated", subject="ledger:1", unit="", by=by, now=now, facts=facts)


@transaction.atomic
def recover(*, origin: str, by: Actor, now: datetime) -> Entry:
    """Open a new log where the old one cannot go on: the database is older than what was signed, or the key is
    lost. Its first entry commits to the old head.

    The entries the database still holds stay as they are; what was sealed between them and the old head is the
    gap, named by ``kept_size`` and ``old_size``. The old mark is kept beside the new one.
    """
    last = Seal.objects.order_by("-number").first()
    mark = high_water() or (last.checkpoint if last else None)
    kept = last.size if last else 0
    if mark is None or (
        key_is_here()
        and (known := Seal.objects.filter(size=mark.size).first())
        and bytes(known.root) == mark.root
    ):
        raise NotAllowed(
            "数据库没有落后于已签名的台账，无需恢复", "nothing is missing: there is nothing to recover"
        )
    instance = Instance.objects.get()
    if not ORIGIN.match(origin) or origin == instance.origin or origin.startswith("demo-") != instance.demo:
        raise NotAllowed(
            "新台账须另起名称（不含空格和加号的 ASCII；演示台账以 demo- 开头）",
            "give the new log a name of its own: ASCII without space or '+'",
        )
    Instance.objects.filter(pk=1).update(origin=origin)
    facts = {
        "old_origin": mark.origin,
        "old_size": mark.size,
        "old_root": mark.root.hex(),
        "kept_size": kept,
        "new_origin": origin,
        **keys_across(last, origin),
    }
    entry = record("ledger.recovered", subject="ledger:1", unit="", by=by, now=now, facts=facts)
    transaction.on_commit(set_mark_aside)
    return entry


def key_is_here() -> bool:
    """Tell whether the key that the log names is on this machine."""
    declared = declared_key()
    return declared is None or key_of(declared) is not None


def keys_across(last: Seal | None, origin: str) -> dict[str, str]:
    """Return the public keys on both sides of a recovery; the old one is known from the last seal."""
    declared = declared_key()
    key = (key_of(declared) if declared else None) or make_key()
    new = {"new_key": verifier_key(key, origin).public.hex()}
    old = [read_verifier_key(line).public.hex() for line in last.vkeys.splitlines()] if last else []
    return {**new, "old_key": old[-1]} if old else new


def set_mark_aside() -> None:
    """Keep the old high-water mark under another name, so that the new log begins its own."""
    path = high_water_path()
    if not path.exists():
        return
    number = len(list(path.parent.glob("high-water.*"))) + 1
    path.rename(path.with_name(f"high-water.{number}"))
