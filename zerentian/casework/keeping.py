"""What this room keeps beside the database: the keys of residents' contact data and of reports of wrongdoing."""

from collections.abc import Iterator

from zerentian.casework.cipher import decrypted, key_files
from zerentian.casework.models import Concern, Contact
from zerentian.ledger.kept import derive, keep_keys
from zerentian.ledger.rules.refusals import NotAllowed

FIELDS = ("name", "phone", "address")


def tokens() -> Iterator[str]:
    """Yield everything that is encrypted, as it stands."""
    for row in Contact.objects.order_by("pk").values_list(*FIELDS).iterator(2000):
        yield from filter(None, row)
    sealed = Concern.objects.exclude(sealed_text="").order_by("pk")
    yield from sealed.values_list("sealed_text", flat=True).iterator(500)


def opens(token: str) -> bool:
    """Tell whether a key of this machine opens a token."""
    try:
        decrypted(token)
    except NotAllowed:
        return False
    return True


def unopened() -> Iterator[str]:
    """Yield what the keys here do not open. Asks for a key only when something is encrypted: none must be made."""
    here = bool(key_files())
    closed = sum(not (here and opens(token)) for token in tokens())
    if closed:
        yield (
            f"联系方式和加密的诉求有 {closed} 处打不开：keys 中缺少对应的 contact-*.key"
            f" · {closed} encrypted texts do not open: their contact-*.key is not in keys"
        )


keep_keys("contacts", unopened)
# How far the full-text index has come, which is SQLite's or PostgreSQL's own: the worker makes it again.
derive("casework.IndexProgress")
