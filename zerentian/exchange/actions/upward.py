"""Figures upward: put into a signed file by a township, taken in by a county, each with its checkpoint."""

from datetime import datetime

from django.db import transaction

from zerentian.duties.actions.heads import path_on
from zerentian.exchange.models import FigureSheet, FigureSource
from zerentian.exchange.rules.upward import (
    FORMAT,
    Sheet,
    check_signed,
    file_of,
    read_sheet,
    signed_text,
    value_data,
)
from zerentian.ledger.actions import record, record_on
from zerentian.ledger.figures import compute_all
from zerentian.ledger.keys import signing_key
from zerentian.ledger.models import Instance, Seal
from zerentian.ledger.registry import FIGURES, definition_digest
from zerentian.ledger.rules.days import period_within
from zerentian.ledger.rules.note import BadNote, read_verifier_key, signature_line, verifier_key
from zerentian.ledger.rules.periods import BadPeriod, Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind
from zerentian.organization.shields import hidden_from

RIGHT = "report.issue"


def export_figures(unit: Unit, *, period: Period, by: Account, now: datetime) -> bytes:
    """Return every figure of a unit for a period, as of the newest seal, as a file signed by the key of the log.

    What is hidden from anybody of the office counts in none of them, as in papers that many read; small cells stand:
    they go to the office above, not to the public. Reckoned before anything is locked: values as of a seal stand still.
    """
    require(by, RIGHT, unit, now=now)
    seal = Seal.objects.order_by("-number").first()
    if seal is None:
        raise NotAllowed("台账还没有封存，稍候再导出", "nothing is sealed yet: try again shortly")
    origin, path = Instance.objects.get().origin, path_on(unit, min(period.last, local_day(now)))
    values = compute_all(sorted(FIGURES), unit=path, period=period, size=seal.size, hidden=hidden_from(None))
    sheet = {
        "format": FORMAT,
        "origin": origin,
        "unit": unit.code,
        "name": unit.name_on(period.last),
        "period": period.code,
        "size": seal.size,
        "checkpoint": seal.note,
        "values": [value_data(one, definition_digest(one.figure)) for one in values],
    }
    key = signing_key()
    content = file_of(sheet, signature_line(signed_text(sheet), key, verifier_key(key, origin)))
    read = read_sheet(content)
    facts = {"period": period.code, "size": seal.size, "figures": len(values), "digest": read.digest}
    with transaction.atomic():
        record("figures.exported", subject=f"upward:{unit.code}", unit=path, by=by, now=now, facts=facts)
    return content


@transaction.atomic
def keep_source(
    *, unit: Unit, code: str, name: str, vkey: str, compared: str, by: Account, now: datetime
) -> FigureSource:
    """Register a township that sends figures, or the key it signs with from now on; ``compared``: how it was made sure.

    The key is what everything else rests on: it is compared with the township by another way than the file came.
    """
    require(by, RIGHT, unit, now=now)
    if unit.kind != Kind.COUNTY:
        raise NotAllowed("只有县级单位汇总下级指标", "only a county takes figures in")
    try:
        key = read_verifier_key(vkey)
    except BadNote as error:
        raise NotAllowed(
            "公钥是一行文字：名称+编号+Base64，请从对方的封存单页面复制",
            "a verifier key is one line, name+id+base64: copy it from the sender's page of checkpoints",
        ) from error
    if not code.strip() or not name.strip() or not compared.strip():
        raise NotAllowed(
            "请写明乡镇代码、名称，以及公钥是怎么核对的", "say code, name, and how the key was compared"
        )
    said = {"name": name.strip(), "vkey": vkey.strip(), "compared": compared.strip()}
    source, _ = FigureSource.objects.update_or_create(
        unit=unit, code=code.strip(), defaults={**said, "path": path_on(unit, local_day(now))}
    )
    facts = {"key": key.public.hex()}
    record_on(source, "figure_source.kept", by=by, now=now, facts=facts)
    return source


def take_sheet(content: bytes, *, unit: Unit, by: Account, now: datetime) -> FigureSheet:
    """Take a file of figures in for a county: its signature and its checkpoint's checked, never older than before.

    NotAllowed for a file of nobody registered, one that was altered, one that is here, and one of a log that forked.
    """
    require(by, RIGHT, unit, now=now)
    sheet = read_sheet(content)
    try:
        period_within(sheet.period.code, local_day(now))
    except BadPeriod as error:
        raise NotAllowed(error.words.zh, error.words.en) from error
    with transaction.atomic():
        source = (
            FigureSource.objects.select_for_update(of=("self",))
            .filter(unit=unit, code=sheet.data["unit"])
            .first()
        )
        if source is None:
            raise NotAllowed(
                f"没有登记代码为 {sheet.data['unit'][:20]} 的报送单位，请先登记它的公钥",
                "no source of that code is registered: register its key first",
            )
        check_signed(sheet, source.key)
        check_order(source, sheet)
        taken: FigureSheet = FigureSheet.objects.create(
            source=source,
            period=sheet.period.code,
            size=sheet.size,
            root=sheet.checkpoint.root.hex(),
            digest=sheet.digest,
            content=content,
            by=by,
            at=now,
        )
        facts = {
            "period": taken.period,
            "size": sheet.size,
            "figures": len(sheet.values),
            "digest": sheet.digest,
        }
        record(
            "figures.taken", subject=source.ref, unit=source.path, by=by, now=now, facts=facts, rows=[taken]
        )
    return taken


def check_order(source: FigureSource, sheet: Sheet) -> None:
    """Refuse a file that is here, is older than what is here, or comes of a log with another story.

    Sizes and roots are compared within one log: a township that had to begin a new one signs with a key of another
    name, which the county registers; what came from the log before it stays.
    """
    forked = source.sheets.filter(size=sheet.size).exclude(root=sheet.checkpoint.root.hex())
    if any(one.sheet.origin == sheet.origin for one in forked):
        raise NotAllowed(
            "同样条目数的封存单，根与以前收到的不一致：该台账的历史被改写过，请查明",
            "another root was received for a log of this size: its history was rewritten. Find out why",
        )
    before = source.sheets.filter(period=sheet.period.code).order_by("-pk").first()
    if before is not None and before.sheet.origin == sheet.origin and before.size >= sheet.size:
        raise NotAllowed(
            "这一期已收到同样新或更新的文件，不必再收",
            "a file as new or newer is here for this period already",
        )
    same = source.sheets.filter(period=sheet.period.code, size=sheet.size, root=sheet.checkpoint.root.hex())
    if same.exists():
        raise NotAllowed("这份文件已经收过", "this file was taken in already")
