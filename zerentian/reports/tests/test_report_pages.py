"""Pages of reports and outlines: what stands on them, what they offer whom, and how files are sent."""

import json
from datetime import datetime

import pytest
from django.urls import reverse

from zerentian.reports.actions.issuing import report_folder
from zerentian.reports.forms.reports import MOST_BYTES, IssueForm, VerifyForm
from zerentian.reports.models import Outline, Report
from zerentian.reports.outline_choices import outline_choices, title_of
from zerentian.reports.views import outlines
from zerentian.reports.views import reports as views

from .conftest import TEXT

pytestmark = pytest.mark.usefixtures("issued_once")


def page_of(browser, name, *args, **asked):
    return browser.get(reverse(f"reports:{name}", args=args), asked)


@pytest.fixture
def copies(report):
    """Three more reports: a row each, as if they had been issued before."""
    made = []
    for at in (1, 2, 3):
        row = Report.objects.get(pk=report.pk)
        row.pk, row.number = None, f"2025-000{at}"
        row.save(force_insert=True)
        made.append(row)
    return made


# -- The list ------------------------------------------------------------------------------------------


def test_reports_are_listed_newest_first_page_by_page(report, copies, clerk, client_of, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 2)
    browser, seen, where = client_of(clerk), [], {}
    for _ in range(3):
        context = page_of(browser, "report-list", **where).context
        seen.append(([one.number for one, _ in context["reports"]], bool(context["newer"])))
        if not context["older"]:
            break
        assert context["older"].startswith("?before=")
        where = {"before": context["older"].partition("=")[2]}
    assert seen == [([report.number, "2025-0003"], False), (["2025-0002", "2025-0001"], True)]


def test_a_report_is_listed_under_the_name_its_unit_bore(report, clerk, client_of):
    [(_, name)] = page_of(client_of(clerk), "report-list").context["reports"]
    assert name == "云岭乡"
    assert views.unit_name("990100/gone", report) == "990100/gone"
    assert views.unit_names(["990100/990101", "x/gone"], report) == {
        "990100/990101": "云岭乡",
        "x/gone": "x/gone",
    }


def test_what_may_be_done_is_offered_by_right(report, clerk, first, cadre, client_of):
    def offered(account):
        context = page_of(client_of(account), "report-list").context
        return [context[name] for name in ("may_issue", "may_edit", "may_sign", "may_submit")]

    assert offered(first)[0] is offered(first)[2] is True
    assert offered(clerk)[1] is offered(clerk)[3] is True
    assert not any(offered(cadre))


# -- Issuing -------------------------------------------------------------------------------------------


def test_the_form_asks_for_the_present_half_year_unless_a_link_says_otherwise(
    first, client_of, monkeypatch, now
):
    initial = page_of(client_of(first), "report-new").context["form"].initial
    assert initial == {"period": "2026H1", "outline": "half-year"}
    asked = (
        page_of(client_of(first), "report-new", period="2025", unit="990101", other="x")
        .context["form"]
        .initial
    )
    assert asked == {"period": "2025", "outline": "half-year", "unit": "990101"}
    for month, half in ((6, "2026H1"), (7, "2026H2")):
        monkeypatch.setattr(views, "now", lambda month=month: now.replace(month=month, day=1))
        assert page_of(client_of(first), "report-new").context["form"].initial["period"] == half


def test_who_may_only_write_is_offered_to_submit_and_units_are_those_of_the_right(first, clerk, client_of):
    own, other = (page_of(client_of(account), "report-new").context for account in (first, clerk))
    assert own["may_issue"] is other["may_submit"] is True
    assert "990101" in [unit.code for unit in own["form"].fields["unit"].queryset]
    assert "990102" not in [unit.code for unit in own["form"].fields["unit"].queryset]


def test_a_refusal_is_said_on_the_form(first, client_of):
    sent = {"outline": "walks", "unit": "990101", "period": "2027H1"}
    answer = client_of(first).post(reverse("reports:report-new"), sent)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"period": "春天"}, "period"),
        ({"unit": "x"}, "unit"),
        ({"outline": "x"}, "outline"),
        ({"organ": "x"}, "organ"),
    ],
)
def test_what_is_wrong_in_the_form_is_named_at_its_field(more, field, township):
    given = {"outline": "walks", "unit": "990101", "period": "2026H1"} | more
    form = IssueForm(given, outlines=[("walks", "巡山")], units=type(township).objects.all())
    assert set(form.errors) == {field}
    assert form.fields["unit"].label_from_instance(township) == "云岭乡（990101）"


# -- One report ----------------------------------------------------------------------------------------


def test_a_page_of_a_report_shows_each_statement_with_its_entries_and_what_changed_since(
    report, walk, clerk, client_of, now
):
    def rows():
        return {
            one["figure"]: one
            for one in page_of(client_of(clerk), "report-detail", report.number).context["statements"]
        }

    found = rows()["walks.people"]
    assert (found["label"], found["label_en"], found["count"], found["unit_name"], found["since"]) == (
        *("巡山人次", "People", 3, "", 0),
    )
    context = page_of(client_of(clerk), "report-detail", report.number).context
    assert (context["unit"], context["redaction"], context["annexed"], context["cleared"]) == (
        "云岭乡",
        None,
        None,
        [],
    )
    assert context["entries"] == len(
        json.loads((report_folder(report) / "manifest.json").read_bytes())["entries"]
    )
    given = {one["dress"]: [name for name, _ in one["files"]] for one in context["given"]}
    assert list(given) == ["submitted", "checked"]
    assert given["checked"] == ["report.docx", "report.pdf", "report.html", "proof.zip", "manifest.json"]


def test_only_files_that_are_there_are_offered_but_a_proof_can_be_written_again(report):
    folder = report_folder(report)
    for name in ("report.pdf", "proof.zip"):
        (folder / name).unlink()
    [offer] = [views.offered(report, one) for one in views.GIVEN if one.dress == "checked"]
    assert [name for name, _ in offer["files"]] == [
        "report.docx",
        "report.html",
        "proof.zip",
        "manifest.json",
    ]


def test_a_report_whose_manifest_is_gone_is_not_found(report, clerk, client_of):
    (report_folder(report) / "manifest.json").unlink()
    assert page_of(client_of(clerk), "report-detail", report.number).status_code == 404


def test_what_a_report_says_ends_where_its_annexes_begin(report):
    told = views.told_by(report)
    assert {kind for kind, _ in told} == {"heading", "generated"}
    assert ("heading", "一、总体情况") in told
    assert not [text for _, text in told if text.startswith("附件")]
    assert ("generated", "2026年3月2日") in told
    assert not [text for _, text in told if text == "云岭乡人民政府"], (
        "the line of the seal is a place to fill in"
    )


@pytest.mark.parametrize(
    ("name", "kind", "attached"),
    [
        ("report.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", True),
        ("report.pdf", "application/pdf", True),
        ("report.html", "text/html; charset=utf-8", False),
        ("manifest.json", "application/json", True),
        ("proof.zip", "application/zip", True),
    ],
)
def test_a_file_is_sent_under_its_number_and_a_page_is_locked_up(
    report, clerk, client_of, name, kind, attached
):
    for place, said in (("", ""), ("submitted/", "submitted-")):
        answer = client_of(clerk).get(f"/reports/{report.number}/{place or 'files/'}{name}")
        assert answer.headers["Content-Type"] == kind
        told = answer.headers["Content-Disposition"]
        assert told.startswith("attachment" if attached else "inline")
        assert f"{report.number}-{said}{name}" in told
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert ("sandbox" in answer.headers.get("Content-Security-Policy", "")) is not attached
        assert b"".join(answer.streaming_content)


def test_a_file_that_is_gone_is_not_found_and_no_other_name_is_sent(report, clerk, client_of):
    (report_folder(report) / "report.pdf").unlink()
    assert client_of(clerk).get(f"/reports/{report.number}/files/report.pdf").status_code == 404
    assert client_of(clerk).get(f"/reports/{report.number}/files/left-out.json").status_code == 404


def test_the_reports_before_are_of_the_same_unit_and_of_an_earlier_seal(report, copies, clerk):
    for size, row in enumerate(copies, 1):
        Report.objects.filter(pk=row.pk).update(size=size)
    Report.objects.filter(number="2025-0002").update(unit="990100/990102")
    before = [one.number for one in Report.objects.visible_to(clerk).before(report)]
    assert before == ["2025-0003", "2025-0001"]


# -- Outlines ------------------------------------------------------------------------------------------


def test_outlines_are_offered_by_their_code_with_shipped_ones(report):
    choices = dict(outline_choices())
    assert choices["walks"] == "巡山情况报告（walks）"
    assert "half-year" in choices
    assert list(choices) == sorted(choices)
    assert title_of("{{ unit }}{{ period }} 报告 ") == "报告"


def test_who_may_not_issue_on_a_unit_is_told_to_submit_it(neighbour_clerk, client_of):
    sent = {"outline": "walks", "unit": "990101", "period": "2026H1"}
    page = client_of(neighbour_clerk).post(reverse("reports:report-new"), sent)
    assert page.status_code == 422
    assert "请点“送审”，签发后由您出具" in page.content.decode()


def test_an_outline_is_written_previewed_and_kept(clerk, cadre, client_of):
    browser, new = client_of(clerk), reverse("reports:outline-new")
    assert browser.get(new).context["form"].initial["text"].startswith("# {{ unit }}")
    text = "# 题\r\n\r\n{{ figure walks.count }}"
    seen = browser.post(new, {"code": "mine", "text": text, "preview": "1"})
    assert not Outline.objects.filter(code="mine").exists()
    assert seen.context["objections"] == ()
    assert browser.post(new, {"code": "mine", "text": text}).status_code == 302
    kept = Outline.objects.get(code="mine")
    assert (kept.text, kept.version) == ("# 题\n\n{{ figure walks.count }}", 1)
    again = browser.post(new, {"code": "mine", "text": text})
    assert "code" in again.context["form"].errors
    assert Outline.objects.filter(code="mine").count() == 1
    assert client_of(cadre).get(new).status_code == 403


def test_a_version_is_revised_from_the_one_that_was_seen(clerk, client_of):
    browser, where = client_of(clerk), reverse("reports:outline-edit", args=["walks"])
    shown = browser.get(where).context
    assert (shown["form"].initial["base"], shown["outline"].code) == (1, "walks")
    assert browser.post(where, {"text": f"{TEXT}\n甲。\n", "base": 1}).status_code == 302
    assert [one.version for one in browser.get(where).context["versions"]] == [2, 1]
    refused = browser.post(where, {"text": f"{TEXT}\n乙。\n", "base": 1})
    assert "text" in refused.context["form"].errors
    assert Outline.objects.filter(code="walks").count() == 2
    first_one = browser.get(reverse("reports:outline-version", args=["walks", 1]))
    assert first_one.context["outline"].text == TEXT
    assert browser.get(reverse("reports:outline-version", args=["walks", 3])).status_code == 404
    assert browser.get(reverse("reports:outline-edit", args=["nothing"])).status_code == 302


def test_a_preview_tells_what_is_wrong_or_how_it_reads(clerk, client_of):
    browser, where = client_of(clerk), reverse("reports:outline-preview")
    wrong = browser.post(where, {"text": "# 题\n\n{{ nothing }}"}).context
    assert ([one.line for one in wrong["objections"]], wrong["blocks"]) == ([3], "")
    right = browser.post(where, {"text": "# 题\n\n巡山{{ figure walks.count }}。"}).context
    assert "巡山" in right["blocks"]
    assert "〔证" not in right["blocks"]
    assert right["scope"].unit.code == "990101"
    assert right["scope"].period.code == "2026H1"
    assert browser.get(where).status_code == 405


def test_who_was_told_of_another_version_may_keep_their_own_after_it(clerk, client_of):
    browser, where = client_of(clerk), reverse("reports:outline-edit", args=["walks"])
    browser.post(where, {"text": f"{TEXT}\n甲。\n", "base": 1})
    refused = browser.post(where, {"text": f"{TEXT}\n乙。\n", "base": 1})
    assert "已被改为第2版" in refused.content.decode()
    form = refused.context["form"]
    assert (form["base"].value(), form["text"].value()) == ("2", f"{TEXT}\n乙。\n")
    assert (
        browser.post(where, {"text": form["text"].value(), "base": form["base"].value()}).status_code == 302
    )
    assert Outline.objects.get(code="walks", current=True).version == 3


@pytest.mark.parametrize(
    ("day", "first"), [("2026-03-01", "2025H2"), ("2026-03-02", "2026H1"), ("2026-07-05", "2026H1")]
)
def test_a_preview_is_of_the_half_year_that_is_written_on_unless_another_is_chosen(
    clerk, client_of, monkeypatch, day, first
):
    monkeypatch.setattr(outlines, "now", lambda: datetime.fromisoformat(f"{day}T09:00:00+08:00"))
    browser, where = client_of(clerk), reverse("reports:outline-preview")
    text = {"text": "# {{ unit }}{{ period }}\n\n甲。"}
    assert browser.post(where, text).context["scope"].period.code == first
    chosen = browser.post(where, text | {"shown_for": "2025"})
    assert chosen.context["scope"].period.code == "2025"
    assert "云岭乡人民政府2025年" in chosen.content.decode()
    assert browser.post(where, text | {"shown_for": "soon"}).context["scope"].period.code == first


# -- Verifying -----------------------------------------------------------------------------------------


class Sent:
    """A file of a size that nobody has to send."""

    def __init__(self, size: int) -> None:
        self.size, self.name, self.content_type = size, "x.docx", ""

    def read(self) -> bytes:
        return b"read"


@pytest.mark.parametrize(
    ("size", "given", "errors"),
    [
        (MOST_BYTES, {}, set()),
        (MOST_BYTES + 1, {}, {"file"}),
        (None, {}, {"file"}),
        (None, {"checkpoint": "7 ab"}, set()),
        (None, {"vkey": "k"}, {"file"}),
    ],
)
def test_a_file_of_up_to_64_mb_or_a_checkpoint_alone_is_verified(size, given, errors):
    form = VerifyForm(given, {} if size is None else {"file": Sent(size)})
    assert set(form.errors) == errors
    if not errors:
        assert form.cleaned_data["file"] == (b"" if size is None else b"read")
        assert form.cleaned_data["name"] == ("report" if size is None else "x.docx")
