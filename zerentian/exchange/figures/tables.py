"""What the entries of this room say: tables that were brought in, and what left the office."""

from zerentian.ledger.rules.verbs import Code, Count, Verb

VERBS = [
    Verb(
        "concerns.imported",
        "导入诉求",
        {"rows": Count(), "created": Count(), "updated": Count(), "unchanged": Count()},
        label_en="concerns imported",
    ),
    Verb("reply_sheet.kept", "维护回复模板", {}, label_en="template for replies kept"),
    Verb("import_source.kept", "维护导入来源", {}, label_en="source of imports kept"),
    Verb(
        "concerns.exported",
        "导出诉求",
        {"rows": Count(), "form": Code(), "stated": Code(optional=True)},
        label_en="concerns exported",
    ),
]
