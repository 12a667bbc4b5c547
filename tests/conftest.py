"""What tests that ask every address as everybody have in common."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.template.backends.django import Template
from django.utils.translation import get_language

REFUSALS = {"web/refusal.html", "404.html"}


@pytest.fixture(scope="module")
def refusals_drawn_once() -> Iterator[set[tuple[object, ...]]]:
    """Draw the page that refuses, and the one that finds nothing, once for each account and room.

    For modules that ask thousands of times and look at the status alone. The status is given by who draws the page.
    """
    drawn: set[tuple[object, ...]] = set()
    draw = Template.render

    def once(page: Template, context: Any = None, request: HttpRequest | None = None) -> Any:
        if page.template.name not in REFUSALS:
            return draw(page, context, request)
        whose = getattr(request, "user", None)
        room = request.path.split("/")[1] if request else ""  # The navigation says where one is.
        key = (page.template.name, getattr(whose, "pk", None), room, get_language())
        if key in drawn:
            connection.validate_no_broken_transaction()  # A page asks the database: it could not be drawn then.
            return ""
        drawn.add(key)
        return draw(page, context, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", once)
        yield drawn
