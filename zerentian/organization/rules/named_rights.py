"""What may be allowed, each right by name; who holds it says ``rights``."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Right:
    """One thing that may be allowed: its code and what it means, in Chinese and English."""

    code: str
    label: str
    label_en: str


RIGHTS: Mapping[str, Right] = {
    right.code: right
    for right in (
        Right("account.own", "本人账号：改密码、退出", "own account: password, sign-out"),
        Right("key.make", "为程序连接制作访问密钥", "make access keys for programs"),
        Right("desk.view", "打开工作台", "open the desk"),
        Right("deed.view", "查看落实记录", "read deeds"),
        Right("deed.record", "登记、更正、撤回落实记录", "record, correct and withdraw deeds"),
        Right("deed.verify", "核实他人的落实记录", "verify somebody else's deeds"),
        Right("duty.view", "查看责任与依据", "read duties and their basis"),
        Right("duty.manage", "编制责任、依据和履职事项清单", "keep duties, basis documents, function list"),
        Right("task.view", "查看交办事项", "read tasks"),
        Right("task.assign", "交办、延期、销号", "assign, extend and close tasks"),
        Right("task.handle", "接收、报告交办事项", "accept and report on tasks"),
        Right("task.verify", "核验交办事项", "verify reported tasks"),
        Right("task.personal", "亲自部署、过问、处理（三亲自）", "deploy, inquire and handle in person"),
        Right("meeting.view", "查看会议、议程和纪要", "read meetings, agendas and minutes"),
        Right("meeting.put", "提请上会", "put matters before meetings"),
        Right("meeting.manage", "筹备会议、登记结果、拟写纪要", "prepare and minute meetings"),
        Right("meeting.agree", "核对、退回纪要", "agree to minutes or return them"),
        Right("meeting.sign", "签发纪要、重新处理会议", "sign minutes, take a meeting up again"),
        Right("decision.view", "查看议定事项", "read decisions of meetings"),
        Right("decision.handle", "签收、办理、申请办结议定事项", "take decisions on, do them, report"),
        Right("decision.verify", "核查议定事项", "verify that decisions are done"),
        Right(
            "decision.assign",
            "先行交办、移交、延期、办结、撤销议定事项",
            "give out, pass on, extend, close, withdraw",
        ),
        Right("letter.view", "查看责任书", "read letters of responsibility"),
        Right("letter.read", "查看岗位的责任书", "read the letters of posts"),
        Right(
            "letter.keep",
            "草拟、送签、换签、终止责任书",
            "draft, send, renew and end letters of responsibility",
        ),
        Right("letter.sign", "签署责任书", "sign letters of responsibility"),
        Right("conduct.view", "查看行为准则", "read the code of conduct"),
        Right("conduct.acknowledge", "签收行为准则", "acknowledge the code of conduct"),
        Right(
            "conduct.remind",
            "查看本站所办未签收行为准则的岗位",
            "see which posts of one's office have not",
        ),
        Right("conduct.publish", "发布行为准则", "publish the code of conduct"),
        Right("finding.view", "查看问题和整改", "read findings and their rectification"),
        Right("finding.open", "登记问题、导入问题清单", "open findings, bring in lists of them"),
        Right(
            "finding.assign", "问题定责、公示、销号、批准延期", "put in charge, post, close out, grant time"
        ),
        Right("finding.handle", "签收问题、落实整改、申请销号", "take findings on, mend them, report"),
        Right("finding.verify", "核查整改、回头看、认定不成立", "verify mendings, look back, find unfounded"),
        Right("risk.view", "查看风险点和巡查", "read risk points and patrols"),
        Right(
            "risk.keep",
            "登记、评定、管控风险点，转发县级信号",
            "keep risk points and controls, relay the county's signals",
        ),
        Right("risk.patrol", "巡查、落实管控措施", "patrol, carry out control measures"),
        Right("risk.judge", "核销、恢复风险点", "write off and restore risk points"),
        Right("notice.view", "查看公告、回应、更正", "read notices, answers and corrections"),
        Right(
            "notice.write", "起草公告、回应、更正，登记待回应事项", "write them, log what asks for an answer"
        ),
        Right("notice.review", "发布前审查（保密审查）、答复异议", "review before release, answer disputes"),
        Right("notice.release", "发布、撤回公告、回应、更正", "release and withdraw them"),
        Right("notice.tell", "登记村级告知", "record how a village was told"),
        Right("inquiry.view", "查看信息公开申请", "read requests for information"),
        Right("inquiry.register", "登记信息公开申请", "register requests for information"),
        Right(
            "inquiry.handle",
            "办理信息公开申请、拟写答复，凭理由查看申请人",
            "handle requests for information, draft answers, see applicants for a stated reason",
        ),
        Right(
            "inquiry.decide",
            "签发信息公开答复、批准延期",
            "release answers to requests for information, grant more time",
        ),
        Right("learning.view", "查看学习科目和材料，登记本人学完", "read lessons, say that one has learned"),
        Right("learning.keep", "规定学习科目、更新材料", "require lessons, renew their material"),
        Right("learning.gaps", "查看本单位岗位未学情况", "see what posts of the own office have not learned"),
        Right("warning.relay", "转发预警、叫应各村", "relay warnings and call villages"),
        Right("activity.view", "查看场所和活动", "read venues and activities"),
        Right(
            "activity.keep",
            "管理场所、举办活动，凭理由查看报名名单",
            "keep venues, hold activities, see who signed up for a stated reason",
        ),
        Right("activity.sign_up", "登记报名、退出", "sign parties up for activities"),
        Right("notice.dispute", "登记异议", "record a dispute of what was published"),
        Right(
            "household.keep",
            "登记受威胁户，凭理由查看、打印避险明白卡和清点表",
            "keep threatened households; see and print them for a stated reason",
        ),
        Right("concern.view", "查看本单位诉求", "read the concerns of the unit"),
        Right("concern.register", "登记诉求", "register concerns"),
        Right("concern.triage", "诉求甄别分类", "triage concerns"),
        Right("concern.dispatch", "派单、裁定派单异议、转县级", "dispatch, rule on objections, refer"),
        Right("concern.handle", "签收、办理、拟写答复", "accept and handle concerns, draft replies"),
        Right("concern.release", "签发答复", "release replies"),
        Right("concern.extend", "批准延期", "approve extensions"),
        Right("concern.call_back", "回访", "make call-backs"),
        Right("concern.shield", "受理投诉、标明被反映人", "triage complaints, name whom they accuse"),
        Right("concern.wrongdoing", "受理检举控告", "receive reports of wrongdoing"),
        Right("concern.review", "复查、复核", "review and recheck"),
        Right("concern.publish", "公开答复", "publish answers"),
        Right("concern.import", "导入诉求、导出回复", "import concerns, export replies"),
        Right("concern.category", "管理诉求分类和答复模板", "keep categories and reply templates"),
        Right("contact.reveal", "凭理由查看联系方式", "reveal contact data for a stated reason"),
        Right("contact.oversee", "监督联系方式的查看", "oversee looks at shielded data"),
        Right("contact.erase", "按期删除联系方式", "erase contact data by rule"),
        Right("evidence.view", "查看佐证", "see evidence"),
        Right("evidence.deposit", "存入佐证", "deposit evidence"),
        Right("evidence.erase", "提出依法删除", "ask for a lawful erasure"),
        Right("evidence.erase_approve", "批准依法删除", "approve a lawful erasure"),
        Right("form.view", "查看报表和索表登记", "read forms and the demands for them"),
        Right("form.fill", "维护、填报报表，登记索表", "keep, map and fill forms, register demands"),
        Right("report.view", "查看报告", "read reports"),
        Right("report.issue", "出具报告", "issue reports"),
        Right("report.sign", "签发、退回送审的报告", "sign reports off or return them"),
        Right("report.audit", "审读已有文稿", "audit an existing text"),
        Right("outline.edit", "编写提纲", "write outlines"),
        Right("archive.transfer", "向档案馆移交案卷", "hand closed cases over to the archive"),
        Right("scorecard.view", "查看考核细则和得分", "read the rules and marks of scorecards"),
        Right(
            "scorecard.keep",
            "编写、公布考核细则，人工评定，初评、定稿、公布",
            "write and publish rules, mark by hand, freeze, make final and publish",
        ),
        Right("scorecard.object", "对本单位得分提出异议", "object to the marks of the own unit"),
        Right("scorecard.decide", "答复考核异议", "answer objections to marks"),
        Right("figure.view", "查看指标和分录", "see figures and what is behind them"),
        Right("ledger.view", "查看台账条目", "read ledger entries"),
        Right("ledger.verify", "核验台账", "verify the ledger"),
        Right("sample.draw", "抽取复查样本", "draw samples for a re-check"),
        Right("organization.view", "查看单位与人员", "see units and people"),
        Right("organization.manage", "管理单位、岗位和任职", "keep units, posts and appointments"),
        Right("area.charge", "明确、解除岗位负责的领域（一岗双责）", "say which post answers for which area"),
        Right("handover.see", "查看离岗交接", "see hand-overs"),
        Right("account.view", "查看账号", "see accounts"),
        Right("account.manage", "管理账号、重置密码", "keep accounts, reset passwords"),
        Right("calendar.view", "查看工作日历", "see the working-day calendar"),
        Right("calendar.load", "载入放假安排、设定本地时限", "load holiday notices, set local clocks"),
        Right(
            "security.unlock",
            "解锁账号、吊销访问密钥、结束登录",
            "unlock accounts, revoke keys, end sittings",
        ),
        Right("reset.ask", "申请重置三员和县级主管的账号", "ask for the reset of a guarded account"),
        Right("reset.confirm", "确认或拒绝他人的重置申请", "confirm or refuse another's reset request"),
        Right("status.view", "查看系统运行状态", "see how the system runs"),
        Right("security.grant", "授予和收回三员角色", "grant and take back keeper roles"),
        Right("sign_ins.view", "查看登录日志", "read the sign-in log"),
        Right("actor.search", "按操作人检索台账", "search the ledger by actor"),
    )
}
