"""What is said about the code of conduct. It adds up to nothing: who has acknowledged it is counted nowhere."""

from zerentian.ledger.rules.verbs import Code, Count, Fact, Verb

TEXT: dict[str, Fact] = {"edition": Count(), "digest": Code()}
VERBS = [
    Verb("conduct.published", "发布行为准则", TEXT, label_en="code of conduct published"),
    Verb("conduct.acknowledged", "签收行为准则", TEXT, label_en="code of conduct acknowledged"),
]
