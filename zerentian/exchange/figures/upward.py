"""What is said about figures that travel up. It adds up to nothing."""

from zerentian.ledger.rules.verbs import Code, Count, Fact, Verb

SHEET: dict[str, Fact] = {"period": Code(), "size": Count(), "figures": Count(), "digest": Code()}
VERBS = [
    Verb("figures.exported", "指标上报", SHEET, label_en="figures sent up"),
    Verb("figures.taken", "收下级指标", SHEET, label_en="figures taken in"),
    Verb(
        "figure_source.kept", "登记报送单位公钥", {"key": Code()}, label_en="key of a source of figures kept"
    ),
]
