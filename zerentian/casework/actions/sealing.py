"""Reports of wrongdoing are sealed to the county's public key before they are written: nobody here can open them."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from zerentian.casework import county
from zerentian.casework.cipher import decrypted, text_place
from zerentian.casework.models import CallBack, ClockPause, Concern, CountyKey, Happening, Question
from zerentian.casework.rules.concerns import Kind
from zerentian.evidence.actions import Received, seal_standing, sealed_away
from zerentian.ledger.actions import record, record_on
from zerentian.ledger.models import Committed
from zerentian.ledger.models.entries import new_salt
from zerentian.organization.access import require
from zerentian.organization.models import Account

TITLE = "检举控告材料"
NEUTRAL = "附件.sealed"
SAID = ("title", "text", "place", "map_point", "happened", "answers")
EMPTY = {"title": TITLE, "text": "", "place": "", "map_point": "", "happened": "", "answers": "{}"}
# What stands where a question, or the reason for waiting, is sealed: the matter goes on waiting.
ASKED = "请补充情况"
# The steps on which a resident's own words are written, or those of a question back.
SPOKEN = ("supplement", "reopen", "withdraw", "call_back", "ask_back")
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


def kept_safe(concern: Concern, words: str) -> str:
    """Return a resident's words as they are written on a step: of a report of wrongdoing none, they are sealed to it.

    Every step on which a resident speaks asks here; the matter is saved.
    """
    if concern.kind != Kind.WRONGDOING or not words:
        return words
    seal_more(concern, {"added": words})
    concern.save(update_fields=["sealed_text"])
    return ""


@transaction.atomic
def seal_earlier(concern: Concern, *, by: Account, now: datetime) -> bool:
    """Seal whatever of a report of wrongdoing lies here in the clear, or under the contact key; tell whether any did.

    What the resident said on any step, what was asked back, files with their names: from now on the stricter rule holds
    for what came before it as well. What was read, printed or copied, and older backups, it does not reach.
    """
    concern = Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
    lines = concern.sealed_text.splitlines()
    older = [line for line in lines if not line.startswith(county.TEXT)]
    concern.sealed_text = "\n".join(line for line in lines if line.startswith(county.TEXT))
    for line in older:
        seal_more(concern, {"text": decrypted(line, text_place(concern.mark))})
    added = seal_spoken(concern)
    public = CountyKey.needed()
    files = [
        seal_standing(kept.file, file_sealer(concern, kept.file.name, public), name=NEUTRAL, by=by, now=now)
        for kept in concern.files.select_related("file")
    ]
    if not (older or added or any(files)):
        return False
    concern.save(update_fields=["sealed_text"])
    record_on(concern, "concern.sealed", by=by, now=now, rows=added)
    return True


def seal_spoken(concern: Concern) -> list[Committed]:
    """Seal what was said and asked on the steps so far; return the rows that changed. The concern is not saved yet."""
    pauses = ClockPause.objects.filter(run__concern=concern).exclude(reason=ASKED)
    sources: tuple[tuple[QuerySet[Any], str, str], ...] = (
        (Happening.objects.filter(concern=concern, step__in=SPOKEN).exclude(words=""), "words", ""),
        (CallBack.objects.filter(concern=concern).exclude(words=""), "words", ""),
        (Question.objects.filter(concern=concern).exclude(words=ASKED), "words", ASKED),
        (pauses.exclude(question=None), "reason", ASKED),
    )
    changed: list[Committed] = []
    sealed: set[str] = set()
    for rows, name, left in sources:
        for row in rows:
            if (said := getattr(row, name)) not in sealed:
                seal_more(concern, {"added": said})
                sealed.add(said)
            setattr(row, name, left)
            row.salt = new_salt()
            row.save(update_fields=[name, "salt"])
            changed.append(row)
    return changed


def file_sealer(concern: Concern, name: str, public: str) -> Callable[[bytes], bytes]:
    """Return what seals a file of this name to a key, bound to its matter."""
    return lambda content: county.seal_file(name, content, matter=concern.key, public=public)


def seal_earlier_reports(*, by: Account, now: datetime) -> list[str]:
    """Seal to the declared key what earlier reports of wrongdoing left here; return their numbers. Run again, it goes
    on with what is left."""
    require(by, "concern.wrongdoing", now=now)
    CountyKey.needed()
    reports = Concern.objects.filter(kind=Kind.WRONGDOING).order_by("pk")
    return [one.number for one in reports if seal_earlier(one, by=by, now=now)]


def safe_to_file(concern: Concern, upload: Received) -> Received:
    """Return an upload as it may be filed with a concern: with a report of wrongdoing sealed, its name as well."""
    if concern.kind != Kind.WRONGDOING:
        return upload
    public = CountyKey.needed()
    return sealed_away(upload, file_sealer(concern, upload.name, public), name=NEUTRAL)


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
