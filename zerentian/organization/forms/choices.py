"""The choice of several rows, as every form of every room has it."""

from typing import Any

from django import forms

# More digits are the key of no row: a database counts no further.
MOST_DIGITS = 18


class SeveralChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """A choice of several rows. A key longer than any row's is refused like another that is not offered.

    Django asks the database for all keys at once, and SQLite fails on a number that it cannot hold.
    """

    def clean(self, value: Any) -> Any:
        """Return the chosen rows; ValidationError names what is not among those offered."""
        for one in value if isinstance(value, (list, tuple)) else ():
            if len(str(one)) > MOST_DIGITS:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": one}
                )
        return super().clean(value)
