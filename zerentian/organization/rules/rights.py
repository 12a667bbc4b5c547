"""Roles and rights: the one table that says who may do what, and how far it reaches.

A person's rights come from the posts the person holds today. A right in ``own`` reaches the post's unit and
everything under it; a right in ``wide`` reaches the whole township (for a county post: the county). The three
keepers of the system (administrator, auditor, security) hold no post and see no business content.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from zerentian.organization.rules.named_rights import RIGHTS


@dataclass(frozen=True, slots=True)
class Role:
    """What a post (or an account's keeper role) brings: rights over its own unit, and over the township."""

    code: str
    label: str
    label_en: str
    own: frozenset[str] = frozenset()
    wide: frozenset[str] = frozenset()

    @property
    def rights(self) -> frozenset[str]:
        """Return every right of the role, however far it reaches."""
        return self.own | self.wide


class Kind(StrEnum):
    """The kinds of unit; each may hang only under the kinds in ``PARENT_KINDS``."""

    COUNTY = "county"
    TOWNSHIP = "township"
    OFFICE = "office"
    VILLAGE = "village"


# Held by every person who can sign in, even without a post.
EVERYBODYS = frozenset({"account.own", "calendar.view"})
READER = EVERYBODYS | {
    "desk.view",
    "deed.view",
    "duty.view",
    "task.view",
    "decision.view",
    "letter.view",
    "conduct.view",
    "finding.view",
    "risk.view",
    "notice.view",
    "activity.view",
    "learning.view",
    "evidence.view",
    "form.view",
    "report.view",
    "report.audit",
    "scorecard.view",
    "figure.view",
    "ledger.view",
    "ledger.verify",
    "organization.view",
}
# Meetings are read, and matters put before them, by who sits in the township or the county, not by villages.
MEMBER = frozenset({"meeting.view", "meeting.put"})
DOER = frozenset(
    {
        "deed.record",
        "evidence.deposit",
        "form.fill",
        "task.handle",
        "decision.handle",
        "letter.sign",
        "conduct.acknowledge",
        "finding.open",
        "finding.handle",
        "risk.keep",
        "risk.patrol",
        "notice.write",
        "notice.tell",
        "notice.dispute",
        "activity.keep",
        "activity.sign_up",
        "concern.register",
        "concern.handle",
        "concern.release",
    }
)
DESK = frozenset(
    {
        "concern.view",
        "concern.register",
        "concern.triage",
        "concern.dispatch",
        "concern.call_back",
        "concern.shield",
        "concern.publish",
        "concern.import",
        "concern.category",
        "contact.reveal",
        "inquiry.view",
        "inquiry.register",
        "inquiry.handle",
        "archive.transfer",
    }
)
HEAD = (
    DOER
    | {"duty.manage", "task.assign", "task.verify", "meeting.manage", "decision.verify"}
    | {"finding.assign", "finding.verify", "risk.judge", "notice.review", "notice.release"}
    | {"household.keep", "report.issue", "handover.see", "scorecard.object"}
    | {"letter.read", "letter.keep", "conduct.remind"}
)
LEADER = (
    HEAD
    | {"task.personal", "meeting.sign", "report.sign", "decision.assign", "area.charge"}
    | {"scorecard.keep", "scorecard.decide", "conduct.publish", "learning.keep"}
)
DIRECTING = (
    READER
    | MEMBER
    | {"meeting.agree", "deed.verify", "outline.edit", "concern.view", "concern.dispatch", "concern.release"}
    | {"concern.extend", "concern.publish", "warning.relay", "inquiry.view", "inquiry.decide"}
)

ROLES: Mapping[str, Role] = {
    role.code: role
    for role in (
        Role(
            "clerk",
            "经办人",
            "clerk",
            DOER | {"meeting.manage", "report.issue"},
            READER
            | MEMBER
            | {"deed.verify", "finding.open", "form.fill", "risk.keep", "risk.patrol", "outline.edit"},
        ),
        Role(
            "reception",
            "群众诉求受理员",
            "case desk",
            DOER | {"report.issue"},
            READER
            | DESK
            | MEMBER
            | {"deed.verify", "finding.open", "notice.write", "notice.dispute", "warning.relay"}
            | {"form.fill", "outline.edit", "key.make"},
        ),
        Role(
            "cadre",
            "村（社区）干部",
            "village cadre",
            DOER | {"household.keep", "scorecard.object"},
            READER | {"deed.verify"},
        ),
        Role(
            "office_head",
            "站所办负责人",
            "head of office",
            HEAD | {"evidence.erase", "learning.gaps"},
            READER
            | MEMBER
            | {"deed.verify", "finding.open", "finding.verify", "risk.keep", "risk.patrol", "risk.judge"}
            | {
                "meeting.agree",
                "notice.review",
                "warning.relay",
                "inquiry.view",
                "inquiry.handle",
                "form.fill",
                "outline.edit",
                "report.issue",
                "scorecard.keep",
                "learning.keep",
            },
        ),
        Role(
            "leader",
            "分管领导",
            "leader in charge",
            LEADER | {"evidence.erase"},
            DIRECTING,
        ),
        Role(
            "first",
            "第一责任人",
            "first responsible person",
            LEADER | {"evidence.erase_approve"},
            DIRECTING | {"concern.shield", "contact.erase", "key.make", "archive.transfer"},
        ),
        Role(
            "inspector",
            "县级督查人员",
            "county inspector",
            wide=READER
            | {"meeting.view"}
            | {"sample.draw", "concern.view", "key.make", "letter.read"}
            | {"finding.open", "finding.verify", "evidence.deposit"},
        ),
        Role(
            "supervisor",
            "县级主管人员",
            "county supervisor",
            wide=READER
            | {"meeting.view", "decision.verify", "letter.read"}
            | {"sample.draw", "duty.manage", "task.assign", "task.verify", "report.issue", "outline.edit"}
            | {"finding.open", "finding.assign", "finding.verify", "risk.judge", "evidence.deposit"}
            | {"scorecard.keep", "scorecard.decide", "conduct.publish", "learning.keep"}
            | DESK
            | {
                "concern.handle",
                "concern.release",
                "concern.extend",
                "inquiry.decide",
                "concern.wrongdoing",
                "concern.review",
                "contact.oversee",
                "contact.erase",
                "key.make",
            },
        ),
    )
}

KEEPERS: Mapping[str, Role] = {
    role.code: role
    for role in (
        Role(
            "administrator",
            "系统管理员",
            "administrator",
            EVERYBODYS
            | {
                "organization.view",
                "organization.manage",
                "area.charge",
                "account.view",
                "account.manage",
                "calendar.load",
                "handover.see",
                "reset.ask",
                "reset.confirm",
                "status.view",
            },
        ),
        Role(
            "auditor",
            "审计管理员",
            "auditor",
            EVERYBODYS
            | {"sign_ins.view", "actor.search", "ledger.view", "ledger.verify", "organization.view"}
            | {"reset.confirm", "status.view"},
        ),
        Role(
            "security",
            "安全管理员",
            "security officer",
            EVERYBODYS
            | {"security.unlock", "security.grant", "account.view", "organization.view"}
            | {"reset.ask", "reset.confirm", "status.view"},
        ),
    )
}

NEEDS_A_PERSON = frozenset(
    {
        "account.own",
        "key.make",
        "task.personal",
        "evidence.erase_approve",
        "deed.verify",
        "finding.verify",
        "risk.judge",
        "notice.review",
        "inquiry.decide",
        "meeting.agree",
        "meeting.sign",
        "report.sign",
        "letter.sign",
        "conduct.acknowledge",
        "decision.verify",
        "scorecard.decide",
        "reset.confirm",
    }
)

SYSTEM: Mapping[str, Role] = {
    role.code: role
    for role in (
        Role("cli", "命令行", "command line", frozenset(RIGHTS) - NEEDS_A_PERSON),
        Role("clock", "定时任务", "clock", frozenset({"duty.manage", "ledger.verify", "archive.transfer"})),
        Role(
            "public",
            "群众（网上）",
            "resident online",
            frozenset(
                {
                    "concern.register",
                    "evidence.deposit",
                    "notice.dispute",
                    "activity.sign_up",
                    "inquiry.register",
                }
            ),
        ),
        Role("demo", "演示讲述者", "demo narrator", frozenset(RIGHTS) - NEEDS_A_PERSON),
    )
}

COUNTY_ROLES = frozenset({"inspector", "supervisor"})
VILLAGE_ROLES = frozenset({"cadre"})
OFFICE_ROLES = frozenset({"office_head", "clerk", "reception"})

# (kind of the unit, kind of the unit it belongs to) → the roles its posts may have.
ROLES_OF_UNIT: Mapping[tuple[Kind, Kind | None], frozenset[str]] = {
    (Kind.COUNTY, None): COUNTY_ROLES,
    (Kind.OFFICE, Kind.COUNTY): COUNTY_ROLES,
    (Kind.TOWNSHIP, Kind.COUNTY): OFFICE_ROLES | {"first", "leader"},
    (Kind.OFFICE, Kind.TOWNSHIP): OFFICE_ROLES,
    (Kind.VILLAGE, Kind.TOWNSHIP): VILLAGE_ROLES,
}


def holders(right: str) -> list[Role]:
    """Return the roles that bring a right, posts first, then keepers, then system actors."""
    return [role for table in (ROLES, KEEPERS, SYSTEM) for role in table.values() if right in role.rights]
