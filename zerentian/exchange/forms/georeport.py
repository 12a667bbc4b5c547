"""What a GeoReport client sends, read as what a resident said."""

import re
from uuid import UUID, uuid5

from django.http import QueryDict

from zerentian.casework.actions import Reachable, Said
from zerentian.casework.models import Category
from zerentian.exchange.rules.georeport import (
    MOST_DESCRIPTION,
    Wrong,
    answers_to,
    read_attributes,
    read_point,
)
from zerentian.organization.models import Unit

ONCE = UUID("5f0f7d6e-0d43-4b0c-9a34-0c9d7f6f3a11")
LONGEST = {
    "address_string": 200,
    "first_name": 30,
    "last_name": 30,
    "phone": 40,
    "email": 200,
    "media_url": 500,
}
# No telling what a client's address leads to: it is handed on as words, and never opened.
WEB_ADDRESS = re.compile(r"https?://\S+")


def text_in(data: QueryDict, name: str) -> str:
    """Return one parameter; absent and empty are the same. Raises Wrong when it is too long."""
    text = data.get(name, "").strip()
    if len(text) > LONGEST.get(name, MOST_DESCRIPTION):
        raise Wrong(400, f"{name} is longer than {LONGEST.get(name, MOST_DESCRIPTION)} characters")
    if "\x00" in text:
        raise Wrong(400, f"{name} holds a character that is no text")
    return text


def said_in(data: QueryDict, category: Category, villages: dict[str, Unit]) -> Said:
    """Return what was said, with its place and who may be reached; raises Wrong.

    ``villages``: the township's own, by code; an ``address_id`` names one.
    """
    point = read_point(text_in(data, "lat"), text_in(data, "long"))
    place, address_id = text_in(data, "address_string"), text_in(data, "address_id")
    if not (point or place or address_id):
        raise Wrong(400, "a location was not provided: lat and long, address_string or address_id")
    if address_id and address_id not in villages:
        raise Wrong(400, "address_id must be the code of a village")
    return Said(
        text=words_in(data, category),
        category=category,
        place_unit=villages.get(address_id),
        place=place,
        map_point=point,
        answers=answers_to(category.asked, read_attributes(data.lists())),
        contact=Reachable(
            name=text_in(data, "last_name") + text_in(data, "first_name"),
            phone=text_in(data, "phone"),
            address=text_in(data, "email"),
        ),
    )


def words_in(data: QueryDict, category: Category) -> str:
    """Return the words of a request: its description, else what it is about; with the address of a picture."""
    media = text_in(data, "media_url")
    if media and not WEB_ADDRESS.fullmatch(media):
        raise Wrong(400, "media_url must be an http or https address")
    return "\n".join(filter(None, (text_in(data, "description") or category.name, media)))


def submission_of(account: int, sent_once: str) -> UUID | None:
    """Return the number of a submission whose client names it, so that sent twice it is one; else None."""
    return uuid5(ONCE, f"{account} {sent_once}") if sent_once else None
