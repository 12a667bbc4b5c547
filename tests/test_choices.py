"""A choice of units is by their names: codes are for programs."""

from importlib import import_module
from pathlib import Path

from django import forms

import zerentian
from zerentian.organization.models import Unit

ROOT = Path(zerentian.__file__).parent


def choices() -> list[tuple[type, str, forms.ModelChoiceField]]:
    """Return every choice among units of every form class of every room."""
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
                if isinstance(field, forms.ModelChoiceField) and field.queryset.model is Unit
            ]
    return found


def test_units_are_chosen_by_their_names():
    found = choices()
    assert len(found) > 20
    plain = (forms.ModelChoiceField, forms.ModelMultipleChoiceField)
    by_code = [f"{kind.__name__}.{name}" for kind, name, field in found if type(field) in plain]
    assert by_code == []
