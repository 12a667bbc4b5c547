"""Files that were looked over and go back with their form: byte for byte, or refused in words whatever was sent."""

import base64
import inspect
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.organization.forms.calendar import CheckedRosterForm
from zerentian.organization.forms.carried import bytes_of
from zerentian.rectification.forms.importing import CheckedForm
from zerentian.rectification.forms.risk_bulk import CheckedRegisterForm

ROOT = Path(__file__).parents[1]
CARRIERS = [CheckedRosterForm, CheckedForm, CheckedRegisterForm]
PACKED = base64.b64encode(b"\x00PK\xff").decode()


def test_every_form_that_carries_a_file_is_asked_here():
    """A form that reads Base64 reads it in the one way, which refuses in words."""
    found = set()
    for path in sorted(ROOT.glob("zerentian/*/forms/**/*.py")):
        source = path.read_text()
        assert "b64decode" not in source or path.name == "carried.py", path
        if "bytes_of" in source and path.name != "carried.py":
            module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            found |= {
                one
                for _, one in inspect.getmembers(module, inspect.isclass)
                if "clean_content" in vars(one) and issubclass(one, forms.Form)
            }
    assert found == set(CARRIERS)


@pytest.mark.parametrize("form", CARRIERS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("damaged", [PACKED[:-1], "!" + PACKED, "AAAA=AAA", "中文", "ＡＡＡＡ"])
def test_what_was_damaged_on_its_way_is_refused_beside_its_field(form, damaged):
    one = form.__new__(form)
    one.cleaned_data = {"content": damaged}
    with pytest.raises(forms.ValidationError, match="重新选择"):
        one.clean_content()
    one.cleaned_data = {"content": PACKED}
    assert one.clean_content() == b"\x00PK\xff"


@given(st.binary())
def test_any_file_comes_back_byte_for_byte(content):
    assert bytes_of(base64.b64encode(content).decode()) == content


@given(st.text(max_size=60))
def test_any_text_is_a_file_or_is_refused(text):
    try:
        found = bytes_of(text)
    except forms.ValidationError:
        return
    assert isinstance(found, bytes)


@pytest.mark.django_db
def test_a_damaged_roster_is_refused_on_its_page(client_of, administrator):
    said = {"filename": "roster.xlsx", "content": "中文"}
    answer = client_of(administrator).post(reverse("organization:import"), said)
    assert answer.status_code == 422
    assert "content" in answer.context["checked"].errors
