"""Reports of wrongdoing are sealed to the county's public key before they are written: nobody here can open them."""

import io
import json
import zipfile
from datetime import datetime

from django.db import transaction

from zerentian.casework import county
from zerentian.casework.models import Concern, CountyKey
from zerentian.casework.rules.concerns import Kind
from zerentian.evidence.actions import Received, sealed_away
from zerentian.ledger.actions import record
from zerentian.organization.access import require
from zerentian.organization.models import Account

TITLE = "检举控告材料"
NEUTRAL = "附件.sealed"
SAID = ("title", "text", "place", "map_point", "happened", "answers")
EMPTY = {"title": TITLE, "text": "", "place": "", "map_point": "", "happened": "", "answers": "{}"}
EARLIEST = (1980, 1, 1, 0, 0, 0)


@transaction.atomic
def declare_county_key(public: str, *, by: Account, now: datetime) -> CountyKey:
    """Declare the public key to which reports of wrongdoing are sealed from now on; earlier ones keep theirs."""
    require(by, "concern.wrongdoing", now=now)
    county.public_from(public)
    key, is_new = CountyKey.objects.get_or_create(
        public=public.strip(), defaults={"declared_at": now, "declared_by": by}
    )
    if is_new:
        facts = {"fingerprint": county.fingerprint_of(public)}
        record("county_key.declared", subject=key.ref, unit="", by=by, now=now, facts=facts, rows=[key])
    return key


def seal_said(concern: Concern) -> None:
    """Seal what a report of wrongdoing says, in place; nothing of it stays in the clear. Not saved yet."""
    said = {name: str(getattr(concern, name)) for name in SAID if getattr(concern, name) not in ("", "{}")}
    seal_more(concern, said)
    for name, value in EMPTY.items():
        setattr(concern, name, value)


def seal_more(concern: Concern, said: dict[str, str]) -> None:
    """Add something to what is sealed of a report of wrongdoing. Not saved yet."""
    line = county.seal_text(said, matter=concern.key, public=CountyKey.needed())
    concern.sealed_text = f"{concern.sealed_text}\n{line}".strip()


def safe_to_file(concern: Concern, upload: Received) -> Received:
    """Return an upload as it may be filed with a concern: with a report of wrongdoing sealed, its name as well."""
    if concern.kind != Kind.WRONGDOING:
        return upload
    public = CountyKey.needed()
    return sealed_away(
        upload,
        lambda content: county.seal_file(upload.name, content, matter=concern.key, public=public),
        name=NEUTRAL,
    )


def sealed_parts(concern: Concern) -> bytes:
    """Return all that is sealed of a report of wrongdoing as a zip, to be opened elsewhere with the private key."""
    lines = [line for line in concern.sealed_text.splitlines() if line.startswith(county.TEXT)]
    told = {"format": "zerentian-sealed-1", "matter": concern.key, "number": concern.number, "texts": lines}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("texts.json", EARLIEST), json.dumps(told, ensure_ascii=False))
        for number, kept in enumerate(concern.files.select_related("file").order_by("pk"), 1):
            if kept.file.kind == "sealed" and kept.file.path.is_file():
                name = zipfile.ZipInfo(f"files/{number:03}.sealed", EARLIEST)
                archive.writestr(name, kept.file.path.read_bytes())
    return packed.getvalue()
