"""The verbs of reports: outlines written, reports issued, samples drawn."""

from zerentian.ledger.registry import register
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.verbs import Code, Count, Day, Post, Verb

register(
    verbs=[
        Verb("outline.written", "提纲编写", {"code": Code(), "version": Count()}, label_en="Outline written"),
        Verb(
            "draft.submitted",
            "报告送审",
            {"outline": Code(), "version": Count(), "period": Code(), "size": Count(), "round": Count()},
            label_en="Draft of a report submitted",
        ),
        Verb(
            "draft.returned",
            "送审稿退回修改",
            {"round": Count(), "comments": Count()},
            label_en="Draft of a report returned",
        ),
        Verb(
            "draft.signed",
            "报告签发",
            {"round": Count(), "comments": Count(), "size": Count(), "by_post": Code()},
            label_en="Draft of a report signed off",
        ),
        Verb("draft.withdrawn", "送审稿撤回", {"round": Count()}, label_en="Draft of a report withdrawn"),
        Verb("draft.issued", "签发的报告出具", {"number": Code()}, label_en="Signed report issued"),
        Verb(
            "signing.set",
            "签发要求设定",
            {"asked": Code(("if_possible", "always", "never"))},
            label_en="Whether reports are signed off was set",
        ),
        Verb(
            "report.composed",
            "报告成文",
            {
                "number": Code(),
                "period": Code(),
                "first": Day(),
                "last": Day(),
                "size": Count(),
                "renditions": Code(),
                "root": Code(),
            },
            label_en="Report composed",
        ),
        Verb(
            "report.issued",
            "报告出具",
            {
                "number": Code(),
                "period": Code(),
                "first": Day(),
                "last": Day(),
                "size": Count(),
                "docx": Code(),
                "pdf": Code(),
                "html": Code(),
                "manifest": Code(),
            },
            posts=(Post("reports"),),
            label_en="Report issued",
        ),
        Verb(
            "report.rendered",
            "报告另行成件",
            {
                "number": Code(),
                "audience": Code(("general", "cleared")),
                "redacts": Code(optional=True),
                "period": Code(),
                "first": Day(),
                "last": Day(),
                "size": Count(),
                "docx": Code(),
                "pdf": Code(optional=True),
                "html": Code(optional=True),
                "manifest": Code(),
            },
            label_en="Report rendered for other readers",
        ),
        Verb(
            "report.dressed",
            "报告另制一稿",
            {
                "number": Code(),
                "audience": Code(("general", "cleared")),
                "dress": Code(("submitted",)),
                "period": Code(),
                "first": Day(),
                "last": Day(),
                "size": Count(),
                "docx": Code(),
                "pdf": Code(optional=True),
                "html": Code(optional=True),
                "manifest": Code(),
            },
            label_en="Report dressed for its recipient",
        ),
        Verb(
            "paper.printed",
            "文书打印",
            {"kind": Code(), "stated": Code()},
            label_en="Paper printed",
        ),
        Verb(
            "sample.drawn",
            "抽取复查样本",
            {
                "number": Code(),
                "figure": Code(),
                "period": Code(),
                "size": Count(),
                "seed": Code(),
                "count": Count(),
            },
            label_en="Sample drawn",
        ),
    ],
    figures=[
        Figure(
            "reports.count",
            "出具报告",
            "Reports issued",
            "count",
            "reports",
            "份",
            "期内出具的报告份数，按出具日计。",
            "Reports issued in the period, by the day of issue.",
        )
    ],
)
