"""The field for a text, as every form of every room has it."""

from typing import Any

from django import forms

from zerentian.ledger.rules.texts import plain, seen


def never_kept(form: forms.Form, *names: str) -> None:
    """Let the browser keep no draft of some fields, all of them by default: they tell who somebody is, or why.

    A draft lies in the clear on a machine that several people may use (``web/static/web/drafts.js``).
    """
    for name in names or tuple(form.fields):
        form.fields[name].widget.attrs["data-draft-never"] = ""


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
