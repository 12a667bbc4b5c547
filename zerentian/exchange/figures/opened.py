"""What is said about figures opened to the public. It adds up to nothing."""

from zerentian.ledger.rules.verbs import Code, Fact, Verb

WHICH: dict[str, Fact] = {"figure": Code()}
VERBS = [
    Verb("figure.opened", "公开指标", WHICH, label_en="figure opened to the public"),
    Verb("figure.closed", "停止公开指标", WHICH, label_en="figure closed to the public"),
]
