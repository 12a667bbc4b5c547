"""Taking of land (征地) and of houses on state land: the steps of the law in order, and how long each paper hangs.

Sources: 土地管理法实施条例 26, 28–32; 土地管理法 47; 国有土地上房屋征收与补偿条例 10–13. These are fixed by law.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zerentian.ledger.rules.periods import chinese_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.calendar import WorkCalendar


class LandKind(StrEnum):
    """What is taken: a collective's land, or houses on state land."""

    COLLECTIVE = "collective"
    HOUSES = "houses"


class LandState(StrEnum):
    """Where a land matter stands."""

    OPEN = "open"
    DONE = "done"
    STOPPED = "stopped"


class LandStage(StrEnum):
    """The steps of the law, each with the article it follows from (``STAGES``)."""

    PRE = "pre"
    SURVEY = "survey"
    ASSESS = "assess"
    PLAN = "plan"
    OBJECTIONS = "objections"
    HEARING = "hearing"
    AGREEMENTS = "agreements"
    APPLY = "apply"
    APPROVED = "approved"
    FINAL = "final"
    PAID = "paid"


G = LandStage


@dataclass(frozen=True, slots=True)
class Stage:
    """What a step asks for: its name in both languages, and the least days its paper hangs, if one does."""

    zh: str
    en: str
    workdays: int = 0
    days: int = 0
    is_posted: bool = False


ONE_DAY = timedelta(days=1)
FINAL_WORKDAYS = 15
STAGES: dict[LandStage, Stage] = {
    G.PRE: Stage("征收土地预公告", "advance notice", workdays=10, is_posted=True),
    G.SURVEY: Stage("土地现状调查", "survey of the land"),
    G.ASSESS: Stage("社会稳定风险评估（村民参加）", "assessment, villagers taking part"),
    G.PLAN: Stage("补偿安置方案公告", "posting of the compensation plan", days=30, is_posted=True),
    G.OBJECTIONS: Stage("异议登记", "objections counted"),
    G.HEARING: Stage("听证", "hearing"),
    G.AGREEMENTS: Stage("签订补偿安置协议", "agreements"),
    G.APPLY: Stage("申请征收报批", "application"),
    G.APPROVED: Stage("收到批准文件", "approval received"),
    G.FINAL: Stage("征收公告", "announcement", is_posted=True),
    G.PAID: Stage("补偿款足额到位", "money paid in full"),
}
# The articles that ask for each step: 土地管理法实施条例, and 国有土地上房屋征收与补偿条例.
ARTICLES: dict[LandKind, dict[LandStage, int]] = {
    LandKind.COLLECTIVE: {
        **{G.PRE: 26, G.SURVEY: 27, G.ASSESS: 26, G.PLAN: 28, G.OBJECTIONS: 28, G.HEARING: 28},
        **{G.AGREEMENTS: 29, G.APPLY: 30, G.APPROVED: 31, G.FINAL: 31, G.PAID: 32},
    },
    LandKind.HOUSES: {G.PLAN: 10, G.OBJECTIONS: 11, G.HEARING: 11, G.ASSESS: 12, G.PAID: 12, G.FINAL: 13},
}
STATUTES = {
    LandKind.COLLECTIVE: Words("土地管理法实施条例", "Regulations on the Land Administration Law"),
    LandKind.HOUSES: Words("国有土地上房屋征收与补偿条例", "Regulations on Taking Houses on State Land"),
}
ORDERS: dict[LandKind, tuple[LandStage, ...]] = {
    LandKind.COLLECTIVE: tuple(LandStage),
    # 房屋征收条例 10–13: comment on the plan, hearing where most object, assessment, money, announcement.
    LandKind.HOUSES: (G.PLAN, G.OBJECTIONS, G.HEARING, G.ASSESS, G.PAID, G.FINAL),
}
# Survey and assessment go side by side.
SIDE_BY_SIDE = {G.SURVEY, G.ASSESS}


def source_of(kind: LandKind, stage: LandStage) -> Words:
    """Return the article of the law that asks for a step."""
    statute, article = STATUTES[kind], ARTICLES[kind][stage]
    return Words(f"《{statute.zh}》第{article}条", f"{statute.en}, art. {article}")


def hearing_is_due(objectors: int, members: int) -> bool:
    """Tell whether most members hold the plan unlawful, so that the county must hold a hearing."""
    return members > 0 and objectors * 2 > members


def needed_before(kind: LandKind, stage: LandStage, hearing: bool) -> list[LandStage]:
    """Return the steps that must be met before a step may begin; a hearing only where it is due."""
    order = ORDERS[kind]
    before = [one for one in order[: order.index(stage)] if one != G.HEARING or hearing]
    return [one for one in before if not (stage in SIDE_BY_SIDE and one in SIDE_BY_SIDE)]


def open_stages(kind: LandKind, met: Collection[str], hearing: bool) -> list[LandStage]:
    """Return the steps that may be taken now, in their order."""
    return [
        stage
        for stage in ORDERS[kind]
        if stage not in met
        and (stage != G.HEARING or hearing)
        and all(one in met for one in needed_before(kind, stage, hearing))
    ]


def check_stage(kind: LandKind, stage: LandStage, met: Collection[str], hearing: bool) -> None:
    """Refuse a step of another kind, one that is met, and one whose turn has not come."""
    if stage not in ORDERS[kind] or stage in met or (stage == G.HEARING and not hearing):
        raise NotAllowed(
            "这一步已完成或不适用，请刷新页面", "this step is met, or isn't asked for: reload the page"
        )
    lacking = [one for one in needed_before(kind, stage, hearing) if one not in met]
    if lacking:
        raise NotAllowed(
            f"须先完成“{STAGES[lacking[0]].zh}”（{source_of(kind, lacking[0]).zh}）",
            f"first comes the {STAGES[lacking[0]].en}",
        )


def earliest_end(stage: LandStage, first: date, calendar: WorkCalendar) -> date:
    """Return the last day a paper has to hang that was put up on a day; the first day is not counted."""
    rule = STAGES[stage]
    return calendar.add_workdays(first, rule.workdays).day if rule.workdays else first + rule.days * ONE_DAY


def check_posting(stage: LandStage, first: date, last: date, today: date, calendar: WorkCalendar) -> None:
    """Refuse a posting that begins later than today, or hangs for fewer days than the law asks for."""
    if first > today:
        raise NotAllowed("张贴之后再登记", "record it once it hangs")
    if last < (end := earliest_end(stage, first, calendar)):
        least = f"{STAGES[stage].workdays}个工作日" if STAGES[stage].workdays else f"{STAGES[stage].days}日"
        raise NotAllowed(
            f"公告期不得少于{least}，最早到{chinese_day(end)}",
            f"the law asks for a longer posting, until {end} at the earliest",
        )


def check_over(last: date, today: date) -> None:
    """Refuse to call a posting met before its last day is over."""
    if today <= last:
        raise NotAllowed(
            f"公告到{chinese_day(last)}才期满，期满后才算完成", f"it hangs until {last}: it is met afterwards"
        )


def check_in_turn(day: date, before: Collection[date]) -> None:
    """Refuse a day on which a step needed before was not met yet (``before``: the days on which those were met)."""
    if before and day < (latest := max(before)):
        raise NotAllowed(
            f"前面的步骤到{chinese_day(latest)}才完成，日期不能早于这一天，请核对",
            f"a step needed before was met on {latest} only: it can't be earlier, check the day",
        )


def check_rested_on(kind: LandKind, stage: LandStage, recorded: Collection[str], hearing: bool) -> None:
    """Refuse to touch a step on which a later one rests already; the later one is taken back first."""
    for later in ORDERS[kind]:
        if later in recorded and stage in needed_before(kind, later, hearing):
            raise NotAllowed(
                f"“{STAGES[later].zh}”已在它之后登记，请先撤回后面的步骤",
                f"the {STAGES[later].en} is recorded after it: take the later step back first",
            )


def check_objections(objections: int, objectors: int, members: int) -> None:
    """Refuse counts that cannot be."""
    if objectors > members:
        raise NotAllowed(
            "认为不符合法律法规的人数不能多于集体成员总数", "no more members can object than there are"
        )
    if objections < 0 or objectors < 0 or members < 1:
        raise NotAllowed(
            "件数和人数须为 0 或正整数，成员总数至少 1", "counts are not negative, and there is a member"
        )
