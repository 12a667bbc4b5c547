"""What is said when concerns come in, and how many there are."""

from zerentian.casework.figures.labels import CHANNELS, GROUPS, KINDS
from zerentian.casework.figures.posts import (
    DUE,
    LATE_COHORT,
    PASSED_ON,
    count,
    figure,
    owed,
    promised,
    repromised,
)
from zerentian.casework.rules.concerns import Channel, Group, Kind, Route
from zerentian.ledger.rules.sums import Balance, Split
from zerentian.ledger.rules.verbs import Code, Count, Day, Flag, Post, Verb

VERBS = [
    Verb(
        "concern.queued",
        "待甄别",
        {"channel": Code(tuple(Channel))},
        (Post("concerns.queued"),),
        label_en="concern queued",
    ),
    Verb("concern.set_aside", "搁置", {}, (Post("concerns.queued", sign=-1),), label_en="concern set aside"),
    Verb(
        "concern.admitted",
        "甄别通过",
        {"was_queued": Flag()},
        (Post("concerns.queued", sign=-1, when={"was_queued": True}),),
        label_en="concern admitted",
    ),
    Verb(
        "concern.received",
        "登记诉求",
        {
            "channel": Code(tuple(Channel)),
            "anonymous": Flag(),
            "due": Day(optional=True),
            "notice_due": Day(optional=True),
        },
        (
            Post("concerns.received"),
            Post("concerns.untriaged"),
            *(Post(f"concerns.channel.{channel}", when={"channel": channel.value}) for channel in Channel),
            *owed(1),
            promised(1),
            Post("notices.due", day=(("notice_due", 0),)),
        ),
        label_en="concern received",
        late_days=3,
    ),
    Verb(
        "concern.triaged",
        "甄别分类",
        {
            "kind": Code(tuple(Kind)),
            "route": Code(tuple(Route), optional=True),
            "group": Code(tuple(Group)),
            "received": Day(),
            "due": Day(optional=True),
            "old_due": Day(optional=True),
        },
        (
            *(
                Post(f"concerns.kind.{kind}", day=(("received", 0),), when={"kind": kind.value})
                for kind in Kind
            ),
            *(
                Post(f"concerns.group.{group}", day=(("received", 0),), when={"group": group.value})
                for group in Group
            ),
            Post("concerns.untriaged", sign=-1, day=(("received", 0),)),
            *repromised(),
        ),
        label_en="concern triaged",
    ),
    Verb("concern.noted", "补充记录", {"by_code": Flag()}, label_en="note on a concern"),
    Verb("comment.addressed", "留言提到岗位", {"posts": Count()}, label_en="posts mentioned in a comment"),
    Verb("comment.read", "留言已阅", {"posts": Count()}, label_en="comment read in the posts mentioned"),
    Verb(
        "concern.linked",
        "关联同一事项",
        {"lead": Code()},
        (Post("concerns.linked"),),
        label_en="concern linked",
    ),
    Verb(
        "concern.unlinked",
        "解除关联",
        {"lead": Code()},
        (Post("concerns.linked", sign=-1),),
        label_en="concern unlinked",
    ),
    Verb(
        "concern.withdrawn",
        "本人撤回",
        DUE,
        (Post("concerns.withdrawn"), *owed(-1), promised(-1)),
        label_en="concern withdrawn",
    ),
]

FIGURES = [
    count(
        "concerns.received",
        "收到诉求",
        "Concerns received",
        "期间内登记的群众诉求件数，按收件单位和收到日期计；待甄别的疑似垃圾信息不计，关联的各件分别计。",
        "Concerns registered, at the unit that received them, on the day they were received; "
        "what waits as suspected spam does not count, linked ones count each.",
    ),
    *(
        count(
            f"concerns.channel.{channel}",
            f"收到诉求：{label}",
            f"Concerns received: {label_en}",
            f"期间内经“{label}”渠道收到的诉求件数。",
            f"Concerns received in the period through this channel: {label_en}.",
        )
        for channel, (label, label_en) in CHANNELS.items()
    ),
    *(
        count(
            f"concerns.kind.{kind}",
            f"诉求类别：{label}",
            f"Concerns by kind: {label_en}",
            f"期间内收到、经甄别属于“{label}”的诉求件数；尚未甄别的不计。",
            f"Concerns received in the period that were triaged as {label_en}; untriaged ones do not count.",
        )
        for kind, (label, label_en) in KINDS.items()
    ),
    *(
        count(
            f"concerns.group.{group}",
            f"诉求领域：{label}",
            f"Concerns by field: {label_en}",
            f"期间内收到、经甄别属于“{label}”领域的诉求件数；尚未甄别的不计。",
            f"Concerns received in the period that were triaged into this field: {label_en}.",
        )
        for group, (label, label_en) in GROUPS.items()
    ),
    count(
        "concerns.untriaged",
        "收到诉求：未甄别",
        "Concerns received: not triaged yet",
        "期间内收到、至今尚未甄别类别和领域的诉求件数。",
        "Concerns received in the period that nobody has triaged yet, into a kind and a field.",
    ),
    count(
        "concerns.withdrawn",
        "本人撤回诉求",
        "Withdrawn by the resident",
        "期间内由本人撤回的件数。",
        "Concerns withdrawn in the period by who brought them.",
    ),
    figure(
        "concerns.open",
        "在办诉求",
        "Open concerns",
        "stock",
        "concerns.open",
        "件",
        "期末已登记、尚未答复、告知、转办或撤回的诉求件数，按主办（未派单的按收件）单位计。",
        "Concerns at the period's end on which an answer is still owed, at the unit in the lead.",
        changed=(PASSED_ON,),
    ),
    figure(
        "concerns.overdue",
        "逾期未答复诉求",
        "Overdue concerns",
        "stock",
        "concerns.overdue",
        "件",
        "期末已过答复期限、仍未答复的诉求件数；自期限次日起计为逾期。",
        "Concerns not answered at the period's end though the day after their due day had come.",
        changed=(LATE_COHORT,),
        kind="outcome",
    ),
    figure(
        "concerns.queued",
        "待甄别信息",
        "Waiting to be looked at",
        "stock",
        "concerns.queued",
        "件",
        "期末疑似垃圾信息、等待人工甄别的件数。",
        "Suspected spam waiting for somebody to look at it, at the period's end.",
    ),
    figure(
        "concerns.linked",
        "关联诉求",
        "Linked concerns",
        "stock",
        "concerns.linked",
        "件",
        "期末作为同一事项关联到牵头件的诉求件数；各件仍分别答复、分别计数。",
        "Concerns linked to a lead case as the same matter; each is still answered and counted.",
    ),
]

SPLITS = [
    Split("concerns.received", (*(f"concerns.kind.{kind}" for kind in Kind), "concerns.untriaged")),
    Split("concerns.received", (*(f"concerns.group.{group}" for group in Group), "concerns.untriaged")),
    Split("concerns.received", tuple(f"concerns.channel.{channel}" for channel in Channel)),
]
BALANCES = [
    Balance(
        "concerns.open",
        ("concerns.received", "concerns.reopened", "concerns.moved"),
        ("concerns.answered", "concerns.exited", "concerns.referred", "concerns.withdrawn"),
    )
]
