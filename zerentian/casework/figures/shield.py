"""What is said of shielded data, and of the township's own lists."""

from zerentian.casework.figures.posts import count
from zerentian.casework.rules.concerns import Group
from zerentian.casework.rules.replies import Decision
from zerentian.ledger.rules.verbs import Code, Count, Flag, Post, Verb

VERBS = [
    Verb(
        "concern.shielded",
        "标明被反映对象",
        {"units": Count(), "accounts": Count()},
        label_en="accused named",
    ),
    Verb("concern.refused", "拒绝查看", {}, label_en="look refused"),
    Verb("concern.sealed", "密封到县级公钥", {}, label_en="sealed to the county's key"),
    Verb("county_key.declared", "登记县级公钥", {"fingerprint": Code()}, label_en="county's key declared"),
    Verb(
        "contact_key.rotated",
        "更换联系方式密钥",
        {"key": Code(), "old": Code(), "rows": Code()},
        label_en="contact key rotated",
    ),
    Verb("contact_key.moved", "改用新密钥加密", {}, label_en="encrypted anew"),
    Verb("contact_key.retired", "停用旧密钥", {"key": Code()}, label_en="old contact key retired"),
    Verb("contact_key.ended", "密钥更换完成", {}, label_en="contact key rotation ended"),
    Verb("looks.sealed", "封存查看日志", {}, label_en="access log sealed"),
    Verb(
        "contact.revealed",
        "查看联系方式",
        {"purpose": Code()},
        (Post("contacts.revealed"),),
        label_en="contact revealed",
    ),
    Verb("contact.corrected", "更正联系方式", {}, label_en="contact corrected"),
    Verb(
        "contact.erased",
        "删除联系方式",
        {"ground": Code()},
        (Post("contacts.erased"),),
        label_en="contact erased",
    ),
    Verb(
        "category.kept",
        "维护诉求分类",
        {"group": Code(tuple(Group)), "retired": Flag()},
        label_en="category kept",
    ),
    Verb(
        "routing.kept",
        "维护派单规则",
        {"office": Code(), "retired": Flag()},
        label_en="rule of dispatch kept",
    ),
    Verb(
        "template.kept",
        "维护答复模板",
        {"decision": Code(tuple(Decision)), "retired": Flag()},
        label_en="template kept",
    ),
]

FIGURES = [
    count(
        "contacts.revealed",
        "查看联系方式",
        "Contact data revealed",
        "期间内凭理由查看当事人联系方式的次数，每次都有记录。",
        "Times contact data was revealed for a stated reason; each has its entry.",
        "次",
    ),
]
