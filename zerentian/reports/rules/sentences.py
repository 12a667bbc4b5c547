"""The sentences that reports are put together from, by the name that an outline says them with."""

from zerentian.reports.rules.prose import Breakdown, Clause, Said, Sentence

# Kinds of deeds and fields of concerns, as their figures are named; a deed is of one kind, a concern of one field.
# Those of no other kind or field are part of the rest.
KINDS = (
    "inspection", "rectification", "publicity", "training", "meeting", "visit", "service", "mediation", "standby",
    "upkeep", "study",
)  # fmt: skip
FIELDS = (
    "building", "traffic", "farming", "environment", "land", "welfare", "labour", "health", "education", "safety",
    "trade", "tourism", "village", "conduct",
)  # fmt: skip
# Rows of the yearly table that answers alone stand in; "other" holds what was withdrawn too, and is part of the rest.
ANSWERED = ("given", "part", "refused", "unable", "unhandled")

# How a number is spoken of whose parts are told, where the label is a heading of a column; the number stands at {}.
SPOKEN = {
    "deeds.count": "开展的{}工作",
    "tasks.assigned": "{}交办事项",
    "tasks.overdue": "逾期未办结的{}交办事项",
    "occurrences.overdue": "逾期未完成的{}责任",
    "concerns.received": "{}群众诉求",
    "concerns.overdue": "逾期未答复的{}群众诉求",
    "resolutions.open": "在办的{}议定事项",
    "resolutions.overdue": "逾期的{}议定事项",
    "inquiries.open": "结转的{}信息公开申请",
    "inquiries.overdue": "逾期未答复的{}信息公开申请",
    "findings.open": "尚未销号的{}问题",
    "findings.overdue": "逾期未整改的{}问题",
    "measures.overdue": "逾期未落实的{}整改措施",
}

# How a figure heads a column where its label needs the office's own terms.
HEADED = {
    "deeds.count": "开展工作",
    "occurrences.on_time_share": "责任按期完成率",
    "occurrences.overdue": "逾期未完成责任",
    "tasks.closed": "办结交办事项",
}

SENTENCES: dict[str, tuple[Said, ...]] = {
    "duties": (
        Sentence(
            (Clause("在册责任{duties.open}"), Clause("清单外事项{duties.off_list}", within=True)),
            at_the_end=True,
        ),
        Sentence(
            (
                Clause("到期应完成的责任{occurrences.due}"),
                Clause("按期完成{occurrences.on_time_share}", compared=True),
            ),
            "没有到期的责任",
        ),
    ),
    "tasks": (
        Sentence(
            (
                Clause("交办事项{tasks.assigned}", compared=True),
                Clause("办结销号{tasks.closed}"),
                Clause("退回重办{tasks.returned}"),
            ),
            "没有新交办的事项",
            others="此前交办的",
        ),
        Sentence(
            (
                Clause("到期的交办事项按期办结{tasks.on_time_share}", compared=True),
                Clause("办理用时中位数{tasks.median_days}"),
            ),
            others="交办事项",
        ),
    ),
    "decisions": (
        Sentence(
            (
                Clause("会议议定事项{resolutions.made}", compared=True),
                Clause("办结{resolutions.closed}"),
                Clause("未办结退回{resolutions.returned}"),
                Clause("由后一次会议延续办理{resolutions.carried}"),
            ),
            others="此前议定的事项",
        ),
        Sentence(
            (
                Clause("到期的议定事项按期办结{resolutions.on_time_share}", compared=True),
                Clause("经他人核查属实的占{resolutions.verified_share}"),
            ),
            others="议定事项",
        ),
        Sentence(
            (Clause("在办的议定事项{resolutions.open}"), Clause("已逾期{resolutions.overdue}", within=True)),
            at_the_end=True,
        ),
    ),
    "deeds": (
        Sentence(
            (Clause("开展各项工作{deeds.count}", compared=True), Clause("参加{deeds.people}")),
            "没有登记落实记录",
        ),
        Breakdown("按种类看，", "deeds.count", tuple(f"deeds.{kind}" for kind in KINDS)),
        Sentence(
            (Clause("附有证据的占{deeds.evidenced_share}"), Clause("经他人核实的占{deeds.verified_share}"))
        ),
    ),
    "concerns": (
        Sentence(
            (
                Clause("收到群众诉求{concerns.received}", compared=True),
                Clause("答复{concerns.answered}"),
                Clause("告知其他途径{concerns.exited}"),
                Clause("转县级办理{concerns.referred}"),
                Clause("办结{concerns.closed}"),
            ),
            "没有收到群众诉求",
            others="经办的",
        ),
        Breakdown("按领域看，", "concerns.received", tuple(f"concerns.group.{one}" for one in FIELDS)),
        Sentence(
            (
                Clause("到期诉求按期答复{answers.on_time_share}", compared=True),
                Clause("答复用时中位数{answers.median_days}", compared=True),
            ),
            others="诉求",
        ),
        Sentence(
            (
                Clause("回访{callbacks.made}"),
                Clause("群众认为已经解决的占{callbacks.solved_share}"),
                Clause("对办理表示满意的占{callbacks.satisfied_share}"),
            )
        ),
    ),
    "told": (
        Sentence(
            (
                Clause("发布公告{published.released}", compared=True),
                Clause("公开回应{published.answers}"),
                Clause("发布更正{published.corrections}"),
            ),
        ),
        Sentence(
            (
                Clause("待回应事项在时限内回应的占{questions.in_time_share}"),
                Clause("村级按期告知的占{tellings.in_time_share}"),
                Clause("收到异议{published.disputes}"),
            )
        ),
        Sentence(
            (
                Clause("转发预警{warnings.relayed}"),
                Clause("叫应各村按时应答的占{calls.in_time_share}"),
                Clause("应答用时中位数{calls.median_minutes}"),
            )
        ),
    ),
    "offered": (
        Sentence(
            (
                Clause("举办活动{activities.held}", compared=True),
                Clause("到场{activities.people}"),
                Clause("活动中有讲座和培训{activities.taught}"),
            )
        ),
        Sentence(
            (Clause("因故取消活动{activities.cancelled}"), Clause("公告闭馆{venues.closures}")),
        ),
        Sentence(
            (
                Clause("招募志愿者{volunteers.sought}"),
                Clause("共需{volunteers.wanted}"),
                Clause("应本人要求出具志愿服务记录证明{volunteers.certificates}"),
            )
        ),
        Sentence(
            (
                Clause("外借图书和器材{items.lent}", compared=True),
                Clause("登记遗失{items.lost}"),
                Clause("预订场所{venues.booked}"),
            )
        ),
        Sentence(
            (
                Clause("在任岗位应学科目合计{learning.required}"),
                Clause("已学完并在有效期内{learning.covered}"),
            ),
            at_the_end=True,
        ),
    ),
    "inquiries": (
        Sentence(
            (
                Clause("收到政府信息公开申请{inquiries.received}", compared=True),
                Clause("答复{inquiries.answered}"),
                Clause("申请人撤回{inquiries.withdrawn}"),
            ),
            others="此前收到的信息公开申请",
        ),
        Breakdown("按答复结果看，", "inquiries.answered", tuple(f"inquiries.{row}" for row in ANSWERED)),
        Sentence(
            (
                Clause("到期的申请按期答复{inquiries.in_time}"),
                Clause("告知补正{inquiries.corrections}"),
                Clause("征求意见{inquiries.consultations}"),
                Clause("延期答复{inquiries.extended}"),
            ),
            others="信息公开申请",
        ),
        Sentence(
            (
                Clause("正在办理、结转下期的信息公开申请{inquiries.open}", compared=True),
                Clause("逾期未答复{inquiries.overdue}", within=True),
            ),
            at_the_end=True,
        ),
    ),
    "overdue": (
        Sentence(
            (
                Clause("逾期未完成的责任{occurrences.overdue}", compared=True),
                Clause("逾期未办结的交办事项{tasks.overdue}", compared=True),
                Clause("逾期未答复的群众诉求{concerns.overdue}", compared=True),
            ),
            "没有逾期未完成的责任",
            at_the_end=True,
        ),
        Sentence(
            (Clause("群众诉求重新办理{concerns.reopened}"), Clause("复查复核改变原意见{reviews.changed}"))
        ),
        Sentence((Clause("说明理由、免予办理的责任{occurrences.excused}"),)),
        Sentence(
            (Clause("逾期补录的落实记录{deeds.late}"), Clause("更正{deeds.corrected}")), others="落实记录"
        ),
    ),
    "unanswered": (
        Sentence(
            (Clause("逾期未答复的群众诉求{concerns.overdue}", compared=True),),
            "没有逾期未答复的群众诉求",
            at_the_end=True,
        ),
        Sentence(
            (
                Clause("群众诉求重新办理{concerns.reopened}"),
                Clause("复查复核改变原意见{reviews.changed}"),
                Clause("派单异议{objections.raised}"),
                Clause("延期答复{clocks.extended}"),
            )
        ),
    ),
    "findings": (
        Sentence(
            (
                Clause("发现问题{findings.opened}", compared=True),
                Clause("反弹和重复发生{findings.recurred}"),
                Clause("认定不成立{findings.dismissed}"),
            ),
            "没有登记需要整改的问题",
            others="此前登记的",
        ),
        Sentence(
            (
                Clause("尚未销号的问题{findings.open}", compared=True),
                Clause("逾期未整改{findings.overdue}", within=True),
                Clause("待定责{findings.ownerless}", within=True),
            ),
            at_the_end=True,
        ),
    ),
    "risks": (
        Sentence(
            (
                Clause("在册风险点{risks.kept}", compared=True),
                Clause("重大风险{risks.major}", within=True),
                Clause("较大风险{risks.greater}", within=True),
                Clause("逾期未巡查{patrols.overdue}", within=True),
            ),
            at_the_end=True,
        ),
        Sentence(
            (
                Clause("巡查{patrols.done}", compared=True),
                Clause("应巡查的按时巡查{patrols.on_time_share}"),
                Clause("应巡未巡{patrols.missed}"),
                Clause("异常项转为问题整改的占{patrols.followed_share}"),
            ),
            "没有登记巡查",
        ),
        Sentence(
            (
                Clause("核销风险点{risks.written_off}"),
                Clause("恢复风险点{risks.restored}"),
                Clause("落实管控措施{risk_controls.done}"),
                Clause("组织转移{transfers.ordered}"),
                Clause("转移{transfers.moved}"),
            )
        ),
    ),
    "mended": (
        Sentence(
            (
                Clause("整改销号问题{findings.closed}", compared=True),
                Clause("到期问题按期整改{findings.on_time_share}"),
                Clause("销号用时中位数{findings.median_days}"),
            ),
            "没有问题销号",
        ),
        Sentence(
            (
                Clause("申请销号的问题经他人核查合格的占{findings.verified_share}"),
                Clause("首次核查合格的占{findings.first_time_share}"),
                Clause("退回整改{findings.returned}"),
            )
        ),
        Sentence(
            (Clause("制定整改措施{measures.planned}"), Clause("按期落实{measures.on_time_share}")),
            others="整改措施",
        ),
        Sentence((Clause("回头看{findings.looked_back}"), Clause("整改稳固的占{findings.firm_share}"))),
    ),
    "personal": (
        Sentence(
            (
                Clause("第一责任人亲自部署{personal.deployed}"),
                Clause("亲自过问{personal.inquired}"),
                Clause("亲自处理{personal.handled}"),
                Clause("由他人代录{personal.by_proxy}", within=True),
            ),
            others="第一责任人",
        ),
    ),
    "scorecards": (
        Sentence(
            (
                Clause("公布考核结果{scorecards.published}"),
                Clause("单位对得分提出异议{scorecards.objections}"),
            )
        ),
    ),
}
