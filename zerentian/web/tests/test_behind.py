"""A number opens to lines that a person can read: which matter, what it adds, why; sorted, and taken as a file."""

from datetime import timedelta

import pytest
from django.urls import reverse

from zerentian.duties.actions import adopt_duty, record_deed
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.ledger.actions import seal
from zerentian.ledger.figures.behind import ORDERS, Share
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Area, Unit
from zerentian.web.behind import why


@pytest.fixture
def told(post, cadre, leader, now):
    """Two deeds of a weekly duty, of which one states a head count, sealed."""
    area = Area.objects.create(code="fire", name="森林防火")
    village = Unit.objects.get(code="990101-V01")
    duty = adopt_duty(
        title="示例：林区巡查",
        area=area,
        post=post,
        rule=DueRule(Cadence.WEEKLY, day=5),
        demanded_by=Level.COUNTY,
        by=leader,
        now=now,
    )
    given = {"serves": [duty], "unit": village, "by": cadre, "now": now}
    day = local_day(now)
    record_deed(what="示例：巡查后山", occurred_on=day - timedelta(days=1), people=12, **given)
    record_deed(what="示例：巡查前山", occurred_on=day, **given)
    seal(now=now)
    return duty


def rows(client, code, **asked):
    return list(client.get(reverse("figure", args=[code]), asked).context["rows"])


def test_each_line_says_the_matter_what_it_adds_and_why(client_of, clerk, told) -> None:
    newest, older = rows(client_of(clerk), "deeds.people")
    assert ("前山" in newest.what, newest.adds, newest.why) == (True, "未知", "没有填")
    assert ("后山" in older.what, older.adds, older.why) == (True, "12人次", "")
    assert older.url.startswith("/duties/deeds/")


def test_a_matter_that_the_reader_may_not_see_has_no_title_and_no_link(
    client_of, clerk, told, monkeypatch
) -> None:
    monkeypatch.setattr("zerentian.organization.telling.titles_of", lambda kind, account, keys: {})
    for row in rows(client_of(clerk), "deeds.people"):
        assert (row.url, "山" in row.what) == ("", False)


@pytest.mark.parametrize(
    ("amount", "base", "said"),
    [
        (1, 1, "计入分子、分母"),
        (1, 0, "计入分子"),
        (-1, 0, "从分子中减去"),
        (0, 1, "只计入分母"),
        (0, -1, "从分母中减去"),
    ],
)
def test_a_line_of_a_share_says_on_which_side_it_counts(amount, base, said) -> None:
    share = Share(None, amount, base, 0)
    assert why(share, next(one for one in FIGURES.values() if one.measure == "ratio")) == said


def test_lines_are_sorted_as_asked(client_of, clerk, told) -> None:
    browser = client_of(clerk)
    assert [row.adds for row in rows(browser, "deeds.people", order="oldest")] == ["12人次", "未知"]
    assert [row.adds for row in rows(browser, "deeds.people", order="most")] == ["12人次", "未知"]
    assert [row.adds for row in rows(browser, "deeds.people", order="unit")] == ["未知", "12人次"]
    assert [row.adds for row in rows(browser, "deeds.people", order="nonsense")] == ["未知", "12人次"]


def test_the_page_of_a_number_says_whose_it_is_how_it_is_sorted_and_its_months(
    client_of, clerk, told
) -> None:
    browser = client_of(clerk)
    address = reverse("figure", args=["deeds.people"])
    shown = browser.get(address, {"order": "oldest", "period": "2026"}).context
    assert [chosen for _label, _url, chosen in shown["orders"]] == [False, True, False, False]
    assert all(f"order={order}" in url for order, (_, url, _) in zip(ORDERS, shown["orders"], strict=True))
    assert (shown["unit"], shown["period"].code) == ("云岭乡", "2026")
    months = shown["chart"]["rows"]
    assert [month for month in months if month[1]] == [("2026-03", 12)]
    assert (months[0][0], months[-1][0]) == ("2025-04", "2026-03")
    assert shown["movement"] is None
    stock = browser.get(reverse("figure", args=["concerns.open"])).context
    assert (stock["chart"], stock["movement"].opening.value) == (None, 0)
    without = browser.get(address, {"period": "2025"}).context
    assert (without["chart"], list(without["rows"])) == (None, [])
    assert browser.get(reverse("figure", args=["no.such"])).status_code == 404


def test_long_lists_of_lines_have_pages_that_lead_on_and_back(client_of, clerk, told, monkeypatch) -> None:
    monkeypatch.setattr("zerentian.web.views.figures.PAGE", 1)
    browser, address = client_of(clerk), reverse("figure", args=["deeds.people"])
    first = browser.get(address, {"order": "newest"}).context
    assert (len(first["rows"]), first["newer"]) == (1, "")
    second = browser.get(address + first["older"]).context
    assert [row.adds for row in second["rows"]] == ["12人次"]
    assert second["older"] == ""
    assert browser.get(address + second["newer"]).context["rows"][0].adds == first["rows"][0].adds


def test_a_stock_opens_to_its_matters_each_once(client_of, clerk, told) -> None:
    (row,) = rows(client_of(clerk), "duties.open")
    assert ("林区巡查" in row.what, row.adds) == (True, "1项")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_lines_are_taken_as_a_file_and_that_is_an_entry(client_of, clerk, told, form) -> None:
    answer = client_of(clerk).post(reverse("figure-file", args=["deeds.people"]), {"form": form})
    assert answer.status_code == 200
    fact = Entry.objects.get(verb="list.exported").fact
    assert (fact["rows"], fact["form"], len(fact["stated"])) == (2, form, 64)
    named = answer.headers["Content-Disposition"]
    assert named.startswith("attachment")
    assert named.endswith(f"-2026.{form}")
    if form == "csv":
        text = answer.content.decode("utf-8-sig")
        assert text.index("示例：巡查前山") < text.index("示例：巡查后山")
        assert "12人次（2件中1件有记录）" in text


def test_a_file_of_no_known_form_or_figure_is_not_found(client_of, clerk, told) -> None:
    browser = client_of(clerk)
    assert browser.post(reverse("figure-file", args=["deeds.people"]), {"form": "exe"}).status_code == 404
    assert browser.post(reverse("figure-file", args=["no.such"]), {"form": "csv"}).status_code == 404


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_file_takes_as_many_lines_as_a_sheet_and_one_more_is_refused_in_words(
    client_of, clerk, told, monkeypatch, most
) -> None:
    monkeypatch.setattr("zerentian.web.views.figures.MOST", most)
    browser = client_of(clerk)
    where = reverse("figure-file", args=["deeds.people"]) + "?period=2026&order=oldest"
    answer = browser.post(where, {"form": "csv"})
    assert Entry.objects.filter(verb="list.exported").count() == (most >= 2)
    if most >= 2:
        text = answer.content.decode("utf-8-sig")
        assert text.index("示例：巡查后山") < text.index("示例：巡查前山")
        return
    assert answer.url == reverse("figure", args=["deeds.people"]) + "?period=2026&order=oldest"
    assert "一次最多导出 1 行" in browser.get(answer.url).content.decode()


def test_a_unit_out_of_reach_gives_no_file(client_of, clerk, told) -> None:
    address = reverse("figure-file", args=["deeds.people"]) + "?unit=990100/990102"
    assert client_of(clerk).post(address, {"form": "csv"}).status_code == 403
    assert not Entry.objects.filter(verb="list.exported").exists()
