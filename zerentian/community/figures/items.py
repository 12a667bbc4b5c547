"""What is said about things that are lent: how often, and that they are back. Never who, and never who was late."""

from zerentian.community.rules.lending import Condition
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.verbs import Code, Count, Day, Post, Verb

VERBS = [
    Verb("item.added", "登记外借物品", {"copies": Count()}, label_en="thing to lend added"),
    Verb("item.described", "更新外借物品", {"copies": Count()}, label_en="thing described anew"),
    Verb("item.lent", "借出", {"due": Day()}, (Post("items.lent"),), label_en="lent"),
    Verb("item.prolonged", "续借", {"before": Day(), "due": Day()}, label_en="kept longer"),
    Verb(
        "item.returned",
        "归还",
        {"condition": Code(tuple(Condition))},
        (Post("items.lost", when={"condition": Condition.LOST.value}),),
        label_en="back",
    ),
    Verb("item.ended", "停止外借", label_en="lent no more"),
    Verb("item.moved", "外借物品移交", {"from": Code(), "to": Code()}, label_en="thing passed on"),
    Verb("item.contact_revealed", "查看借用人", label_en="borrower looked at"),
    Verb("item.contacts_erased", "删除借用人联系方式", {"parties": Count()}, label_en="contact data erased"),
]
FIGURES = [
    Figure(
        "items.lent",
        "外借物品",
        "Things lent",
        "count",
        "items.lent",
        "件次",
        "期间内借出的图书、器材件次，续借不另计。",
        "Books and things lent in the period; kept longer does not count again.",
    ),
    Figure(
        "items.lost",
        "外借遗失",
        "Things lost",
        "count",
        "items.lost",
        "件次",
        "期间内登记为遗失的外借物品件次。",
        "Things lent that were recorded as lost in the period.",
    ),
]
