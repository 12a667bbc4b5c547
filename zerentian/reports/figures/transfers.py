"""What transfers to the archive say."""

from zerentian.ledger.registry import register
from zerentian.ledger.rules.verbs import Code, Count, Day, Verb
from zerentian.organization.rules.retention import Retention

register(
    verbs=[
        Verb(
            "archive.asked",
            "移交档案拟定",
            {"number": Code(), "first": Day(), "last": Day(), "kinds": Code(optional=True)},
            label_en="Transfer to the archive drawn up",
        ),
        Verb(
            "archive.packed",
            "移交档案成包",
            {
                "number": Code(),
                "cases": Count(),
                "files": Count(),
                "bytes": Count(),
                "package": Code(),
                "manifest": Code(),
            },
            label_en="Transfer to the archive packed",
        ),
        Verb(
            "archive.included",
            "案卷列入移交",
            {"number": Code(), "place": Count(), "pages": Count(), "stated": Code()},
            label_en="Case put into a transfer",
        ),
        Verb(
            "archive.classed",
            "保管期限改定",
            {"retention": Code(tuple(Retention)), "before": Code(tuple(Retention))},
            label_en="Retention decided",
        ),
        Verb(
            "archive.failed", "移交档案未能成包", {"number": Code()}, label_en="Transfer could not be packed"
        ),
        Verb(
            "archive.received",
            "档案馆接收",
            {"number": Code(), "received": Day()},
            label_en="Transfer received by the archive",
        ),
        Verb("archive.withdrawn", "移交撤回", {"number": Code()}, label_en="Transfer withdrawn"),
    ]
)
