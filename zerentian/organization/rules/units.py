"""Units as a tree over time: which kind may hang where, and what a change of the tree needs."""

from collections.abc import Mapping
from datetime import date

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.rights import Kind

PARENT_KINDS: Mapping[Kind, frozenset[Kind]] = {
    Kind.COUNTY: frozenset(),
    Kind.TOWNSHIP: frozenset({Kind.COUNTY}),
    Kind.OFFICE: frozenset({Kind.COUNTY, Kind.TOWNSHIP}),
    Kind.VILLAGE: frozenset({Kind.TOWNSHIP}),
}


ENDS_AS_ORGAN = ("人民政府", "办事处", "委员会", "党委", "办公室", "局", "所", "站", "中心")


def organ_name(kind: Kind, name: str, above: str = "", *, party: bool = False) -> str:
    """Return the full name of an organ (机关全称), as it stands over and under a paper.

    A county and a township are their people's government, or with ``party`` their party committee; a subdistrict is
    its office; a village its committee (村民委员会组织法 art. 2), a community its residents' committee. An office bears
    the name of the unit ``above`` it. A name that is already an organ's stays.

    Source: 党政机关公文格式 GB/T 9704-2012, 7.2.4 (全称或者规范化简称).
    """
    if kind is Kind.OFFICE:
        return name if name.startswith(above) else f"{above}{name}"
    if name.endswith(ENDS_AS_ORGAN):
        return name
    if kind is Kind.VILLAGE:
        return f"{name}居民委员会" if name.endswith("社区") else f"{name}村民委员会"
    if party:
        return f"中共{name}{'工作委员会' if name.endswith('街道') else '委员会'}"
    return f"{name}办事处" if name.endswith("街道") else f"{name}人民政府"


def join(parent_path: str, code: str) -> str:
    """Return the path of a unit below a parent's path (empty: at the top)."""
    return f"{parent_path}/{code}" if parent_path else code


def is_within(path: str, reach: str) -> bool:
    """Tell whether a unit path is the reach itself or lies below it."""
    return path == reach or path.startswith(f"{reach}/")


def covers(first: date, last: date | None, day: date) -> bool:
    """Tell whether a span of days (open when ``last`` is None) holds the day."""
    return first <= day and (last is None or day <= last)


def overlap(first: date, last: date | None, other_first: date, other_last: date | None) -> bool:
    """Tell whether two spans of days share a day."""
    return (other_last is None or first <= other_last) and (last is None or other_first <= last)


def check_parent(kind: Kind, parent_kind: Kind | None) -> None:
    """Refuse a unit under a parent of a kind it cannot belong to; kinds go down only, so no cycle can arise."""
    allowed = PARENT_KINDS[kind]
    if (parent_kind is None and not allowed) or parent_kind in allowed:
        return
    raise NotAllowed(
        f"{kind} 类单位不能设在该上级之下；县设在最上，乡镇设在县下，站所办设在县或乡镇下，村设在乡镇下",
        "a county stands on top, a township under a county, an office under either, a village under a township",
    )
