"""Before a township has a report: what its list says, who issues the first one, and which number it bears."""

from datetime import date

import pytest
from django.urls import reverse

from zerentian.ledger.models import Entry
from zerentian.reports.actions import issue_report, issuing
from zerentian.reports.models import Report

from .conftest import PERIOD


def test_an_empty_list_tells_how_to_begin(client_of, first) -> None:
    assert reverse("reports:report-new") in client_of(first).get("/reports/").content.decode()


def test_who_may_issues_a_report_from_the_form(client_of, first, outline) -> None:
    client = client_of(first)
    assert 'value="walks"' in client.get("/reports/new/").content.decode()
    given = {"outline": "walks", "unit": "990101", "period": "2026Q1"}
    response = client.post("/reports/new/", given)
    assert response.headers["Location"] == "/reports/2026-0001/"
    assert Report.objects.get().unit == "990100/990101"


@pytest.mark.parametrize("given", [{"period": "soon"}, {"unit": "990102"}, {"period": "2027H1"}])
def test_a_wrong_issue_is_refused_on_the_form(client_of, first, outline, given) -> None:
    sent = {"outline": "walks", "unit": "990101", "period": "2026Q1"} | given
    assert client_of(first).post("/reports/new/", sent).status_code == 422
    assert not Report.objects.exists()


def test_a_number_once_composed_is_never_used_again_and_is_voided(
    walk, outline, township, first, now, monkeypatch
) -> None:
    walk(date(2026, 2, 20), 5)
    with monkeypatch.context() as broken:
        broken.setattr(issuing, "render", None)
        with pytest.raises(TypeError):
            issue_report(outline, unit=township, period=PERIOD, by=first, now=now)
    assert issue_report(outline, unit=township, period=PERIOD, by=first, now=now).number == "2026-0002"
    told = [(one.subject, one.change) for one in Entry.objects.filter(verb="report.composed").order_by("id")]
    assert told == [("report:2026-0001", ""), ("report:2026-0001", "voided"), ("report:2026-0002", "")]
