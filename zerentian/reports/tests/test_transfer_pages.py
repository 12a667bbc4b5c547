"""The pages of a transfer: what each offers in which state, to whom, and which files are handed out."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from zerentian.reports.actions import transfers as acts
from zerentian.reports.models import Transfer
from zerentian.reports.rules.transfers import TransferState
from zerentian.reports.views import transfers as pages

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def in_state(township, first):
    """Return a transfer in a state, with all that one in that state has."""

    def made(state: TransferState) -> Transfer:
        packed = {"package": "a" * 64, "manifest": "b" * 64, "packed_at": AT} if state in pages.MADE else {}
        received = {"received_on": date(2026, 3, 2)} if state == TransferState.RECEIVED else {}
        return Transfer.objects.create(
            unit=township,
            path="990100/990101",
            number="YJ2026-48319027",
            period="2026",
            first=date(2026, 1, 1),
            last=date(2026, 12, 31),
            asked_by=first,
            asked_at=AT,
            state=state,
            **packed,
            **received,
        )

    return made


@pytest.fixture
def package():
    """Put the file of a transfer where it waits."""

    def put(transfer: Transfer):
        path = acts.package_of(transfer)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"PK zip")
        return path

    return put


def page(name: str, transfer: Transfer, *more: str) -> str:
    return reverse(f"reports:transfer-{name}", args=[transfer.pk, *more])


@pytest.mark.parametrize(
    ("state", "steps", "made"),
    [
        (TransferState.ASKED, ["withdraw"], False),
        (TransferState.FAILED, ["withdraw"], False),
        (TransferState.PACKED, ["receive", "withdraw"], True),
        (TransferState.RECEIVED, [], True),
        (TransferState.WITHDRAWN, [], False),
    ],
)
def test_a_page_offers_the_steps_of_its_state_to_who_may_take_them(
    in_state, first, client_of, state, steps, made
):
    told = client_of(first).get(page("detail", in_state(state))).context
    assert ([code for code, _ in told["steps"]], told["made"], told["kept"]) == (steps, made, False)


def test_a_package_is_handed_out_as_a_file_while_it_waits_here_and_no_longer(
    in_state, first, client_of, package
):
    browser, transfer = client_of(first), in_state(TransferState.PACKED)
    assert browser.get(page("package", transfer)).status_code == 404
    assert not browser.get(page("detail", transfer)).context["kept"]
    package(transfer)
    assert browser.get(page("detail", transfer)).context["kept"]
    sent = browser.get(page("package", transfer))
    assert b"".join(sent.streaming_content) == b"PK zip"
    assert sent["Content-Disposition"] == 'attachment; filename="YJ2026-48319027.zip"'
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in sent["Cache-Control"]
    Transfer.objects.filter(pk=transfer.pk).update(state=TransferState.RECEIVED, received_on=date(2026, 3, 2))
    assert browser.get(page("package", transfer)).status_code == 404
    assert not browser.get(page("detail", transfer)).context["kept"]


@pytest.mark.parametrize("state", TransferState)
def test_a_slip_is_printed_once_there_is_a_package_in_two_forms(
    in_state, first, client_of, monkeypatch, state
):
    asked = []

    def slip(transfer, *, forms, by, now):
        asked.append((forms, by))
        return {forms[0]: b"slip"}

    monkeypatch.setattr(pages, "slip", slip)
    browser, transfer = client_of(first), in_state(state)
    for form in ("docx", "pdf"):
        sent = browser.get(page("slip", transfer, form))
        if state in pages.MADE:
            assert sent.content == b"slip"
            assert sent["Content-Disposition"].startswith("attachment")
            assert f"YJ2026-48319027-slip.{form}" in sent["Content-Disposition"]
        else:
            assert sent.status_code == 404
    assert asked == [((form,), first) for form in ("docx", "pdf") if state in pages.MADE]
    assert browser.get(page("slip", transfer, "html")).status_code == 404


def test_a_step_is_taken_with_what_was_said_and_leads_back(in_state, first, client_of):
    browser, transfer = client_of(first), in_state(TransferState.PACKED)
    assert browser.post(page("step", transfer, "nothing")).status_code == 404
    refused = browser.post(page("step", transfer, "withdraw"), {"reason": ""})
    assert refused.status_code == 422
    done = browser.post(page("step", transfer, "withdraw"), {"reason": "清单有误"})
    assert done.url == page("detail", transfer)
    transfer.refresh_from_db()
    assert transfer.state == TransferState.WITHDRAWN


def test_who_hands_nothing_over_and_who_is_of_another_township_finds_none(
    in_state, clerk, first, outsider, client_of
):
    transfer = in_state(TransferState.PACKED)
    assert client_of(clerk).get(page("detail", transfer)).status_code == 403
    assert client_of(outsider).get(page("detail", transfer)).status_code in (403, 404)
    assert client_of(first).get(page("detail", transfer)).status_code == 200


def test_transfers_are_listed_the_newest_first(in_state, first, client_of, monkeypatch):
    browser = client_of(first)
    older = in_state(TransferState.WITHDRAWN)
    newer = Transfer.objects.get(pk=older.pk)
    newer.pk, newer.number = None, "YJ2026-48319028"
    newer.save(force_insert=True)
    shown = browser.get(reverse("reports:transfer-list"))
    assert list(shown.context["rows"]) == [newer, older]
    monkeypatch.setattr(pages, "PAGE", 1)
    assert list(browser.get(reverse("reports:transfer-list")).context["rows"]) == [newer]


def test_what_waits_is_listed_once_unit_and_period_are_said(first, client_of):
    browser, where = client_of(first), reverse("reports:transfer-ready")
    nothing = browser.get(where).context
    assert (nothing["items"], nothing["query"]) == (None, "unit=&period=")
    wrong = browser.get(where, {"unit": "990101", "period": "x"}).context
    assert (wrong["items"], "period" in wrong["form"].errors) == (None, True)
    found = browser.get(where, {"unit": "990101", "period": "2026"}).context
    assert (found["items"], found["query"]) == ([], "unit=990101&period=2026")
