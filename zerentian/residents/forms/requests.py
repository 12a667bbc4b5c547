"""What an applicant does with a request for information: make it, open it with the secret, complete it, withdraw it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from zerentian.community.forms.inquiries import AskedForm
from zerentian.organization.forms.texts import TextField
from zerentian.residents.forms.progress import SecretForm

STAMP = "zerentian.residents.requests"
STAMP_SECONDS = 24 * 60 * 60


class ApplyForm(AskedForm):
    """A request for information as anybody makes it; the stamp tells the same form sent twice from two."""

    stamp = TextField(required=False, max_length=200, widget=forms.HiddenInput)
    homepage = TextField(required=False, max_length=400, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["stamp"].initial = signing.dumps(str(uuid4()), salt=STAMP)

    @property
    def submission(self) -> UUID:
        """Return what this very form is known by; what was changed in it is another."""
        said = "\n".join(str(self.cleaned_data[name]) for name in sorted(self.cleaned_data))
        try:
            stamp = UUID(signing.loads(self.cleaned_data["stamp"], salt=STAMP, max_age=STAMP_SECONDS))
        except (signing.BadSignature, ValueError):
            stamp = uuid4()
        return uuid5(stamp, said)


class OpenForm(SecretForm):
    """The secret, and what is to be done with the request: nothing, complete it, or withdraw it."""

    do = forms.ChoiceField(
        choices=(("", ""), ("complete", ""), ("withdraw", "")), required=False, widget=forms.HiddenInput
    )
    words = TextField(
        label=_("What you add"), max_length=3000, required=False, widget=forms.Textarea({"rows": 4})
    )
