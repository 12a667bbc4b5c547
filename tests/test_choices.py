"""A choice of units is by their names: codes are for programs."""

from importlib import import_module
from pathlib import Path

from django import forms

import zerentian
from zerentian.organization.forms.choices import SeveralChoice
from zerentian.organization.models import Unit

ROOT = Path(zerentian.__file__).parent


def choices() -> list[tuple[type, str, forms.ModelChoiceField]]:
    """Return every choice among rows of every form class of every room."""
    for path in [*ROOT.glob("*/forms/*.py"), *ROOT.glob("*/forms.py")]:
        import_module(".".join(["zerentian", *path.relative_to(ROOT).with_suffix("").parts]))
    classes, found = [forms.Form], []
    while classes:
        kind = classes.pop()
        classes += kind.__subclasses__()
        if kind.__module__.startswith("zerentian."):
            found += [
                (kind, name, field)
                for name, field in kind.base_fields.items()
                if isinstance(field, forms.ModelChoiceField)
            ]
    return found


def test_units_are_chosen_by_their_names():
    found = [one for one in choices() if one[2].queryset.model is Unit]
    assert len(found) > 20
    plain = (forms.ModelChoiceField, forms.ModelMultipleChoiceField, SeveralChoice)
    by_code = [f"{kind.__name__}.{name}" for kind, name, field in found if type(field) in plain]
    assert by_code == []


def test_a_choice_of_several_takes_no_key_that_a_database_cannot_hold():
    several = [one for one in choices() if isinstance(one[2], forms.ModelMultipleChoiceField)]
    assert len(several) > 10
    assert [
        f"{kind.__name__}.{name}" for kind, name, field in several if not isinstance(field, SeveralChoice)
    ] == []
