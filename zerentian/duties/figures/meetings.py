"""What is said about meetings. They add up to nothing: that one was held is no merit, and who attended stands in its
minutes alone."""

from zerentian.duties.rules.meetings import Result, Share, Weight
from zerentian.ledger.rules.verbs import Code, Count, Day, Flag, Verb

VERBS = [
    Verb(
        "meeting_kind.set",
        "设定会议规则",
        {
            "quorum": Code(tuple(Share)),
            "weighty_quorum": Code(tuple(Share)),
            "passing": Code(tuple(Share)),
            "since": Day(),
        },
        label_en="rule of a kind of meeting set",
    ),
    Verb(
        "meeting_item.put",
        "提请上会",
        {"weight": Code(tuple(Weight), optional=True), "from_elsewhere": Flag(), "papers": Count()},
        label_en="matter put before a meeting",
    ),
    Verb("meeting_item.withdrawn", "撤回议题", label_en="matter withdrawn"),
    Verb(
        "meeting_item.tabled",
        "列入议程",
        {"meeting": Code(), "after_call": Flag()},
        label_en="matter put on the agenda",
    ),
    Verb(
        "meeting_item.placed",
        "调整议程顺序",
        {"meeting": Code(), "place": Count()},
        label_en="matter moved on the agenda",
    ),
    Verb("meeting_item.untabled", "移出议程", {"meeting": Code()}, label_en="matter taken off the agenda"),
    Verb(
        "meeting_item.settled",
        "登记议题结果",
        {
            "meeting": Code(),
            "result": Code(tuple(Result)),
            "weight": Code(tuple(Weight), optional=True),
            "unanimous": Flag(),
            "votes_for": Count(optional=True),
            "votes_against": Count(optional=True),
            "votes_abstained": Count(optional=True),
            "recused": Count(),
            "dissent": Flag(),
            "checks": Count(),
            "lacking": Count(),
        },
        label_en="outcome of a matter recorded",
    ),
    Verb("meeting_item.moved", "议题移交", {"from": Code(), "to": Code()}, label_en="matter handed over"),
    Verb("meeting.drafted", "筹备会议", {"day": Day()}, label_en="meeting being prepared"),
    Verb(
        "meeting.called",
        "会议通知",
        {"day": Day(), "items": Count(), "notice_days": Count(), "called_late": Flag()},
        label_en="meeting called",
    ),
    Verb("meeting.changed", "会议改期", {"day": Day()}, label_en="meeting put to another day or place"),
    Verb(
        "meeting.held",
        "登记到会情况",
        {
            "number": Count(),
            "members": Count(),
            "present": Count(),
            "excused": Count(),
            "attending": Count(),
            "quorate": Flag(),
        },
        late_days=15,
        label_en="attendance of a meeting recorded",
    ),
    Verb("meeting.minuted", "拟出纪要", {"version": Count(), "digest": Code()}, label_en="minutes drafted"),
    Verb("meeting.agreed", "核对纪要", {"version": Count(), "digest": Code()}, label_en="minutes agreed to"),
    Verb("meeting.returned", "纪要退回修改", {"version": Count()}, label_en="minutes returned to be mended"),
    Verb(
        "meeting.signed",
        "签发纪要",
        {"version": Count(), "edition": Count(), "digest": Code(), "by_post": Code(), "decisions": Count()},
        label_en="minutes signed",
    ),
    Verb(
        "meeting.scanned",
        "补存纪要纸质签发件",
        {"version": Count(), "edition": Count(), "files": Count()},
        label_en="scan of the signed minutes added",
    ),
    Verb("meeting.reopened", "会议重新处理", {"edition": Count()}, label_en="signed meeting taken up again"),
    Verb("meeting.cancelled", "取消会议", label_en="meeting cancelled"),
    Verb("meeting.moved", "会议移交", {"from": Code(), "to": Code()}, label_en="meeting handed over"),
    Verb(
        "meeting.passed",
        "会议主持、记录岗位移交",
        {"from_post": Code(), "to_post": Code()},
        label_en="chair or record of a meeting handed over",
    ),
]
