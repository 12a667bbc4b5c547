"""What the organization's entries say. They add up to no figure: people and posts are not counted as merit."""

from zerentian.ledger.registry import register
from zerentian.ledger.rules.verbs import Code, Count, Day, Flag, Verb
from zerentian.organization.rules.resets import What
from zerentian.organization.rules.rights import KEEPERS, ROLES, Kind

KIND = Code(tuple(Kind))
ROLE = Code(tuple(ROLES))
RESET = Code(tuple(What))
PART = Code(("leads", "handles", "assists"))

register(
    verbs=[
        Verb(
            "list.exported",
            "导出列表",
            {"rows": Count(), "form": Code(("xlsx", "csv", "docx")), "stated": Code(optional=True)},
            label_en="list exported",
        ),
        Verb(
            "unit.opened",
            "设立单位",
            {"kind": KIND, "parent": Code(optional=True), "first": Day()},
            label_en="unit opened",
        ),
        Verb("unit.renamed", "单位更名", {"first": Day()}, label_en="unit renamed"),
        Verb(
            "unit.organ_kept",
            "登记机关名称和地址",
            {"named": Flag(), "reached": Flag()},
            label_en="names and address of the organ stored",
        ),
        Verb(
            "unit.moved",
            "单位调整隶属",
            {"from": Code(), "to": Code(), "first": Day()},
            label_en="unit moved",
        ),
        Verb("unit.merged", "单位并入", {"into": Code(), "last": Day()}, label_en="unit merged"),
        Verb("unit.closed", "撤销单位", {"last": Day()}, label_en="unit closed"),
        Verb("post.created", "设置岗位", {"role": ROLE, "first": Day()}, label_en="post created"),
        Verb("post.renamed", "岗位更名", label_en="post renamed"),
        Verb(
            "post.closed",
            "撤销岗位",
            {"last": Day(), "successor": Code(optional=True)},
            label_en="post closed",
        ),
        Verb(
            "appointment.made",
            "任职",
            {"post": Code(), "role": ROLE, "first": Day()},
            label_en="appointment made",
        ),
        Verb(
            "appointment.ended",
            "离任",
            {"post": Code(), "last": Day(), "open_work": Count()},
            label_en="appointment ended",
        ),
        Verb(
            "work.handed_over",
            "工作交接",
            {"from": Code(), "to": Code(), "count": Count()},
            label_en="open work handed over",
        ),
        Verb("area.opened", "设立工作领域", label_en="area of work opened"),
        Verb("area.renamed", "工作领域更名", label_en="area of work renamed"),
        Verb("area.closed", "停用工作领域", label_en="area of work closed"),
        Verb(
            "area.charged",
            "明确一岗双责",
            {"post": Code(), "part": PART, "first": Day()},
            label_en="post put in charge of an area",
        ),
        Verb(
            "area.discharged",
            "解除一岗双责",
            {"post": Code(), "part": PART, "last": Day()},
            label_en="post released from an area",
        ),
        Verb("account.created", "建立账号", label_en="account created"),
        Verb("account.renamed", "更正账号姓名", label_en="account holder's name corrected"),
        Verb("account.closed", "停用账号", label_en="account closed"),
        Verb("account.reopened", "恢复账号", label_en="account reopened"),
        Verb("account.password_reset", "重置密码", label_en="password reset"),
        Verb("account.password_changed", "修改密码", label_en="password changed"),
        Verb(
            "access_key.made",
            "制作访问密钥",
            {"writes": Flag(), "last": Day()},
            label_en="access key made",
        ),
        Verb("access_key.revoked", "吊销访问密钥", label_en="access key revoked"),
        Verb("account.unlocked", "解锁账号", label_en="account unlocked"),
        Verb("account.factor_set", "设置动态验证码", label_en="second factor set"),
        Verb("account.factor_removed", "停用动态验证码", label_en="second factor removed"),
        Verb("account.recovery_codes_made", "更换恢复码", label_en="recovery codes made"),
        Verb(
            "account.sittings_ended",
            "结束他人的登录",
            {"count": Count()},
            label_en="somebody's sittings ended",
        ),
        *(
            Verb(
                f"appointment.{step}",
                label,
                {"post": Code(), "role": ROLE, "first": Day()},
                label_en=label_en,
            )
            for step, label, label_en in (
                ("proposed", "提出任职", "appointment proposed"),
                ("confirmed", "确认任职", "appointment confirmed"),
                ("refused", "不同意任职", "appointment refused"),
            )
        ),
        Verb("account.reset_asked", "申请重置账号", {"what": RESET}, label_en="reset asked for"),
        Verb("account.reset_confirmed", "确认重置账号", {"what": RESET}, label_en="reset confirmed"),
        Verb("account.reset_refused", "拒绝重置账号", {"what": RESET}, label_en="reset refused"),
        Verb("account.reset_used", "凭条设置新密码", {"what": RESET}, label_en="reset slip used"),
        Verb(
            "account.keeper_granted",
            "授予三员角色",
            {"keeper": Code(tuple(KEEPERS))},
            label_en="keeper role granted",
        ),
        Verb(
            "account.keeper_withdrawn",
            "收回三员角色",
            {"keeper": Code(tuple(KEEPERS))},
            label_en="keeper role withdrawn",
        ),
        Verb(
            "calendar.loaded",
            "载入放假安排",
            {"year": Count(), "version": Count(), "off": Count(), "worked": Count()},
            label_en="holiday notice loaded",
        ),
        Verb(
            "local_clock.set",
            "设定本地时限",
            {
                "rule": Code(),
                "version": Count(),
                "length": Count(),
                "measure": Code(),
                "extension": Count(),
                "since": Day(),
            },
            label_en="local clock set",
        ),
        Verb(
            "organization.imported",
            "导入单位岗位人员",
            {"units": Count(), "posts": Count(), "people": Count()},
            label_en="units, posts and people imported",
        ),
    ]
)
