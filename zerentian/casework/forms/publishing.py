"""Forms for publishing an answer, and for taking it off again."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zerentian.casework.models import Concern, ConcernFile
from zerentian.evidence.models import File, FileQuerySet
from zerentian.evidence.rules.sniffing import KINDS
from zerentian.organization.forms.texts import TextField

PICTURES = [code for code, kind in KINDS.items() if kind.family == "picture"]


class PhotoChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among the pictures that came with a concern."""

    def label_from_instance(self, obj: File) -> str:
        """Return the picture's name."""
        return obj.name


class PublishForm(forms.Form):
    """The public copy: a text of its own, apart from the file."""

    title = TextField(label=_("Title of the answer"), max_length=200)
    question = TextField(
        label=_("The question"),
        max_length=8000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("What was asked, without anybody's name, phone or door number."),
    )
    answer = TextField(label=_("The answer"), max_length=20000, widget=forms.Textarea({"rows": 10}))
    # By its mark: a row's number would show how many files there are that the reader may not see.
    photo = PhotoChoice(
        File.objects.none(),
        to_field_name="mark",
        label=_("Photo"),
        required=False,
        empty_label=_("no photo"),
    )
    nobody = forms.BooleanField(
        label=_("Nobody, no number plate and no door number can be recognised in the photo."), required=False
    )

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["photo"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = pictures_of(concern)
            if not field.queryset.exists():
                del self.fields["photo"], self.fields["nobody"]

    def clean(self) -> dict[str, Any]:
        """Ask that nobody can be recognised before a photo is shown to everybody (PIPL art. 25)."""
        said = super().clean() or {}
        if said.get("photo") and not said.get("nobody"):
            self.add_error("nobody", gettext("Look at the photo again: it may only show things and places."))
        return said

    def typed(self, name: str) -> str:
        """Return what stands in a field, whether or not the form is whole."""
        return str(self[name].value() or "")


def pictures_of(concern: Concern) -> FileQuerySet:
    """Return the pictures that came with a concern and can be shown."""
    kept = ConcernFile.objects.filter(concern=concern)
    return File.objects.standing().filter(pk__in=kept.values("file"), kind__in=PICTURES, condition="sound")
