"""What every step on a notice shares: the lock, the right, the words said, the files that came with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from zerentian.community.models import Notice, NoticeFile, NoticeStep, NoticeVersion
from zerentian.community.rules.notices import Step
from zerentian.evidence.actions import Received, deposit
from zerentian.ledger.actions import Besides, record_step
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind


def locked(notice: Notice, *, by: Account, now: datetime, right: str) -> Notice:
    """Return the notice, locked against other steps, for an account that may read it and holds the right over it."""
    fresh: Notice = Notice.objects.select_for_update(of=("self",)).select_related("unit").get(pk=notice.pk)
    require(by, right, fresh.path, now=now)
    if not by.is_system and not Notice.objects.visible_to(by).filter(pk=fresh.pk).exists():
        raise NotAllowed("没有这条公告，或您不能查看", "there is no such notice, or not for you to see")
    return fresh


def say(
    verb: str,
    notice: Notice,
    step: Step,
    *,
    number: int,
    by: Account,
    now: datetime,
    words: str = "",
    **besides: Unpack[Besides],
) -> Entry:
    """Record a step with the words said on it, in the transaction of the change; save the notice beforehand."""
    said = NoticeStep(notice=notice, step=step, number=number, words=words, by=by, at=now)
    return record_step(notice, verb, said, **besides)


def filed(
    version: NoticeVersion, uploads: Sequence[Received], *, by: Account, now: datetime
) -> list[NoticeFile]:
    """Deposit files with a version; content that was sent twice is one file."""
    uses = []
    for upload in uploads:
        file = deposit(upload, by=by, now=now, belongs_to=version.notice.ref)
        use, is_new = NoticeFile.objects.get_or_create(version=version, file=file)
        uses += [use] if is_new else []
    return uses


def retained(before: NoticeVersion, version: NoticeVersion, without: Sequence[str]) -> list[NoticeFile]:
    """Let a version bring along the files of the one before it, but for those of the digests in ``without``."""
    kept = before.files.filter(file__erased_at=None).exclude(file__sha256__in=without).select_related("file")
    return [NoticeFile.objects.create(version=version, file=one.file) for one in kept]


def by_post(by: Account, now: datetime) -> str | None:
    """Return the code of the post from which an account acts, None for a system actor."""
    return next((post.code for post in by.posts_on(local_day(now))), None)


def issuer_of(unit: Unit, now: datetime) -> str:
    """Return in whose name a text speaks: an office and a village by the name of their township as well."""
    day = local_day(now)
    home = unit.parent_on(day) if unit.kind in (Kind.OFFICE, Kind.VILLAGE) else None
    return f"{home.name_on(day)}{unit.name_on(day)}" if home else unit.organ_on(day)


def villages_under(unit: Unit, now: datetime) -> list[Unit]:
    """Return the villages of a unit's township, or a village itself, as they are on the day, by their codes."""
    day = local_day(now)
    if unit.kind == Kind.VILLAGE:
        return [unit]
    home = unit.parent_on(day) if unit.kind == Kind.OFFICE else unit
    return list(Unit.objects.under(home or unit, day).filter(kind=Kind.VILLAGE).order_by("code"))
