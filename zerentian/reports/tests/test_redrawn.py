"""Against the whole log the lists of every kind of figure are drawn anew: stocks, levels, medians, subjects."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from zerentian.ledger.actions import record
from zerentian.ledger.export import export_log
from zerentian.ledger.registry import FIGURES, VERBS, register
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.verbs import Count, Post, Verb
from zerentian.reports.actions import issue_report, write_outline
from zerentian.reports.actions.issuing import report_folder
from zerentian.reports.offline.verify import exported_entries, verify_bytes

from .conftest import PERIOD, VILLAGE
from .test_issued_files import manifest_of, problems

PITS = [
    Verb(
        "trial.dug",
        "开挖",
        {"people": Count()},
        posts=(
            Post("pits.open"),
            Post("pits.people", "people"),
            Post("pits.days", bucket="people"),
            Post("pits.dug"),
        ),
    ),
    Verb("trial.filled", "回填", {"people": Count()}, posts=(Post("pits.open", sign=-1), Post("pits.done"))),
]
KINDS = {
    "stock": ("pits.open", ""),
    "level": ("pits.people", ""),
    "median": ("pits.days", ""),
    "distinct": ("pits.dug", ""),
    "ratio": ("pits.done", "pits.dug"),
    "sum": ("pits.people", ""),
}
FIGURES_OF_PITS = [
    Figure(f"pits.{kind}", f"坑{kind}", f"pits {kind}", kind, component, "个", "示例。", "Example.", base)
    for kind, (component, base) in KINDS.items()
]


@pytest.fixture
def whole(trial_room, clerk, first, township, now, tmp_path):
    """A report on every kind of figure, verified with a known key, and the entries of the log it stands on."""
    register(verbs=PITS, figures=FIGURES_OF_PITS)
    text = "# 坑的报告\n\n" + "".join(f"有{{{{ figure {one.code} }}}}。\n\n" for one in FIGURES_OF_PITS)
    outline = write_outline(code="pits", text=text, by=clerk, now=now)

    def say(verb: str, pit: str, day: date, people: int, **more: object):
        with transaction.atomic():
            return record(
                verb,
                subject=f"pit:{pit}",
                unit=VILLAGE,
                by=clerk,
                now=now,
                occurred_on=day,
                facts={"people": people},
                rows=[outline],
                **more,
            )

    for number, pit in enumerate("abcd"):
        say("trial.dug", pit, date(2026, 1, 10) + timedelta(days=number), number + 2)
    say("trial.dug", "a", date(2026, 2, 10), 9)
    say("trial.filled", "b", date(2026, 2, 12), 1)
    mistaken = say("trial.filled", "c", date(2026, 2, 13), 1)
    say("trial.filled", "c", date(2026, 2, 13), 1, replaces=mistaken, change="voided")
    say("trial.dug", "e", date(2025, 12, 30), 7)
    folder = report_folder(issue_report(outline, unit=township, period=PERIOD, by=first, now=now))
    export_log(tmp_path / "log")
    data = (folder / "manifest.json").read_bytes()
    yield verify_bytes(data, "m", manifest_of(folder)["vkey"]), exported_entries(tmp_path / "log")
    for one in PITS:
        VERBS.pop(one.code)
    for figure in FIGURES_OF_PITS:
        FIGURES.pop(figure.code)


def test_an_honest_report_lists_what_the_whole_log_gives(whole) -> None:
    result, texts = whole
    assert {one["figure"] for one in result.manifest["statements"]} >= {one.code for one in FIGURES_OF_PITS}
    result.redraw(texts)
    assert problems(result) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("how", "told"), [("left out", "漏列"), ("added", "多列")])
def test_a_list_with_an_entry_left_out_or_added_is_found(whole, kind, how, told) -> None:
    result, texts = whole
    statement = next(one for one in result.manifest["statements"] if one["figure"] == f"pits.{kind}")
    listed = statement["entries"]
    other = next(at for at in range(len(texts)) if at not in listed)
    statement["entries"] = listed[1:] if how == "left out" else sorted([*listed, other])
    result.redraw(texts)
    assert any(told in one and f"坑{kind}" in one for one in problems(result))
