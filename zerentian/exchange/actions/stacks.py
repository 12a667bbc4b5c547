"""Villages' files on their way into the township's form: read, told whose they are, asked about when they come twice.

The files themselves are not kept, for they may hold columns about persons; their digests stand with every cell that was
taken, so that the same file is known again.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256

from zerentian.exchange.actions.county_forms import MOST_BYTES, converted
from zerentian.exchange.models import FormFilling, FormMap
from zerentian.exchange.rules.form_looks import SheetLook, look_at
from zerentian.exchange.rules.form_maps import Kind, Region
from zerentian.exchange.rules.stacking import NotStacked, VillageFile, stack
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.models import Unit

# What the name of a village's file may leave out: 上坪.xlsx.
SUFFIX = re.compile(r"(?<=..)(?:村民委员会|村委会|村|社区)$")
MOST_FILES = 60
# How many fillings of other periods are looked through for the same file.
MOST_EARLIER = 12


class AskedTwice(NotAllowed):
    """A file or a village comes twice: that is asked about once, and done when it is meant."""


def stacks_in(mapped: FormMap | None) -> list[Region]:
    """Return the regions of a map into which villages' files are stacked."""
    return [one for one in mapped.listed if one.kind is Kind.STACK] if mapped else []


def looks_of(name: str, content: bytes) -> list[SheetLook]:
    """Return the sheets of a village's file; NotAllowed names the file."""
    if len(content) > MOST_BYTES:
        raise NotAllowed(f"{name}：文件超过 5 MB", f"{name}: the file is larger than 5 MB")
    try:
        return look_at(converted(content) or content)
    except NotAllowed as refusal:
        raise NotAllowed(f"{name}：{refusal.words.zh}", f"{name}: {refusal.words.en}") from refusal


def village_file(*, name: str, content: bytes, unit: Unit, sheets: Sequence[SheetLook] = ()) -> VillageFile:
    """Return a village's file as it is stacked."""
    digest = sha256(content).hexdigest()
    return VillageFile(name, digest, unit.code, unit.name, sheets or looks_of(name, content))


def village_of(name: str, sheets: Iterable[SheetLook], units: Iterable[Unit], first: int) -> Unit | None:
    """Return the village that a file's name tells, else the one told above its rows; None where that is not one alone.

    ``first`` is the row in which the rows begin.
    """
    above = " ".join(text for one in sheets for (row, _), text in one.texts.items() if row < first)
    listed = [(SUFFIX.sub("", one.name), one) for one in units]
    for said in (name, above):
        named = [(short, one) for short, one in listed if short in said]
        whole = [one for short, one in named if not any(short in other != short for other, _ in named)]
        if len(whole) == 1:
            return whole[0]
    return None


def check_stack(
    mapped: FormMap, unit: Unit, period: Period, files: Sequence[VillageFile], *, again: bool
) -> None:
    """Refuse a form that waits for villages' files without any, another with some, and files that come twice."""
    if stacks_in(mapped) and not files:
        raise NotAllowed(
            "这张表由各村的表叠加而成，请先上传各村交来的表",
            "this form is stacked from the villages' files: send those first",
        )
    if files and not stacks_in(mapped):
        raise NotAllowed(
            "标注里没有“各村的表”，请先标注各村的行从哪里开始",
            "the map does not say where the villages' rows begin: map that first",
        )
    if len(files) > MOST_FILES:
        raise NotAllowed(f"一次最多叠加 {MOST_FILES} 份表", f"at most {MOST_FILES} files are stacked at once")
    if files and not again and (told := twice(mapped, unit, period, files)):
        raise AskedTwice("；".join(zh for zh, _ in told), "; ".join(en for _, en in told))


def twice(mapped: FormMap, unit: Unit, period: Period, files: Sequence[VillageFile]) -> list[tuple[str, str]]:
    """Return what comes twice, in both languages: the same file, two files of a village, a file of another period."""
    names = {one.digest: one.name for one in files}
    told = [
        (f"“{names[digest]}”交了 {count} 份一样的", f"{names[digest]} was sent {count} times")
        for digest, count in Counter(one.digest for one in files).items()
        if count > 1
    ]
    told += [
        (f"{village}有 {count} 份表", f"there are {count} files of {village}")
        for village, count in Counter(one.village for one in files).items()
        if count > 1
    ]
    rows = FormFilling.objects.filter(form=mapped.form_id, unit=unit).exclude(period=period.code)
    for filling in rows.order_by("-pk")[:MOST_EARLIER]:
        before = {one["file"] for one in filling.listed if "file" in one}
        told += [
            (f"“{name}”在 {filling.label} 已经叠加过", f"{name} was stacked for {filling.label} already")
            for digest, name in names.items()
            if digest in before
        ]
    return told


def looked_over(mapped: FormMap, file: VillageFile) -> Words:
    """Return in a sentence what a file would bring to a form, or what is wrong with it."""
    own = {one.name: one for one in look_at(mapped.file.sheet)}
    try:
        rows = sum(len(stack([file], one, own[one.sheet]).rows) for one in stacks_in(mapped))
    except NotStacked as refusal:
        return refusal.words
    return Words(f"{rows} 行", f"{rows} rows")
