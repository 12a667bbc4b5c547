"""What a reader chooses of what is on, where an instance has several townships."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.organization.models import Unit
from zerentian.residents.forms.notices import VillageChoice


class TownForm(forms.Form):
    """One township; it stands in the address of the page, and nowhere else."""

    town = VillageChoice(
        Unit.objects.none(),
        label=_("My township"),
        required=False,
        empty_label=_("all townships"),
        to_field_name="code",
    )

    def __init__(self, *args: Any, towns: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["town"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = towns

    @property
    def chosen(self) -> Unit | None:
        """Return the township that was chosen; None for all, also where the address says something else."""
        return self.cleaned_data["town"] if self.is_valid() else None
