"""The field for a text, as every form of every room has it."""

from typing import Any

from django import forms

from zerentian.ledger.rules.texts import plain, seen


class TextField(forms.CharField):
    """A text as it is read (``ledger.rules.texts``): several lines where its widget has several, otherwise one.

    A password is no text that anybody reads: its field stays Django's own.
    """

    def to_python(self, value: Any) -> str | None:
        """Return the text without what is unseen in it; what is only blanks or unseen is empty."""
        if value in self.empty_values:
            return super().to_python(value)
        text = plain(str(value), lines=isinstance(self.widget, forms.Textarea))
        return super().to_python(text if seen(text) else "")
