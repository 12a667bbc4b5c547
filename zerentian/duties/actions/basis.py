"""Basis documents: registered, corrected by registering the same number again, repealed."""

from datetime import date, datetime

from django.db import transaction

from zerentian.duties.actions.heads import head, path_on
from zerentian.duties.models import Basis
from zerentian.duties.rules.functions import Level
from zerentian.evidence.models import File
from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit


@transaction.atomic
def register_basis(
    *,
    unit: Unit,
    number: str,
    title: str,
    issuer: str,
    issued_on: date,
    level: Level,
    by: Account,
    now: datetime,
    file: File | None = None,
) -> Basis:
    """Register a document that duties rest on; a number that is registered already is corrected."""
    require(by, "duty.manage", unit, now=now)
    if not number.strip() or not title.strip() or not issuer.strip():
        raise NotAllowed("请填写文号、标题和发文机关", "give the document's number, title and issuer")
    if issued_on > local_day(now):
        raise NotAllowed("成文日期不能晚于今天", "the document can't be dated in the future")
    known = Basis.objects.select_for_update().filter(unit=unit, number=number.strip()).first()
    basis = known or Basis(unit=unit, path=path_on(unit, local_day(now)), number=number.strip())
    basis.title, basis.issuer, basis.issued_on, basis.level = title.strip(), issuer.strip(), issued_on, level
    basis.file = file or basis.file
    basis.save()
    old = head(basis.ref, "basis.registered") if known else None
    record_on(
        basis,
        "basis.registered",
        by=by,
        now=now,
        occurred_on=old.occurred_on if old else None,
        facts={"level": basis.level, "issued_on": issued_on},
        files=[basis.file] if basis.file else [],
        replaces=old,
        change="corrected" if old else "",
    )
    return basis


@transaction.atomic
def repeal_basis(basis: Basis, *, repealed_on: date, by: Account, now: datetime) -> Basis:
    """State from which day a document is no longer in force; its duties stay until they are retired."""
    require(by, "duty.manage", basis.unit, now=now)
    if basis.repealed_on is not None:
        raise NotAllowed("该文件已登记失效", "the document has been repealed already")
    basis.repealed_on = repealed_on
    basis.save(update_fields=["repealed_on"])
    record_on(
        basis,
        "basis.repealed",
        by=by,
        now=now,
        occurred_on=min(repealed_on, local_day(now)),
        facts={"level": basis.level},
    )
    return basis
