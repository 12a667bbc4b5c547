"""Risk points (风险点): places and matters that may do harm; how they stand, how grave they are, what may follow what.

在册 → 治理/搬迁中 → 监测稳定 → 已核销（可恢复）. A risk point is a matter or a place, never a person.
"""

from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.steps import Steps
from zerentian.ledger.rules.words import Words


class RiskState(StrEnum):
    """Where a risk point stands."""

    LISTED = "listed"
    TREATED = "treated"
    STEADY = "steady"
    WRITTEN_OFF = "written_off"


class RiskStepCode(StrEnum):
    """What may be done with a risk point that changes how it stands."""

    TREAT = "treat"
    STEADY = "steady"
    LIST_AGAIN = "list_again"
    WRITE_OFF = "write_off"
    RESTORE = "restore"


class RiskLevel(StrEnum):
    """How grave a risk is: 低, 一般, 较大, 重大."""

    LOW = "low"
    GENERAL = "general"
    GREATER = "greater"
    MAJOR = "major"


class Family(StrEnum):
    """What a kind of risk point has besides the register: cards and transfers for geological hazards."""

    GEOLOGY = "geology"
    PLACE = "place"


class Colour(StrEnum):
    """The colours of the county's signals, from the mildest on."""

    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


COLOURS = tuple(Colour)
HIGHEST = 5
S, M = RiskState, RiskStepCode
KEPT_STATES = (S.LISTED, S.TREATED, S.STEADY)

STEPS: dict[tuple[RiskState, RiskStepCode], RiskState] = {
    (S.LISTED, M.TREAT): S.TREATED,
    (S.STEADY, M.TREAT): S.TREATED,
    (S.LISTED, M.STEADY): S.STEADY,
    (S.TREATED, M.STEADY): S.STEADY,
    (S.TREATED, M.LIST_AGAIN): S.LISTED,
    (S.STEADY, M.LIST_AGAIN): S.LISTED,
    **{(state, M.WRITE_OFF): S.WRITTEN_OFF for state in KEPT_STATES},
    (S.WRITTEN_OFF, M.RESTORE): S.LISTED,
}
STATE_WORDS = {
    S.LISTED: Words("在册", "on the register"),
    S.TREATED: Words("治理、搬迁中", "being treated"),
    S.STEADY: Words("监测稳定", "steady under watch"),
    S.WRITTEN_OFF: Words("已核销", "written off"),
}
# Kinds that townships commonly keep; an office takes them over and changes them as its own documents say.
USUAL_KINDS: tuple[tuple[str, str, str, Family], ...] = (
    ("landslide", "滑坡", "landslide", Family.GEOLOGY),
    ("rockfall", "崩塌（危岩）", "rockfall", Family.GEOLOGY),
    ("debris-flow", "泥石流", "debris flow", Family.GEOLOGY),
    ("subsidence", "地面塌陷", "subsidence", Family.GEOLOGY),
    ("slope", "不稳定斜坡", "unstable slope", Family.GEOLOGY),
    ("cut-slope", "切坡建房", "house on a cut slope", Family.GEOLOGY),
    ("water", "水库、山塘、河道", "reservoir, pond, river", Family.PLACE),
    ("open-water", "溺水危险水域", "dangerous open water", Family.PLACE),
    ("self-built", "自建房、危旧房", "self-built or unsafe house", Family.PLACE),
    ("fire", "消防重点部位", "place with fire hazard", Family.PLACE),
    ("gas", "燃气、液化气点", "gas", Family.PLACE),
    ("road", "道路隐患路段", "dangerous road section", Family.PLACE),
    ("public-place", "公共设施和活动场所", "public facility", Family.PLACE),
    ("workplace", "生产经营场所", "workplace", Family.PLACE),
    ("project", "工程建设和征地拆迁事项", "building or land project", Family.PLACE),
)


MOVES = Steps(STEPS, STATE_WORDS, "风险点")
step, steps_from = MOVES.after, MOVES.of


def check_mark(mark: int) -> int:
    """Return a likelihood or an impact; NotAllowed for what is not between 1 and 5."""
    if not 1 <= mark <= HIGHEST:
        raise NotAllowed(
            f"可能性和影响程度都在 1 到 {HIGHEST} 之间", f"likelihood and impact lie between 1 and {HIGHEST}"
        )
    return mark


def check_scale(general: int, greater: int, major: int) -> None:
    """Refuse a scale whose levels do not rise from 2 to 25."""
    if not 2 <= general < greater < major <= HIGHEST * HIGHEST:
        raise NotAllowed(
            "三个起点须从小到大，在 2 到 25 之间（可能性×影响程度）",
            "the three beginnings rise, between 2 and 25 (likelihood × impact)",
        )


def level_of(likelihood: int, impact: int, scale: tuple[int, int, int]) -> RiskLevel:
    """Return the level that likelihood × impact (1 to 25) has on a scale of three beginnings."""
    product = check_mark(likelihood) * check_mark(impact)
    reached = sum(product >= begin for begin in scale)
    return tuple(RiskLevel)[reached]


def check_another(by: int, *involved: int | None) -> None:
    """Refuse to let who registered a point, treated it or asked for it judge it; arguments are accounts' keys."""
    if by in involved:
        raise NotAllowed(
            "登记、治理这个风险点的人不能自己核销或恢复，请由另一人决定",
            "whoever registered or treated this point can't decide on it: ask somebody else",
        )
