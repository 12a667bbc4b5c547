"""The pages of no single noun: what they show, and to whom."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from zerentian.ledger.actions import go_live, seal
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES
from zerentian.organization.telling import tell
from zerentian.web.drawn import change_label, entry_rows
from zerentian.web.forms import unit_choices, verb_choices
from zerentian.web.templatetags.zerentian import figure_label

TOWNSHIP = "990100/990101"
ELSEWHERE = "990100/990102"


@pytest.fixture
def live(db, administrator, now):
    """Two townships have gone live, and all of it is sealed."""
    entries = [
        go_live(unit=path, on=date(2026, 1, 1), by=administrator, now=now) for path in (TOWNSHIP, ELSEWHERE)
    ]
    seal(now=now)
    return [Entry.objects.get(pk=entry.pk) for entry in entries]


@pytest.mark.parametrize("name", ["desk", "trail", "figures"])
def test_a_clerk_opens_the_page(client_of, clerk, live, name) -> None:
    assert client_of(clerk).get(reverse(name)).status_code == 200


def test_nobody_gets_in_without_signing_in(client, live) -> None:
    assert client.get(reverse("trail")).status_code == 302


def test_an_administrator_reads_no_trail(client_of, administrator, live) -> None:
    response = client_of(administrator).get(reverse("trail"))
    assert response.status_code == 403
    assert "没有此权限" in response.content.decode()


def test_the_trail_is_filtered_by_its_address(client_of, clerk, live) -> None:
    page = client_of(clerk).get(reverse("trail"), {"verb": "ledger.opened"}).content.decode()
    assert "台账开立" in page
    assert "单位启用</a>" not in page


def test_a_filter_that_can_not_be_read_is_named_and_leaves_nothing_out(client_of, clerk, live) -> None:
    browser = client_of(clerk)
    every = browser.get(reverse("trail")).context["entries"]
    wrong = browser.get(reverse("trail"), {"since": "no day"})
    assert wrong.context["form"].errors
    assert len(wrong.context["entries"]) == len(every) > 2
    early = browser.get(reverse("trail"), {"until": "2023-12-31"}).context["entries"]
    assert not [told for told in early if told.entry.occurred_on > date(2023, 12, 31)]
    assert len(early) < len(every)


def test_the_trail_leads_on_to_older_entries_and_back_to_the_newest(
    client_of, clerk, live, monkeypatch
) -> None:
    monkeypatch.setattr("zerentian.web.views.trail.PAGE", 2)
    browser, address = client_of(clerk), reverse("trail")
    first = browser.get(address, {"unit": TOWNSHIP}).context
    second = browser.get(address + first["older"]).context
    seen = [told.entry.pk for page in (first, second) for told in page["entries"]]
    assert len(seen) == 4
    assert seen == sorted(set(seen), reverse=True)
    assert (first["newer"], second["newer"]) == ("", f"?unit={TOWNSHIP.replace('/', '%2F')}")


def test_units_to_choose_from_are_set_in_below_the_topmost(leader, clerk, inspector) -> None:
    assert dict(unit_choices(leader))[TOWNSHIP] == "云岭乡"
    assert dict(unit_choices(leader))[f"{TOWNSHIP}/990101-V01"] == "　上坪村"
    assert dict(unit_choices(inspector))[f"{TOWNSHIP}/990101-V01"] == "　　上坪村"
    assert ELSEWHERE not in dict(unit_choices(clerk))


def test_entries_stand_in_rows_with_what_happened_where_and_how_it_is_proved(clerk, live) -> None:
    rows = entry_rows(tell(live[:1], clerk))
    assert rows.count("<tr>") == 1
    for words in (
        reverse("entry", args=[live[0].uuid]),
        tell(live[:1], clerk)[0].sentence,
        "云岭乡",
        "仅有记录",
    ):
        assert words in rows


def test_a_figure_is_called_in_the_language_of_the_page() -> None:
    figure = FIGURES["deeds.count"]
    assert figure_label(figure) == figure.label
    with override("en"):
        assert figure_label(figure) == figure.label_en != figure.label


def test_an_entry_that_changes_another_says_how() -> None:
    assert str(change_label(Entry(change="voided"))) == "已撤回"
    assert change_label(Entry(change="")) == ""


def test_an_entry_shows_its_proof_and_its_story(client_of, clerk, live) -> None:
    page = client_of(clerk).get(reverse("entry", args=[live[0].uuid])).content.decode()
    assert "data-proof" in page
    assert "990101" in page


def test_another_townships_entries_are_not_to_be_found(client_of, clerk, outsider, live) -> None:
    opened = Entry.objects.filter(verb="unit.opened", unit__startswith=ELSEWHERE).first()
    assert opened is not None
    assert client_of(clerk).get(reverse("entry", args=[opened.uuid])).status_code == 404
    assert client_of(outsider).get(reverse("entry", args=[opened.uuid])).status_code == 200


def test_the_proof_of_an_entry_is_data_for_the_browser(client_of, clerk, live) -> None:
    proof = client_of(clerk).get(reverse("entry-proof", args=[live[0].uuid])).json()
    assert proof["index"] == live[0].index
    assert proof["note"].startswith("demo-tests\n")


def test_an_entry_that_waits_for_its_seal_has_no_proof_yet_and_says_so(
    client_of, clerk, live, administrator, now
) -> None:
    waiting = go_live(unit=f"{TOWNSHIP}/990101-V02", on=date(2026, 2, 1), by=administrator, now=now)
    browser = client_of(clerk)
    assert browser.get(reverse("entry-proof", args=[waiting.uuid])).json() == {"pending": True}
    assert browser.get(reverse("entry", args=[waiting.uuid])).context["seal"] is None
    sealed = browser.get(reverse("entry", args=[live[0].uuid])).context["seal"]
    seal(now=now)
    assert browser.get(reverse("entry", args=[live[0].uuid])).context["seal"] == sealed
    assert browser.get(reverse("entry", args=[waiting.uuid])).context["seal"].number == sealed.number + 1


def test_a_checkpoint_slip_names_root_and_key(client_of, clerk, live, administrator, now) -> None:
    go_live(unit=f"{TOWNSHIP}/990101-V02", on=date(2026, 2, 1), by=administrator, now=now)
    seal(now=now)
    answer = client_of(clerk).get(reverse("checkpoint", args=[2]))
    assert "demo-tests+" in answer.content.decode()
    slip = answer.context["seal"]
    assert "".join(answer.context["groups"]) == slip.root_hex
    assert {len(group) for group in answer.context["groups"]} == {4}
    assert (slip.number, answer.context["previous"].number) == (2, 1)
    assert client_of(clerk).get(reverse("checkpoint", args=[1])).context["previous"] is None
    assert client_of(clerk).get(reverse("checkpoint", args=[9])).status_code == 404


def test_a_wrong_period_is_named_with_what_is_one(client_of, clerk, live) -> None:
    page = client_of(clerk).get(reverse("figures"), {"period": "2026H9"}).content.decode()
    assert "2026H9" in page
    assert "2026H1" in page


def test_figures_of_a_unit_out_of_reach_are_refused(client_of, clerk, live) -> None:
    assert client_of(clerk).get(reverse("figures"), {"unit": ELSEWHERE}).status_code == 403


def test_the_page_turns_english_with_its_button(client_of, clerk, live) -> None:
    browser = client_of(clerk)
    browser.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert "Today" in browser.get("/").content.decode()


def test_pages_carry_a_policy_against_foreign_scripts(client_of, clerk, live) -> None:
    assert "default-src 'self'" in client_of(clerk).get("/").headers["Content-Security-Policy"]


def test_a_theme_is_kept_in_a_cookie_and_forgotten_again(client_of, clerk, live) -> None:
    browser = client_of(clerk)
    assert (
        browser.post(reverse("theme"), {"theme": "dark", "next": "/trail/"}).headers["Location"] == "/trail/"
    )
    assert 'data-theme="dark"' in browser.get("/").content.decode()
    assert (
        browser.post(reverse("theme"), {"theme": "", "next": "https://a.example/"}).headers["Location"] == "/"
    )
    assert "data-theme" not in browser.get("/").content.decode()


def test_the_filter_of_the_trail_names_verbs_in_the_language_of_the_page():
    assert ("concern.answered", "答复") in verb_choices()
    with override("en"):
        assert ("concern.answered", "concern answered") in verb_choices()
