"""Filling a form: the file, its entry, and for every cell what it rests on."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import translation

from zerentian.exchange.actions.form_values import Gathered, Gathering
from zerentian.exchange.actions.stacks import check_stack
from zerentian.exchange.models import CountyForm, FormFilling, FormMap
from zerentian.exchange.rules.form_filling import fill_form as fill_file
from zerentian.exchange.rules.form_puts import FormFilled
from zerentian.exchange.rules.stacking import VillageFile
from zerentian.ledger.actions import record_on
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.days import in_range
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.actions.tables import Source, take_table
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.tables.cells import letter
from zerentian.organization.subjects import SUBJECTS

# How a cell of each kind counts.
KNOWN = {"figure", "text", "field", "count", "kept", "sum"}
UNKNOWN = {"unknown", "empty"}
HAND = {"hand", "hand_open", "village"}


def fill_form(
    form: CountyForm,
    *,
    period: Period,
    by: Account,
    now: datetime,
    unit: Unit | None = None,
    hand: Mapping[str, str] | None = None,
    seen: int | None = None,
    villages: Sequence[VillageFile] = (),
    again: bool = False,
) -> FormFilling:
    """Fill a form for a period (and a unit, by default the form's) as of the latest seal.

    ``hand`` has what was typed, by ``sheet!A1``. What is not known stays empty and is listed; a form's own formula is
    never overwritten, and one that comes to something else than our figure is told. ``seen`` is the newest filling
    that was known when the typing began (0: none): NotAllowed once where another typed meanwhile.
    ``villages`` are the files that are stacked (``stacks.village_file``): NotStacked names what is wrong in them,
    AskedTwice what comes twice, unless ``again`` says that it is meant.
    """
    require(by, "form.fill", form.unit, now=now)
    of = unit or form.unit
    require(by, "form.fill", of, now=now)
    mapped = form.map
    if mapped is None or not mapped.listed:
        raise NotAllowed(
            "报表还没有标注，请先标注再填报", "the form is not mapped yet: say first what goes where"
        )
    check_period(period, local_day(now))
    check_stack(mapped, of, period, villages, again=again)
    with translation.override("zh-hans"):
        gathering = Gathering(mapped, of, period, by, now, villages)
        found = gathering.run(hand or {})
    result = fill_file(mapped.file.sheet, found.puts, found.blocks)
    cells = list(cells_of(found, result))
    return kept(form, mapped, gathering, found, result, cells, by=by, now=now, seen=seen)


def check_period(period: Period, today: date) -> None:
    """Refuse a period that has not begun, or one so far off that it was typed wrongly."""
    if period.first > today:
        raise NotAllowed("期间还没有开始", "the period has not begun")
    if not (in_range(period.first, today) and in_range(period.last, today)):
        raise NotAllowed(
            "期间太早或太晚，请核对年份", "the period lies too early or too late: check the year"
        )


def cells_of(found: Gathered, result: FormFilled) -> Iterator[dict[str, Any]]:
    """Yield what every cell rests on, where it came to stand."""
    formulas = set(result.kept)
    for origin, at in zip(found.origins, result.puts, strict=True):
        yield origin | {"at": at} | ({"formula": True} if (origin["sheet"], at) in formulas else {})
    for block, rows, first in zip(found.blocks, found.block_origins, result.blocks, strict=True):
        for number, row in enumerate(rows):
            for column, origin in row.items():
                value = block.rows[number].get(column)
                shown = value.text if value else ""
                at = f"{letter(column)}{first + number}"
                yield {"sheet": block.sheet, "at": at, "shown": shown, **origin}
    yield from found.beside


@transaction.atomic
def kept(
    form: CountyForm,
    mapped: FormMap,
    gathering: Gathering,
    found: Gathered,
    result: FormFilled,
    cells: list[dict[str, Any]],
    *,
    by: Account,
    now: datetime,
    seen: int | None,
) -> FormFilling:
    """Keep a filling with its entry."""
    unit, period = gathering.unit, gathering.period.code
    CountyForm.objects.select_for_update().get(pk=form.pk)
    if seen is not None:
        check_nobody_typed(form, unit, period, seen, by)
    kinds = [one["kind"] for one in cells]
    first = not FormFilling.objects.filter(form=form, unit=unit, period=period).exists()
    told = [{"zh": note.zh, "en": note.en} for note in (*gathering.notes, *result.notes)] + [
        {"zh": one_zh, "en": one_en} for one_zh, one_en in map(differing_words, result.differing)
    ]
    filling = FormFilling(form=form, map=mapped, unit=unit, path=gathering.path_of(unit), period=period)
    filling.size, filling.content = gathering.size, result.content
    filling.digest = sha256(result.content).hexdigest()
    filling.cells, filling.told = json.dumps(cells, ensure_ascii=False), json.dumps(told, ensure_ascii=False)
    filling.known = sum(kind in KNOWN for kind in kinds)
    filling.unknown = sum(kind in UNKNOWN for kind in kinds)
    filling.by_hand = sum(kind in HAND for kind in kinds)
    filling.needs, filling.by, filling.at = " ".join(sorted(found.needs)), by, now
    filling.save()
    record_on(filling, "form.filled", by=by, now=now, facts=facts_of(filling, first=first))
    return filling


def check_nobody_typed(form: CountyForm, unit: Unit, period: str, seen: int, by: Account) -> None:
    """Refuse to fill over what somebody else filled in since: what they typed would be lost unseen."""
    since = FormFilling.objects.filter(form=form, unit=unit, period=period, pk__gt=seen).exclude(by=by)
    if since.exists():
        raise NotAllowed(
            "您填写期间，已有别人填报了这一期。请对照各格下方“上次填”的内容核对；确认后再提交一次，即以您这次的为准",
            "somebody else filled it for this period meanwhile: compare with what stands below each cell as last time,"
            " then send it once more, and yours holds",
        )


def newest_of(form: CountyForm) -> int:
    """Return the row key of a form's newest filling, 0 where it has none."""
    return form.fillings.order_by("-pk").values_list("pk", flat=True).first() or 0


def facts_of(filling: FormFilling, *, first: bool) -> dict[str, object]:
    """Return the facts of a filling."""
    return {
        "template": filling.map.file.digest,
        "version": filling.map.version,
        "map": filling.map.digest,
        "period": filling.period,
        "size": filling.size,
        "first": first,
        "cells": filling.total,
        "known": filling.known,
        "unknown": filling.unknown,
        "by_hand": filling.by_hand,
        "output": filling.digest,
    }


def differing_words(one: Any) -> tuple[str, str]:
    """Return what is told of a formula that comes to something else than our figure."""
    return (
        f"{one.sheet}!{one.at}：表内公式算得 {one.theirs}，本系统指标为 {one.ours}，公式未改动，请核对",
        f"{one.sheet}!{one.at}: the form's own formula gives {one.theirs}, our figure is {one.ours}; the formula was"
        " left: check it",
    )


def typed_before(form: CountyForm, *, unit: int, account: Account) -> dict[str, str]:
    """Return what was typed into the last filling of a unit that the account may see, by ``sheet!A1``.

    ``unit`` is the unit's row key.
    """
    seen = FormFilling.objects.visible_to(account).filter(form=form, unit=unit)
    last = seen.order_by("-pk").first()
    return {one["key"]: one["shown"] for one in last.listed if one["kind"] == "hand"} if last else {}


def earlier(filling: FormFilling, account: Account) -> FormFilling | None:
    """Return the filling before this one for the same form, unit and period, of those an account may see."""
    rows = FormFilling.objects.visible_to(account).filter(form=filling.form, unit=filling.unit)
    found: FormFilling | None = rows.filter(period=filling.period, pk__lt=filling.pk).order_by("-pk").first()
    return found


def differences(filling: FormFilling, account: Account) -> list[tuple[str, str, str, str]]:
    """Return (sheet, cell, before, now) for every cell that says something else than the filling before did.

    A cell with a formula of the form's own is left out: what it says is not ours, and nobody has reckoned it yet.

    Before is the last filling that the account may see: one that took more lists may hold what is not for it.
    """
    last = earlier(filling, account)
    if last is None:
        return []
    old, new = (
        {(one["sheet"], one["at"]): one["shown"] for one in made.listed if not one.get("formula")}
        for made in (last, filling)
    )
    places = dict.fromkeys([*new, *old])
    return [
        (sheet, at, old.get((sheet, at), ""), new.get((sheet, at), ""))
        for sheet, at in places
        if old.get((sheet, at), "") != new.get((sheet, at), "")
    ]


CHECKED = (
    "工作表",
    "单元格",
    "填写内容",
    "来源",
    "名称",
    "口径版本",
    "单位",
    "统计起",
    "统计止",
    "封存序号",
    "说明",
)
KIND_WORDS: Mapping[str, str] = {
    "figure": "指标",
    "text": "文字",
    "field": "记录",
    "count": "序号",
    "unknown": "未知，留空",
    "empty": "记录中没有，留空",
    "hand": "手工填写",
    "village": "各村的表",
    "sum": "各村相加",
    "hand_open": "手工填写，尚空",
    "never": "涉及个人，不填",
    "keep": "保留原样",
}


def check_sheet(filling: FormFilling, *, by: Account, now: datetime) -> bytes:
    """Return the sheet on which every filled cell says what it rests on (核对表), beside the form, never in it.

    It proves itself, and its leaving is an entry. Raises Forbidden without the right to see forms.
    """
    told = [[one["zh"]] for one in json.loads(filling.told)]
    changed = [
        [f"{sheet}!{at}：上次填“{old}”，这次填“{new}”"] for sheet, at, old, new in differences(filling, by)
    ]
    taken = f"{filling.form.name} {filling.period} 封存序号 {filling.size} 输出 SHA-256 {filling.digest}"
    with translation.override("zh-hans"):
        rows = [checked_row(one, filling.size) for one in filling.listed]
    source = Source(subject=filling.ref, right="form.view", unit=filling.path)
    lines = [CHECKED, *rows, [], *told, *changed]
    return take_table(lines, form="xlsx", taken=taken, source=source, count=len(rows), by=by, now=now)


def checked_row(cell: Mapping[str, Any], size: int) -> list[str]:
    """Return one cell's row of the check sheet."""
    code = str(cell.get("code", ""))
    figure = FIGURES.get(code)
    kind, _dot, name = code.partition(".")
    records = (found := SUBJECTS.get(kind)) and found.records
    label = figure.label if figure else ""
    if records and name in records.fields:
        label = f"{records.label}：{records.fields[name].label}"
    return [
        str(cell["sheet"]),
        str(cell["at"]),
        f"（表内公式，本系统为 {cell['shown']}）" if cell.get("formula") else str(cell["shown"]),
        KIND_WORDS.get(cell["kind"], cell["kind"]),
        label or code,
        str(cell.get("version", "")),
        str(cell.get("unit", "")),
        str(cell.get("first", "")),
        str(cell.get("last", "")),
        str(size) if figure else "",
        str(cell.get("ref", cell.get("from", ""))) + ("表内公式，未改动" if cell.get("formula") else ""),
    ]
