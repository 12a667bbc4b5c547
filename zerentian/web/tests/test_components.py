"""Every component renders with what its first line asks for, in both languages."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from zerentian.ledger.models import Entry
from zerentian.organization.listing.signs import deadline
from zerentian.web import charts

FOLDER = Path(__file__).parents[1] / "templates/components"


class Sample(forms.Form):
    """A form with one field that is required and one that is not."""

    what = forms.CharField(label="做了什么", help_text="一句话")
    place = forms.CharField(label="地点", required=False)


CONTEXTS = {
    "chart.html": {
        "svg": charts.bars([(date(2026, 1, 1), 3)], "落实记录"),
        "caption": "按月",
        "rows": [("1", 3)],
    },
    "confirm.html": {"form": Sample(), "what": "撤回", "verb": "撤回", "back": "/"},
    "empty.html": {"what": "没有记录", "how": "先登记一条", "url": "/", "label": "登记落实"},
    "errors.html": {"form": Sample({"place": "村口"})},
    "field.html": {"field": Sample()["what"]},
    "form.html": {"form": Sample({"place": "村口"})},
    "pager.html": {"newer": "?a", "older": "?b"},
    "progress.html": {"label": "封存", "done": 3, "total": 9},
    "state.html": {"entry": Entry(facts='{"late_days":9,"late_limit":5}', change="corrected")},
    "states_bar.html": {"states": {"verified": 1, "evidenced": 2, "recorded": 3, "unknown": 0}},
    "timeline.html": {"entries": []},
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", sorted(CONTEXTS))
def test_a_component_renders_alone(name, language) -> None:
    with translation.override(language):
        assert render_to_string(f"components/{name}", CONTEXTS[name]).strip()


def test_errors_link_to_their_fields() -> None:
    page = render_to_string("components/form.html", {"form": Sample({"place": "村口"})})
    assert 'href="#id_what"' in page
    assert 'aria-invalid="true"' in page


def test_a_required_field_says_so_and_its_hint_is_tied_to_it() -> None:
    page = render_to_string("components/field.html", {"field": Sample()["what"]})
    assert "必填" in page
    assert 'aria-describedby="id_what_helptext"' in page


def test_no_state_is_shown_by_colour_alone() -> None:
    bar = render_to_string("components/states_bar.html", CONTEXTS["states_bar.html"])
    assert all(sign in bar for sign in "◉●○？")
    late = render_to_string(
        "components/state.html",
        {"entry": SimpleNamespace(proof_state="recorded", time_state="late", late_days=37, change="")},
    )
    assert "补录" in late
    assert "37" in late


@pytest.mark.django_db
def test_a_deadline_has_a_word_beside_its_colour() -> None:
    assert "逾期" in deadline("red", date(2026, 6, 30))
    assert "2026年6月30日" in deadline("red", date(2026, 6, 30))


def test_an_open_choice_says_what_to_do_instead_of_dashes() -> None:
    form = type(
        "Form", (forms.Form,), {"sort": forms.ChoiceField(choices=[("", "---------"), ("a", "甲")])}
    )()
    page = str(form["sort"])
    assert "请选择" in page
    assert "----" not in page
