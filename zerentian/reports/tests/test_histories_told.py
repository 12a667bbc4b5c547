"""A matter as its whole history makes it: what it is called, whose it is, by when, and why it is late."""

from datetime import date
from types import SimpleNamespace

import pytest

from zerentian.reports.actions import matters as told

UNTIL = date(2026, 6, 30)


def entry(
    verb="task.assigned", subject="task:1", *, index=1, unit="c/t/v1", on=date(2026, 5, 3), texts=(), **facts
):
    commitment = {f"text:{name}": "x" for name in texts} | {"row:x": "y"}
    said = {"verb": verb, "subject": subject, "unit": unit, "occurred_on": on, "index": index}
    return SimpleNamespace(**said, fact=facts, commitment=commitment)


def teller(**reasons: str):
    """Return what tells: the title of every entry is its place in the log, reasons are by verb."""

    def opened(one, model="", field=""):
        return reasons.get(one.verb.replace(".", "_"), "") if model else f"事{one.index}。"

    return SimpleNamespace(
        until=UNTIL,
        opened=opened,
        name_at=lambda path, day: f"{path}@{day}",
        day=lambda day: f"{day.month}月{day.day}日",
    )


def matter(*history, **reasons):
    return told._matter(teller(**reasons), history)


def test_a_matter_is_called_by_its_newest_name_and_due_on_the_day_that_holds():
    found = matter(
        entry(due="2026-05-20", texts=["a.b.task:1:title"]),
        entry("task.extended", index=2, due="2026-06-01"),
        entry("task.noted", index=3, texts=["a.b.task:9:title"]),
    )
    assert (found.subject, found.kind, found.what, found.due) == ("task:1", "task", "事1", date(2026, 6, 1))
    assert (found.unit, found.why) == ("c/t/v1@2026-06-30", "")
    assert [one.index for one in found.entries] == [1, 2]
    renamed = matter(
        entry(due="2026-05-20", texts=["a.b.task:1:title"]),
        entry("task.renamed", index=4, texts=["a.b.task:1:title"]),
    )
    assert renamed.what == "事4"
    assert matter(entry(due="2026-05-20"), entry("task.noted", index=7)).what == "事7"


def test_a_matter_that_was_moved_is_that_of_where_it_was_moved_to_last():
    found = matter(
        entry(due="2026-05-20"), entry("task.moved", to="c/t/v2"), entry("task.moved", to="c/t/v3")
    )
    assert found.unit == "c/t/v3@2026-06-30"


@pytest.mark.parametrize(
    "history",
    [
        [entry()],
        [entry("concern.received", "concern:1", due="2026-05-20")],
        [entry("finding.time_asked", "finding:1", due="2026-05-20")],
        [entry("finding.time_refused", "finding:1", due="2026-05-20")],
    ],
)
def test_what_has_no_day_that_holds_or_is_of_another_kind_is_no_matter(history):
    assert matter(*history) is None


@pytest.mark.parametrize("subject", ["task:1", "finding:1", "measure:1"])
def test_tasks_findings_and_measures_are_told(subject):
    found = matter(
        entry("x.y", subject, due="2026-05-20"), entry("finding.time_asked", subject, due="2026-09-09")
    )
    assert (found.subject, found.due) == (subject, date(2026, 5, 20))


@pytest.mark.parametrize(
    ("verb", "facts", "words"),
    [
        ("task.extended", {"due": "2026-06-01"}, "因下雨延期至6月1日"),
        ("task.extended", {}, "因下雨延期至6月30日"),
        ("task.returned", {}, "5月3日因“下雨”退回重办"),
        ("task.reopened", {}, "曾经销号，5月3日因“下雨”重新办理"),
        ("finding.extended", {"due": "2026-06-01"}, "因下雨延期至6月1日"),
        ("finding.returned", {}, "5月3日核查不合格：下雨"),
        ("finding.reopened", {}, "曾经销号，5月3日重新整改：下雨"),
        ("finding.noted", {"cause": True}, "原因是下雨"),
        ("finding.noted", {"cause": False}, ""),
        ("finding.noted", {}, ""),
        ("task.noted", {}, ""),
    ],
)
def test_why_it_is_late_is_told_in_the_words_of_its_step(verb, facts, words):
    found = matter(
        entry(due="2026-05-20"), entry(verb, index=2, **facts), **{verb.replace(".", "_"): "下雨。"}
    )
    assert found.why == words
    assert (2 in [one.index for one in found.entries[2:]]) is bool(words)


def test_a_step_without_a_reason_tells_none_and_of_several_causes_the_last():
    assert matter(entry(due="2026-05-20"), entry("task.returned", index=2)).why == ""
    causes = [entry("finding.noted", "finding:1", index=at, cause=True) for at in (2, 3)]
    first = entry("finding.opened", "finding:1", due="2026-05-20")
    found = matter(
        first,
        *causes,
        entry("finding.returned", "finding:1", index=4),
        finding_noted="坡陡",
        finding_returned="未修",
    )
    assert found.why == "原因是坡陡；5月3日核查不合格：未修"
    assert [one.index for one in found.entries] == [4, 1, 3, 4]
