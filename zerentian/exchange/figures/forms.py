"""What forms and their fillings say, and what they add up to."""

from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.verbs import Code, Count, Flag, Post, Verb

VERBS = [
    Verb(
        "form.kept",
        "维护报表模板",
        {"template": Code(), "number": Count()},
        label_en="form kept",
    ),
    Verb(
        "form.mapped",
        "标注报表",
        {"version": Count(), "map": Code(), "regions": Count()},
        label_en="form mapped",
    ),
    Verb(
        "form.filled",
        "填报报表",
        {
            "template": Code(),
            "version": Count(),
            "map": Code(),
            "period": Code(),
            "size": Count(),
            "first": Flag(),
            "cells": Count(),
            "known": Count(),
            "unknown": Count(),
            "by_hand": Count(),
            "output": Code(),
        },
        (
            Post("forms.filled", when={"first": True}),
            Post("forms.cells", amount="cells", when={"first": True}),
            Post("forms.known", amount="known", when={"first": True}),
        ),
        label_en="form filled",
    ),
    Verb("form.retired", "停用报表", label_en="form retired"),
]
FIGURES = [
    Figure(
        "forms.filled",
        "填报报表",
        "Forms filled",
        "count",
        "forms.filled",
        "份",
        "期间内用系统填报的报表份数；同一报表、单位、期间重填的不另计。",
        "Forms filled here in the period; filling one again for the same unit and period does not count again.",
    ),
    Figure(
        "forms.known_share",
        "自动填写率",
        "Share of cells filled from records",
        "ratio",
        "forms.known",
        "%",
        "期间内首次填报的报表中，由已有记录自动填写的格数占应填格数的比例。",
        "Of the cells asked for by forms first filled in the period, the share filled from records that were there.",
        base="forms.cells",
        kind="doing",
    ),
]
