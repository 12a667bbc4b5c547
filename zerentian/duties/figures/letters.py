"""What is said about letters of responsibility. They add up to nothing: that one was signed is no merit."""

from zerentian.duties.rules.letters import LetterState
from zerentian.ledger.rules.verbs import Code, Count, Fact, Flag, Verb

TEXT: dict[str, Fact] = {"version": Count(), "digest": Code()}
VERBS = [
    Verb(
        "letter.drafted",
        "草拟责任书",
        {
            **TEXT,
            "party": Code(("unit", "post")),
            "items": Count(),
            "off_list": Count(),
            "targets": Count(),
            "signers": Count(),
        },
        label_en="letter of responsibility drafted",
    ),
    Verb("letter.sent", "责任书送签", TEXT, label_en="letter of responsibility sent for signature"),
    Verb(
        "letter.signed",
        "签署责任书",
        {**TEXT, "post": Code(), "place": Count(), "of": Count(), "whole": Flag(), "consent": Count()},
        label_en="letter of responsibility signed",
    ),
    Verb(
        "letter.declined",
        "责任书未签退回",
        {**TEXT, "post": Code()},
        label_en="letter of responsibility returned unsigned",
    ),
    Verb(
        "letter.scanned",
        "补存责任书纸质签署件",
        {"version": Count(), "files": Count()},
        label_en="scan added to a letter of responsibility",
    ),
    Verb(
        "letter.ended",
        "责任书终止",
        {"was": Code(tuple(LetterState))},
        label_en="letter of responsibility ended or withdrawn",
    ),
    Verb("letter.renewed", "责任书换签", {"into": Code()}, label_en="letter of responsibility renewed"),
]
