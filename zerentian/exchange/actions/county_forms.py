"""Forms of other offices: kept as they were sent, mapped by a person, retired when nobody asks for them any more."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from zerentian.exchange.models import CountyForm, FormFile, FormMap
from zerentian.exchange.rules.form_kinds import Sent, sent_as
from zerentian.exchange.rules.form_looks import SheetLook, look_at
from zerentian.exchange.rules.form_maps import (
    MOST_CELLS,
    MOST_HAND,
    MOST_REGIONS,
    SPECIAL,
    STACKED,
    Kind,
    Region,
    as_text,
    digest_of,
    from_text,
    holes_in,
    with_region,
)
from zerentian.exchange.rules.form_maps import OWN_HOLES as HOLES
from zerentian.exchange.rules.form_suggestions import is_personal
from zerentian.exchange.rules.stacking import taken_columns
from zerentian.ledger.actions import record_on
from zerentian.ledger.files import scratch_folder
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.tables.cells import Merge
from zerentian.organization.subjects import SUBJECTS

MOST_BYTES = 5 * 1024 * 1024
# What an older file becomes: a small one may hold a sheet that is endless.
MOST_CONVERTED = 4 * MOST_BYTES
CONVERSION_SECONDS = 60
# How many rows above a cell its heading is looked for among all texts, and as the heading of a long list.
NEAR, FAR = 12, 2000
# What a conversion may hold in memory, each of its processes: a sheet of 400,000 cells takes 260 MB.
CONVERSION_BYTES = 1 << 30
LIMITED = (
    "import os, resource, sys; most = int(sys.argv[1]);"
    " resource.setrlimit(resource.RLIMIT_DATA, (most, most)); os.execvp(sys.argv[2], sys.argv[2:])"
)
NOT_CONVERTED = (
    "这份表格没能转换（可能已损坏），请在表格软件中打开、另存为 .xlsx 再上传",
    "this spreadsheet could not be converted, it may be damaged: open it, save it as .xlsx and send that",
)


def keep_form(
    *, unit: Unit, name: str, asked_by: str, file_name: str, content: bytes, by: Account, now: datetime
) -> CountyForm:
    """Keep a form that another office wants, its file byte for byte; a name that is kept already gets a new file.

    The map of the last file goes on with the new one; what its sheets no longer hold is left out of it.
    """
    require(by, "form.fill", unit, now=now)
    name = check_filled(name, "报表名称", "what the form is called")
    asked_by = check_filled(asked_by, "索表部门", "who wants it")
    if len(content) > MOST_BYTES:
        raise NotAllowed("模板超过 5 MB", "the form is larger than 5 MB")
    filled_in = converted(content)
    sheets = {one.name for one in look_at(filled_in or content)}
    with transaction.atomic():
        form = CountyForm.objects.select_for_update().filter(unit=unit, name=name).first()
        form = form or CountyForm(unit=unit, name=name)
        form.path, form.asked_by, form.retired_on = unit.path, asked_by, None
        form.save()
        file = new_file(form, file_name, content, filled_in, now)
        facts = {"template": file.digest, "number": file.number}
        record_on(form, "form.kept", by=by, now=now, facts=facts, rows=[file])
        if last := form.map:
            regions = [one for one in last.listed if one.sheet in sheets]
            kept_map(form, file, regions, by=by, now=now)
    return form


def new_file(form: CountyForm, name: str, content: bytes, filled_in: bytes, now: datetime) -> FormFile:
    """Keep the next file of a form."""
    file: FormFile = FormFile.objects.create(
        form=form,
        number=form.files.count() + 1,
        name=name[-200:],
        content=content,
        digest=sha256(content).hexdigest(),
        filled_in=filled_in,
        filled_digest=sha256(filled_in).hexdigest() if filled_in else "",
        at=now,
    )
    return file


@transaction.atomic
def map_form(form: CountyForm, *, regions: Sequence[Region], by: Account, now: datetime) -> FormMap:
    """Say what goes where in a form: the whole map anew, with its hash in the entry."""
    require(by, "form.fill", form.unit, now=now)
    form = CountyForm.objects.select_for_update().get(pk=form.pk)
    file = form.newest
    check_map(regions, look_at(file.sheet))
    return kept_map(form, file, regions, by=by, now=now)


@transaction.atomic
def map_region(form: CountyForm, *, region: Region, by: Account, now: datetime) -> FormMap:
    """Add a region to a form's map; it takes the place of those that it touches."""
    require(by, "form.fill", form.unit, now=now)
    form = CountyForm.objects.select_for_update().get(pk=form.pk)
    regions = form.map.listed if form.map else ()
    return map_form(form, regions=with_region(regions, region), by=by, now=now)


@transaction.atomic
def clear_region(form: CountyForm, *, sheet: str, area: str, by: Account, now: datetime) -> FormMap:
    """Take a region out of a form's map."""
    require(by, "form.fill", form.unit, now=now)
    form = CountyForm.objects.select_for_update().get(pk=form.pk)
    regions = form.map.listed if form.map else ()
    left = [one for one in regions if (one.sheet, one.area) != (sheet, area)]
    if len(left) == len(regions):
        raise NotAllowed("这一处没有标注，请刷新页面", "nothing is mapped there: reload the page")
    return map_form(form, regions=left, by=by, now=now)


@transaction.atomic
def retire_form(form: CountyForm, *, by: Account, now: datetime) -> CountyForm:
    """Note that nobody asks for a form any more; its fillings stay readable."""
    require(by, "form.fill", form.unit, now=now)
    form = CountyForm.objects.select_for_update().get(pk=form.pk)
    if form.retired_on:
        raise NotAllowed("这张报表已经停用", "the form is retired already")
    form.retired_on = local_day(now)
    form.save(update_fields=["retired_on"])
    record_on(form, "form.retired", by=by, now=now)
    return form


def kept_map(
    form: CountyForm, file: FormFile, regions: Sequence[Region], *, by: Account, now: datetime
) -> FormMap:
    """Keep a map and its entry: a new version once a filling was made by the last, or for another file."""
    text, last = as_text(regions), form.map
    if last is None or last.file_id != file.pk or last.fillings.exists():
        last = FormMap(form=form, file=file, version=last.version + 1 if last else 1)
    last.regions, last.digest, last.at = text, digest_of(text), now
    last.save()
    facts = {"version": last.version, "map": last.digest, "regions": len(regions)}
    record_on(form, "form.mapped", by=by, now=now, facts=facts, rows=[last])
    return last


def check_map(regions: Sequence[Region], sheets: Sequence[SheetLook]) -> None:
    """Refuse a map that names what is not there, asks for too much, or would fill in or keep what is about persons."""
    named = {one.name: one for one in sheets}
    if len(regions) > MOST_REGIONS:
        raise NotAllowed(f"标注超过 {MOST_REGIONS} 处", f"more than {MOST_REGIONS} regions")
    if from_text(as_text(regions)) != tuple(regions):
        raise NotAllowed("标注无法保存，请重新标注", "the map can't be kept: map it anew")
    hand = 0
    for region in regions:
        if region.sheet not in named:
            raise NotAllowed(f"没有工作表“{region.sheet}”", f"there is no sheet {region.sheet}")
        check_region(region, named[region.sheet])
        hand += region.size if region.kind is Kind.HAND else 0
    if hand > MOST_HAND:
        raise NotAllowed(f"手工填写的格子超过 {MOST_HAND} 个", f"more than {MOST_HAND} cells by hand")


def check_region(region: Region, sheet: SheetLook) -> None:
    """Refuse a region that names an unknown figure, list or field, or fills a column about persons."""
    place = f"{region.sheet}!{region.area}"
    check_size(region, place)
    for said in [region.said, *region.across.values(), *region.down.values()]:
        holes = [hole for hole in holes_in(said.text) if hole not in HOLES]
        for code in [*holes, *([said.figure] if said.figure else [])]:
            if code not in FIGURES:
                raise NotAllowed(f"{place}：没有指标 {code}", f"{place}: there is no figure {code}")
    if region.kind is Kind.ROWS:
        check_list(region, place)
    if region.kind is Kind.STACK:
        check_stacked(region, sheet, place)
    if region.kind in (Kind.HAND, Kind.CELL, Kind.MATRIX):
        check_not_personal(region, sheet, place)


def check_not_personal(region: Region, sheet: SheetLook, place: str) -> None:
    """Refuse to fill or keep what stands under a heading about persons."""
    heading = personal_heading(region, sheet)
    if heading:
        raise NotAllowed(
            f"{place} 在“{heading}”之下，涉及个人信息：系统不填写、不保存，请标为“不填”，发出前在文件里手工补上",
            f"{place} stands under {heading}, which is about persons: it is neither filled nor kept here. Mark it"
            " as not filled, and write it into the file before it goes out",
        )


def check_stacked(region: Region, sheet: SheetLook, place: str) -> None:
    """Refuse a stack that takes no column, fills one with what no stack has, or takes a column about persons."""
    for what in region.columns.values():
        if what not in STACKED:
            raise NotAllowed(
                f"{place}：各村的表不能填“{what}”", f"{place}: a stack of villages' files has no {what}"
            )
    columns = taken_columns(region)
    if not columns:
        raise NotAllowed(
            f"{place}：至少选一列“照各村的表”",
            f"{place}: choose at least one column to be taken from the files",
        )
    for column in columns:
        at = f"{column}{region.box.first_row}"
        check_not_personal(replace(region, area=at), sheet, f"{region.sheet}!{at}")


def check_size(region: Region, place: str) -> None:
    """Refuse a figure or text that stands in more than one cell, and areas larger than any form is."""
    if region.kind is Kind.CELL and region.size > 1:
        raise NotAllowed(
            f"{place}：一个指标或一段文字只填一格，请只选一格",
            f"{place}: a figure or a text goes into one cell: choose one",
        )
    if region.kind in (Kind.MATRIX, Kind.ROWS, Kind.STACK) and region.size > MOST_CELLS:
        raise NotAllowed(
            f"{place}：超过 {MOST_CELLS} 格，请选小一些", f"{place}: more than {MOST_CELLS} cells"
        )


def check_list(region: Region, place: str) -> None:
    """Refuse a list that no room declares, or a field that the list has not."""
    records = (found := SUBJECTS.get(region.records)) and found.records
    if not records:
        raise NotAllowed(f"{place}：没有清单 {region.records}", f"{place}: there is no list {region.records}")
    for field in region.columns.values():
        if field not in records.fields and field not in SPECIAL:
            raise NotAllowed(f"{place}：清单里没有字段 {field}", f"{place}: the list has no field {field}")
    for name in region.filters:
        if name not in records.filters:
            raise NotAllowed(f"{place}：不能按 {name} 筛选", f"{place}: the list can't be narrowed by {name}")
    if region.across and region.records != "unit":
        raise NotAllowed(
            f"{place}：只有分单位的清单可以带指标", f"{place}: only a list of units has figures beside it"
        )


def personal_heading(region: Region, sheet: SheetLook) -> str:
    """Return the heading over, or the label left of, a region that is about persons; empty for none."""
    box = region.box
    left = [
        sheet.text(box.first_row, column) for column in range(max(box.first_column - 2, 0), box.first_column)
    ]
    over = [
        sheet.text(row, column)
        for column in columns_in(box)
        for row in range(max(box.first_row - NEAR, 1), box.first_row)
    ]
    own = region.kind is not Kind.CELL or bool(region.said.figure) or not region.said.text
    if not own:
        return ""
    lines = lines_of_headings(sheet, box.first_row)
    further = [heading_in(sheet, lines, column) for column in columns_in(box)]
    found = dict.fromkeys(text.strip() for text in [*left[-1:], *over, *further] if 0 < len(text) < 20)
    return next((text for text in found if is_personal(text)), "")


def columns_in(box: Merge) -> range:
    """Return the columns of an area."""
    return range(box.first_column, box.last_column + 1)


def heading_far_above(sheet: SheetLook, row: int, column: int) -> str:
    """Return the heading of a long list over one of its lower rows: the next text above that stands in a row of
    headings."""
    return heading_in(sheet, lines_of_headings(sheet, row), column)


def lines_of_headings(sheet: SheetLook, row: int) -> list[int]:
    """Return the rows far above one that seem to be headings, from below: several cells say words, none a number."""
    return [
        one
        for one in range(row - NEAR - 1, max(row - FAR, 0), -1)
        if len(line := sheet.texts_of(one)) > 1 and not any(map(str.isdigit, "".join(line)))
    ]


def heading_in(sheet: SheetLook, lines: Sequence[int], column: int) -> str:
    """Return the first text of a column in some rows."""
    return next((text for one in lines if (text := sheet.text(one, column))), "")


def converted(content: bytes) -> bytes:
    """Return what is filled instead of a file: an .xlsx of an .xls, .et, .ods, .xlsb; empty for one filled as it is."""
    kind = sent_as(content)
    return b"" if kind is Sent.AS_IT_IS else as_xlsx(content, kind)


def as_xlsx(content: bytes, kind: Sent = Sent.OLDER) -> bytes:
    """Return a spreadsheet of another kind as .xlsx, through LibreOffice where it is installed.

    NotAllowed says what to do where it is not, or where the file can't be converted.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise NotAllowed(
            "这是 .xls、.et、.ods 或 .xlsb，服务器没有安装 LibreOffice，请在表格软件中另存为 .xlsx 再上传",
            "this is .xls, .et, .ods or .xlsb and LibreOffice is not installed: save it as .xlsx and send that",
        )
    with scratch_folder("form") as folder:
        source = folder / f"form.{kind}"
        source.write_bytes(content)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [
            program,
            profile,
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            f"{folder}/out",
            str(source),
        ]
        made = folder / "out" / "form.xlsx"
        try:
            run_apart(command)
            if made.stat().st_size <= MOST_CONVERTED:
                return made.read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise NotAllowed(*NOT_CONVERTED) from error
    raise NotAllowed(*NOT_CONVERTED)


def run_apart(command: Sequence[str]) -> None:
    """Run a program in a session of its own, with a limit of memory; past its time it ends with every process that it
    started.

    ``soffice`` is a script that waits for another process: ended alone, it would leave that one running.
    """
    nothing = subprocess.DEVNULL
    limited = [sys.executable, "-I", "-c", LIMITED, str(CONVERSION_BYTES), *command]
    process = subprocess.Popen(limited, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
    try:
        if code := process.wait(timeout=CONVERSION_SECONDS):
            raise subprocess.CalledProcessError(code, command)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
