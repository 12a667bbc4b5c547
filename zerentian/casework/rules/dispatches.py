"""Who may be given a concern: the function list decides, and nobody whom it accuses."""

from collections.abc import Iterable

from zerentian.duties.rules.functions import FunctionKind
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.rights import Kind as UnitKind


def check_on_the_list(unit_kind: UnitKind, function: FunctionKind | None) -> None:
    """Refuse to push down what is not a village's or township's to do.

    Sources: 北京市接诉即办工作条例 art. 17 (a village gets only what is on the list), 国办函〔2025〕66号
    (what a department must do is not dispatched to the grass roots).
    """
    if function is FunctionKind.WITHDRAWN:
        raise NotAllowed(
            "该事项已由上级收回，不得派给乡镇和村，请转县级办理",
            "this function was withdrawn to the superior: refer the concern to the county",
        )
    if unit_kind is UnitKind.VILLAGE and function is not FunctionKind.BASIC:
        raise NotAllowed(
            "只有履职事项清单中的基本履职事项才能派给村（社区）；请选择清单事项，或派给站所办",
            "a village may only be given a basic function on the list: choose the item, or dispatch to an office",
        )


def check_not_accused(path: str, accused_paths: Iterable[str]) -> None:
    """Refuse to pass a matter to a unit it accuses, or to one below it; all are unit paths.

    Source: 信访工作条例 art. 30, 46(5).
    """
    if is_accused(path, accused_paths):
        raise NotAllowed(
            "不得将投诉、检举材料转给被反映的单位或人员（《信访工作条例》第三十条），请另选单位",
            "a complaint must not be passed to whom it accuses (art. 30): choose another unit",
        )


def is_accused(path: str, accused_paths: Iterable[str]) -> bool:
    """Tell whether a unit, or one above it, is among the accused; all are unit paths."""
    return any(path == accused or path.startswith(f"{accused}/") for accused in accused_paths)


def above(path: str) -> str:
    """Return the path of the unit above."""
    return path.rpartition("/")[0]


def unaccused(path: str, accused_paths: Iterable[str]) -> str:
    """Return the path itself, or the nearest above it at which none of the accused is counted."""
    accused = list(accused_paths)
    while any(path == one or path.startswith(f"{one}/") for one in accused) and above(path):
        path = above(path)
    return path
