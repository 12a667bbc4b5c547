"""What the entries about findings add up to: stocks, cohorts, shares and medians, never by person."""

from zerentian.ledger.rules.figures import Figure, Kind, Measure, by_due_day
from zerentian.ledger.rules.sums import Balance

# These count on the day something falls due.
BY_DUE_DAY = ("findings.due", "findings.on_time_share", "measures.due", "measures.on_time_share")


def figure(
    code: str,
    measure: Measure,
    label: tuple[str, str],
    unit: str,
    definition: str,
    definition_en: str,
    component: str = "",
    base: str = "",
    kind: Kind | None = None,
) -> Figure:
    """Return a figure; it counts the component of its own name unless another is named."""
    made = Figure(
        code, *label, measure, component or code, unit, definition, definition_en, base=base, kind=kind
    )
    return by_due_day(made) if code in BY_DUE_DAY else made


FIGURES = [
    figure(
        "findings.opened",
        "count",
        ("发现问题", "Findings opened"),
        "个",
        "发现日期在期间内、登记在册的问题个数，含后来认定不成立或并案的。",
        "Findings found in the period; those later found unfounded or joined to another count.",
    ),
    figure(
        "findings.open",
        "stock",
        ("未销号问题", "Open findings"),
        "个",
        "期末已登记、尚未销号、未认定不成立也未并案的问题个数。",
        "Findings neither closed out nor found unfounded nor joined at the period's end.",
    ),
    figure(
        "findings.open_age",
        "age",
        ("未销号问题已开天数中位数", "Median age of open findings"),
        "天",
        "期末未销号的问题，从发现之日（由别的单位移交来的，从移交之日）到期末的天数的中位数；重新整改的，从首次发现起算。",
        "Median days from finding to the period's end of those open at that end; of one handed over by another unit "
        "from then on, of one taken up again from the first finding on.",
        "findings.open",
    ),
    figure(
        "findings.ownerless",
        "stock",
        ("待定责问题", "Findings without owner"),
        "个",
        "期末尚未明确责任岗位、整改期限和销号标准的问题个数。",
        "Findings that nobody was in charge of, without due day and closing standard, at the period's end.",
    ),
    figure(
        "findings.overdue",
        "stock",
        ("逾期未整改问题", "Overdue findings"),
        "个",
        "期末已过整改期限而未申请销号的问题个数；逾期后才申请延期的，整改完成前仍计入。",
        "Findings not reported mended at the period's end whose due day had passed; those for which more time was "
        "asked for only after it stay in until they are mended.",
        kind="outcome",
    ),
    figure(
        "findings.due",
        "count",
        ("到期问题", "Findings due"),
        "个",
        "整改期限落在期间内的问题个数；延期的按延期后的期限计，不成立和并案的不计。",
        "Findings whose due day lies in the period; extended ones at their new due day, unfounded and joined ones not.",
    ),
    figure(
        "findings.closed",
        "count",
        ("销号问题", "Findings closed out"),
        "个",
        "期间内经他人核查合格后销号的次数；反弹后再次销号的另计一次。",
        "Times a finding was closed out in the period after somebody else verified it; again after a relapse.",
    ),
    figure(
        "findings.on_time_share",
        "ratio",
        ("问题按期整改率", "Share of findings mended on time"),
        "%",
        "整改期限落在期间内的问题中，整改完成之日不晚于期限、且已核查销号的所占比例；逾期后延期的不算按期。",
        "Share of the findings due in the period that were mended by the due day, verified and closed out; "
        "those extended after it had passed are not on time.",
        "findings.on_time",
        "findings.due",
        kind="outcome",
    ),
    figure(
        "findings.at_once_days",
        "median",
        ("立查立改用时中位数", "Median days to mend at once"),
        "天",
        "期间内首次核查合格的立行立改问题，从发现到整改完成的天数的中位数。",
        "Median days from finding to mending of those to be mended at once and first verified in the period.",
        kind="course",
    ),
    figure(
        "findings.mending_days",
        "median",
        ("整改用时中位数", "Median days to mend"),
        "天",
        "期间内首轮整改经核查合格的问题（含各类），从发现到整改完成的天数的中位数；反弹后再整改的不计。",
        "Median days from finding to mending of those of every class verified in the period in their first round; "
        "what is mended again after a relapse is left out.",
        kind="course",
    ),
    figure(
        "findings.median_days",
        "median",
        ("问题销号用时中位数", "Median days to close out"),
        "天",
        "期间内销号的问题，从发现到销号的天数的中位数。",
        "Median days from finding to close-out of those closed out in the period.",
        "findings.days",
        kind="course",
    ),
    figure(
        "findings.reported",
        "count",
        ("申请销号", "Close-outs asked for"),
        "次",
        "期间内报告整改完成、申请销号的次数。",
        "Times a finding was reported mended in the period.",
    ),
    figure(
        "findings.verified_share",
        "ratio",
        ("整改核实率", "Share verified by somebody else"),
        "%",
        "期间内申请销号的次数中，经整改人、签收人、申请人以外的人核查合格的所占比例。",
        "Share of the close-outs asked for in the period that somebody else than who mended, took on or reported it "
        "has verified.",
        "findings.confirmed",
        "findings.reported",
        kind="outcome",
    ),
    figure(
        "findings.first_time_share",
        "ratio",
        ("一次核查合格率", "Share verified at the first time"),
        "%",
        "期间内核查合格的次数中，此前未被退回的所占比例。",
        "Share of the verifications in the period that no return came before.",
        "findings.first_time",
        "findings.verified",
        kind="course",
    ),
    figure(
        "findings.verified",
        "count",
        ("核查合格", "Verifications"),
        "次",
        "期间内由他人核查合格的次数。",
        "Times somebody else verified a mending in the period.",
    ),
    figure(
        "findings.returned",
        "count",
        ("退回整改", "Returned as not mended"),
        "次",
        "期间内核查不合格退回整改的次数。",
        "Times a finding was returned as not mended in the period.",
    ),
    figure(
        "findings.extended",
        "count",
        ("问题延期", "Findings extended"),
        "次",
        "期间内经另一人批准延期的次数。",
        "Times more time was granted by another person in the period.",
    ),
    figure(
        "findings.looked_back",
        "count",
        ("回头看", "Look-backs"),
        "次",
        "期间内对已销号问题回头看的次数。",
        "Times a closed finding was looked back at in the period.",
    ),
    figure(
        "findings.firm_share",
        "ratio",
        ("整改稳固率", "Share that holds"),
        "%",
        "期间内回头看的问题中，结果为稳固的所占比例。",
        "Share of the look-backs in the period that found the mending to hold.",
        "findings.firm",
        "findings.looked_back",
        kind="outcome",
    ),
    figure(
        "findings.look_back_overdue",
        "stock",
        ("应看未看", "Look-backs overdue"),
        "个",
        "期末已过回头看日期而未回头看的已销号问题个数。",
        "Closed findings whose look-back day had passed without one at the period's end.",
        kind="outcome",
    ),
    figure(
        "findings.recurred",
        "count",
        ("反弹和重复发生", "Relapses and recurrences"),
        "次",
        "期间内回头看发现反弹，或新登记且注明是以往问题重复发生的次数。",
        "Times in the period that a look-back found a relapse, or a finding was opened as the recurrence of an "
        "earlier one.",
    ),
    figure(
        "findings.reopened",
        "count",
        ("重新整改", "Findings taken up again"),
        "次",
        "期间内已销号问题重新整改的次数。",
        "Times a closed finding was taken up again in the period.",
    ),
    figure(
        "findings.dismissed",
        "count",
        ("认定不成立", "Found unfounded"),
        "个",
        "期间内由另一人凭证据认定不成立的问题个数。",
        "Findings that another person found unfounded, with proof, in the period.",
    ),
    figure(
        "findings.joined",
        "count",
        ("并案", "Findings joined to others"),
        "个",
        "期间内并入其他问题一并整改的问题个数。",
        "Findings joined to another one in the period.",
    ),
    figure(
        "findings.moved",
        "count",
        ("问题转入（减转出）", "Findings passed on by other units, less those passed on to them"),
        "个",
        "期间内由其他单位转来的问题个数，减去转给其他单位的；全乡合计为零。",
        "Findings that other units passed on in the period, less those passed on to them; nought for a township.",
    ),
]

BALANCES = [
    Balance(
        "findings.open",
        ("findings.opened", "findings.reopened", "findings.moved"),
        ("findings.closed", "findings.dismissed", "findings.joined"),
    )
]
