"""What this room keeps beside the database: the keys of residents' contact data and of reports of wrongdoing."""

from collections.abc import Iterator

from django.db import transaction

from zerentian.casework.cipher import declare_key, declared_files, key_files, opens
from zerentian.casework.county import TEXT
from zerentian.casework.models import Concern, Contact
from zerentian.ledger.kept import derive, keep_keys
from zerentian.ledger.models import DeclaredKey
from zerentian.ledger.rules.refusals import NotAllowed

FIELDS = ("name", "phone", "address")


def tokens() -> Iterator[str]:
    """Yield everything that is encrypted, as it stands."""
    for row in Contact.objects.order_by("pk").values_list(*FIELDS).iterator(2000):
        yield from filter(None, row)
    sealed = Concern.objects.exclude(sealed_text="").order_by("pk")
    for text in sealed.values_list("sealed_text", flat=True).iterator(500):
        # What is sealed to the county opens with no key of this machine.
        yield from (line for line in text.splitlines() if not line.startswith(TEXT))


@transaction.atomic
def take_over_key() -> None:
    """Check that the declared key is here and opens everything, declaring it first where an older version's database
    names none; NotAllowed, and nothing declared, when what is encrypted needs another key than those here."""
    if not DeclaredKey.objects.exists():
        if not key_files() and next(tokens(), None):
            declared_files()
        declare_key()
    declared_files()
    if closed := list(unopened()):
        raise NotAllowed(*closed[0].split(" · "))


def unopened() -> Iterator[str]:
    """Yield what the keys here do not open; nothing where nothing is encrypted."""
    closed = sum(not opens(token) for token in tokens())
    if closed:
        yield (
            f"联系方式和加密的诉求有 {closed} 处打不开：keys 中缺少对应的 contact-*.key"
            f" · {closed} encrypted texts do not open: their contact-*.key is not in keys"
        )


keep_keys("contacts", unopened)
# How far the full-text index has come, which is SQLite's or PostgreSQL's own: the worker makes it again.
derive("casework.IndexProgress")
