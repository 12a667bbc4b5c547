"""The extra questions of a category, asked by every form that takes a concern: the residents' and the office's own."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext

from zerentian.casework.models import Category
from zerentian.organization.forms.texts import TextField

# Degrees north and east, with a comma of either width between them; the country lies within these.
POINT = re.compile(r"(\d{1,2}(?:\.\d+)?)\s*[,，\s]\s*(\d{2,3}(?:\.\d+)?)")
LEAST_NORTH, MOST_NORTH, LEAST_EAST, MOST_EAST = 3, 54, 73, 136


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose: its identifier on the page, its text, whether it is chosen, the advice it calls for."""

    id: str
    text: str
    checked: bool
    advice: str


@dataclass(frozen=True, slots=True)
class Question:
    """An extra question of a category: its field, whether the office needs it, the answers to choose from."""

    field: forms.BoundField
    needed: bool
    options: list[Option]


class AskingForm(forms.Form):
    """A form that asks what a category asks: each question is a field, and what is needed is asked for once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories: dict[str, Category] = {}

    def take_in(self, categories: Iterable[Category]) -> None:
        """Let these be chosen, each question of theirs a field."""
        self.categories = {category.code: category for category in categories}
        for category in self.categories.values():
            for asked in category.asked:
                question = TextField(label=asked["label"], required=False, max_length=400)
                self.fields.setdefault(field_name(category, asked), question)

    def questions(self, category: Category) -> list[Question]:
        """Return a category's extra questions with what was answered so far."""
        return [self.question(field_name(category, asked), asked) for asked in category.asked]

    def question(self, name: str, asked: Mapping[str, Any]) -> Question:
        """Return one extra question as the page shows it."""
        field, advice = self[name], asked.get("advice") or {}
        answer = str(field.value() or "")
        options = [
            Option(
                f"{field.auto_id}_{index}" if index else str(field.auto_id),
                text,
                text == answer,
                advice.get(text, ""),
            )
            for index, text in enumerate(asked.get("options") or ())
        ]
        return Question(field, bool(asked.get("needed")), options)

    def answers_to(self, category: Category | None) -> dict[str, str]:
        """Return what was answered to a category's questions, by their codes."""
        if category is None:
            return {}
        given = {
            str(asked["code"]): self.cleaned_data.get(field_name(category, asked), "")
            for asked in category.asked
        }
        return {code: answer for code, answer in given.items() if answer}

    def ask_once(self, category: Category) -> None:
        """Ask once for what a category needs; who sends it anyway is let through."""
        if "anyway" in self.data:
            return
        answers = self.answers_to(category)
        for asked in category.asked:
            if asked.get("needed") and asked["code"] not in answers:
                self.add_error(field_name(category, asked), gettext("Please answer this if you can."))

    @property
    def is_missing_answers(self) -> bool:
        """Tell whether a question was left out that the office needs; it may be sent anyway."""
        return self.is_bound and any(name.startswith("q-") for name in self.errors)


class ChosenCategoryForm(AskingForm):
    """A form of staff with a field ``category``: it asks what the category asks that is chosen now."""

    chosen: Category | None = None

    def choose_among(self, own: QuerySet[Category]) -> None:
        """Let one of these be chosen, and take in the questions of the one that is."""
        field = self.fields["category"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = own
        key = str(self["category"].value() or "")
        if key.isascii() and key.isdigit() and len(key) < 19:
            self.chosen = own.filter(pk=key).first()
        self.take_in([self.chosen] if self.chosen else [])

    @property
    def asked(self) -> list[Question]:
        """Return the questions of the category that is chosen now."""
        return self.questions(self.chosen) if self.chosen else []

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """Return the fields that the form has whatever is chosen."""
        return [field for field in self if not field.name.startswith("q-")]

    def clean(self) -> dict[str, Any]:
        """Ask once for what the category needs; what the person did not tell stops nothing."""
        if self.chosen:
            self.ask_once(self.chosen)
        return self.cleaned_data


def field_name(category: Category, asked: Mapping[str, Any]) -> str:
    """Return the name under which the answer to an extra question is sent."""
    return f"q-{category.code}-{asked['code']}"


def map_point(typed: str) -> str:
    """Return a point typed or copied from a map, in degrees north and east, to ten metres; empty for none.

    Raises ValidationError for what is no point in or near China, the two numbers the wrong way round among it.
    """
    if not typed.strip():
        return ""
    found = POINT.fullmatch(typed.strip())
    north, east = (Decimal(found[1]), Decimal(found[2])) if found else (Decimal(0), Decimal(0))
    if not (LEAST_NORTH <= north <= MOST_NORTH and LEAST_EAST <= east <= MOST_EAST):
        raise forms.ValidationError(
            gettext(
                "Two numbers, north first, such as 28.1234,112.5678; or describe the place in words above."
            )
        )
    return f"{north:.4f},{east:.4f}"
