"""What a reader chooses of what the township tells, and what anybody says is wrong in it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.community.models.labels import INTERESTS, SORTS
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Unit
from zerentian.residents.feeds import Chosen

EVERYTHING = [("", _("everything"))]


class VillageChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of villages by their present names."""

    def label_from_instance(self, obj: Unit) -> str:
        """Return the village's name."""
        return obj.name


class ChooseForm(forms.Form):
    """Village, trade and sort; they stand in the address of the page and of the feed, and nowhere else."""

    village = VillageChoice(
        Unit.objects.none(),
        label=_("My village"),
        required=False,
        empty_label=_("all villages"),
        to_field_name="code",
    )
    interest = forms.ChoiceField(
        label=_("Concerned with"), required=False, choices=[*EVERYTHING, *INTERESTS.items()]
    )
    sort = forms.ChoiceField(label=_("Sort"), required=False, choices=[*EVERYTHING, *SORTS.items()])

    def __init__(self, *args: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["village"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = villages

    @property
    def chosen(self) -> Chosen:
        """Return what was chosen; everything where the address says something else."""
        if not self.is_valid():
            return Chosen()
        said = self.cleaned_data
        return Chosen(said["village"], said["interest"], said["sort"])


class DisputeForm(forms.Form):
    """What is wrong in what was published, and why. There is no field for who says so."""

    claim = TextField(
        label=_("What is wrong, and why do you think so?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("The matter only: no names, no telephone numbers. We do not keep who wrote this."),
    )
