"""The table of rights as a page: ``docs/permissions.md`` is made from it, and a test holds them together."""

from collections.abc import Iterable, Iterator, Mapping

from zerentian.organization.rules.named_rights import RIGHTS, Right
from zerentian.organization.rules.rights import KEEPERS, ROLES, SYSTEM, Role

INTRODUCTION = """# 权限表 · Who may do what

本页由权限表 `zerentian/organization/rules/rights.py` 生成：`zerentian permissions > docs/permissions.md`。
This page is made from the table of rights by the command above; a test fails when they differ.

- 权限随岗位而来：任职之日起有，离任之日止。`本` = 本单位及下级；`全` = 全乡镇（县级岗位为全县）。
  Rights come with posts, from the day of the appointment to its last. 本 reaches the post's unit and what is
  below it, 全 the whole township (for a county's posts: the county).
- 三员（系统管理员、审计管理员、安全管理员）互斥，不任业务岗位，看不到业务内容；
  系统管理员和安全管理员看不到登录日志和台账。
  The three keepers exclude each other, hold no post and read no business content; neither the administrator nor
  the security officer reads the sign-in log or the ledger.
- 外乡镇的内容一律查无此页（404）；无权限为 403；规则不允许为 409。
  What belongs to another township is not found (404); a missing right is 403; a step the rules refuse is 409.
- 系统账号 `cli`、`clock`、`demo` 永不能登录。 System actors can never sign in.
- 依法删除须两人：一人提出（`evidence.erase`），另一人批准（`evidence.erase_approve`）。
  A lawful erasure takes two persons: one asks, another approves.
- 任何人不能给自己任职或授予自己角色；核实、核验须由经办人以外的人办理。
  Nobody appoints or grants themselves; who did a thing does not verify it.
"""
SECTIONS: tuple[tuple[str, Mapping[str, Role]], ...] = (
    ("岗位角色 · Roles of posts", ROLES),
    ("三员 · Keepers of the system", KEEPERS),
    ("系统账号 · System actors", SYSTEM),
)


def permissions_page() -> str:
    """Return the page: one table for each kind of role, a row for each right that any of them holds."""
    parts = [INTRODUCTION]
    for title, roles in SECTIONS:
        parts.append(f"\n## {title}\n\n" + "\n".join(table(roles)) + "\n")
    return "".join(parts)


def table(roles: Mapping[str, Role]) -> Iterator[str]:
    """Yield the lines of one table."""
    yield row(["权限 · right", *(f"{role.label}<br>{role.code}" for role in roles.values())])
    yield row(["---", *("---" for _ in roles)])
    for code, right in RIGHTS.items():
        marks = [mark(code, role, roles) for role in roles.values()]
        if any(marks):
            yield row([described(right), *marks])


def described(right: Right) -> str:
    """Return a right with its code and both of its labels."""
    return f"`{right.code}` {right.label} · {right.label_en}"


def mark(code: str, role: Role, roles: Mapping[str, Role]) -> str:
    """Return how far a role's right reaches: 全, 本, ✓ where reach has no meaning, or nothing."""
    if roles is not ROLES:
        return "✓" if code in role.rights else ""
    return "全" if code in role.wide else "本" if code in role.own else ""


def row(cells: Iterable[str]) -> str:
    """Return one line of a Markdown table."""
    return f"| {' | '.join(cells)} |"
