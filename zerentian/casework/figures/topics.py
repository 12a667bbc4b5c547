"""What is said of topics: that one was confirmed, changed, closed; counts of messages, never of people."""

from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.verbs import Code, Count, Post, Verb

MESSAGES = {"messages": Count()}
VERBS = [
    Verb(
        "topic.confirmed", "确认热点事项", MESSAGES, (Post("topics.confirmed"),), label_en="topic confirmed"
    ),
    Verb("topic.joined", "并入诉求", MESSAGES, label_en="messages added to a topic"),
    Verb("topic.split", "拆分热点事项", {**MESSAGES, "into": Code()}, label_en="topic split"),
    Verb("topic.merged", "合并热点事项", {"into": Code()}, label_en="topic merged into another"),
    Verb("topic.unmerged", "撤销合并", {"out_of": Code()}, label_en="merge of topics undone"),
    Verb("topic.described", "修改热点事项", {}, label_en="topic described anew"),
    Verb(
        "topic.passed_on",
        "移交热点事项",
        {"from": Code(), "to": Code()},
        label_en="topic passed on",
    ),
    Verb("topic.closed", "办结热点事项", MESSAGES, (Post("topics.closed"),), label_en="topic closed"),
    Verb("topic.reopened", "重新办理热点事项", {}, label_en="topic taken up again"),
]
FIGURES = [
    Figure(
        "topics.confirmed",
        "确认热点事项",
        "Topics confirmed",
        "count",
        "topics.confirmed",
        "个",
        "期间内由人确认的热点事项数，由拆分得到的不另计。",
        "Topics that a person confirmed in the period; those that came of a split are not counted again.",
    ),
    Figure(
        "topics.closed",
        "办结热点事项",
        "Topics closed",
        "count",
        "topics.closed",
        "次",
        "期间内热点事项办结的次数，重新办理后再次办结的再计一次。",
        "Times a topic was closed in the period; one that was taken up again and closed again counts again.",
    ),
]
