"""Areas of work, and the posts that answer for them (一岗双责)."""

import re
from datetime import date, datetime

from django.db import transaction

from zerentian.ledger.actions import record
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Area, AreaCharge, Post
from zerentian.organization.models.areas import PART_LABELS
from zerentian.organization.rules.names import LONGEST_AREA, fitting
from zerentian.organization.rules.usual_areas import USUAL_AREAS

AREA_CODE = re.compile(r"^[A-Za-z0-9-]{1,40}$")


@transaction.atomic
def open_area(*, code: str, name: str, by: Account, now: datetime) -> Area:
    """Open an area of work, such as production safety. The code stands for ever."""
    require(by, "organization.manage", now=now)
    if not AREA_CODE.match(code) or Area.objects.filter(code=code).exists() or not name.strip():
        raise NotAllowed(
            "请填写名称，并换一个未用过的代码（字母、数字、连字符）",
            "give a name, and a code of letters, digits and hyphens that is not taken",
        )
    area = Area.objects.create(code=code, name=fitting(name, LONGEST_AREA))
    write("area.opened", area, "", by, now, local_day(now), {}, [area])
    return area


@transaction.atomic
def adopt_areas(*, by: Account, now: datetime) -> int:
    """Open the usual areas of work that are not there yet, by code or by name; return how many were opened."""
    require(by, "organization.manage", now=now)
    taken = set(Area.objects.values_list("code", flat=True)) | set(
        Area.objects.values_list("name", flat=True)
    )
    fresh = {code: name for code, name in USUAL_AREAS.items() if not {code, name} & taken}
    for code, name in fresh.items():
        open_area(code=code, name=name, by=by, now=now)
    return len(fresh)


@transaction.atomic
def rename_area(area: Area, *, name: str, by: Account, now: datetime) -> Area:
    """Give an area another name."""
    require(by, "organization.manage", now=now)
    if not name.strip():
        raise NotAllowed("请填写名称", "give a name")
    area.name = fitting(name, LONGEST_AREA)
    area.save(update_fields=["name"])
    write("area.renamed", area, "", by, now, local_day(now), {}, [area])
    return area


@transaction.atomic
def close_area(area: Area, *, by: Account, now: datetime) -> Area:
    """Close an area that no post answers for any more."""
    require(by, "organization.manage", now=now)
    area = Area.objects.select_for_update().get(pk=area.pk)
    if not area.is_open or area.charges.filter(last=None).exists():
        raise NotAllowed(
            "该领域已停用，或还有岗位负责，请先解除",
            "closed already, or posts still answer for it: release them first",
        )
    area.is_open = False
    area.save(update_fields=["is_open"])
    write("area.closed", area, "", by, now, local_day(now), {}, [area])
    return area


@transaction.atomic
def charge(area: Area, *, post: Post, part: str, first: date, by: Account, now: datetime) -> AreaCharge:
    """Put a post in charge of an area from a day on: it leads, handles or assists."""
    require(by, "area.charge", post.unit, now=now)
    area = Area.objects.select_for_update().get(pk=area.pk)
    if part not in PART_LABELS or not area.is_open or not post.exists_on(first):
        raise NotAllowed(
            "请选择在用的领域、该日存在的岗位和分工",
            "choose an open area, a post that exists on the day, and its part",
        )
    if AreaCharge.objects.filter(area=area, post=post, last=None).exists():
        raise NotAllowed(
            "该岗位已负责此领域，请先解除再改分工", "this post answers for the area already: release it first"
        )
    before = AreaCharge.objects.filter(area=area, post=post, last__gte=first).order_by("-last").first()
    if before is not None and before.last is not None:
        raise NotAllowed(
            f"该岗位到{chinese_day(before.last)}为止负责此领域，新的分工请从次日起",
            f"this post answers for the area until {before.last}: let the new part begin the day after",
        )
    made = AreaCharge.objects.create(area=area, post=post, part=part, first=first)
    facts: dict[str, object] = {"post": post.code, "part": part, "first": first}
    write("area.charged", area, post.unit.path, by, now, first, facts, [made])
    return made


@transaction.atomic
def discharge(held: AreaCharge, *, last: date, by: Account, now: datetime) -> AreaCharge:
    """Release a post from an area after a day."""
    held = AreaCharge.objects.select_for_update().get(pk=held.pk)
    require(by, "area.charge", held.post.unit, now=now)
    if held.last is not None or last < held.first:
        raise NotAllowed(
            f"已经解除，或结束日期早于{chinese_day(held.first)}",
            f"released already, or the day lies before {held.first}",
        )
    held.last = last
    held.save(update_fields=["last"])
    facts: dict[str, object] = {"post": held.post.code, "part": held.part, "last": last}
    write("area.discharged", held.area, held.post.unit.path, by, now, last, facts, [held])
    return held


def write(
    verb: str,
    area: Area,
    unit: str,
    by: Account,
    now: datetime,
    day: date,
    facts: dict[str, object],
    rows: list[Committed],
) -> None:
    """Record what happened to an area, on its day or, when that is still to come, today."""
    occurred_on = min(day, local_day(now))
    record(verb, subject=area.ref, unit=unit, by=by, now=now, occurred_on=occurred_on, facts=facts, rows=rows)
