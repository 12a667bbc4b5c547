"""The ledger's own verbs: its opening, its units going live, its limits, definitions and keys."""

from zerentian.ledger.rules.verbs import Code, Count, Day, Flag, Verb

VERBS = [
    Verb("ledger.opened", "台账开立", {"origin": Code(), "demo": Flag()}, label_en="Ledger opened"),
    Verb("ledger.went_live", "单位启用", label_en="Unit went live"),
    Verb(
        "ledger.late_limit_set",
        "补录时限设定",
        {"verb": Code(), "days": Count(), "since": Day()},
        label_en="Late limit set",
    ),
    Verb(
        "ledger.figure_defined",
        "指标定义",
        {"figure": Code(), "version": Count(), "digest": Code()},
        label_en="Figure defined",
    ),
    Verb(
        "ledger.key_rotated",
        "签名密钥更换",
        {
            "old_key": Code(),
            "new_key": Code(),
            "old_signature": Code(),
            "new_signature": Code(),
        },
        label_en="Signing key rotated",
    ),
    Verb(
        "ledger.clock_set_right",
        "时钟校正",
        {"seal": Count(), "ahead_seconds": Count()},
        label_en="Clock set right",
    ),
    Verb("ledger.posted", "补记分录", {"entry": Code()}, label_en="Posted later"),
    Verb(
        "ledger.recovered",
        "台账恢复",
        {
            "old_origin": Code(),
            "old_size": Count(),
            "old_root": Code(),
            "kept_size": Count(),
            "new_origin": Code(),
            "old_key": Code(optional=True),
            "new_key": Code(),
        },
        label_en="Ledger recovered",
    ),
]
