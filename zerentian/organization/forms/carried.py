"""A file that was looked over and goes back with its form, to be brought in byte for byte: its bytes in Base64."""

import base64

from django import forms
from django.utils.translation import gettext_lazy as _


def bytes_of(content: str) -> bytes:
    """Return the bytes that a form carried; ValidationError for what is no Base64, whatever signs stand in it."""
    try:
        return base64.b64decode(content, validate=True)
    except ValueError as error:  # binascii.Error is one; a sign beyond ASCII raises the plain one
        raise forms.ValidationError(_("The file was damaged on its way: choose it again.")) from error
