"""Where a request goes, as far as the door needs to know it: how much may be brought there, and in which lane."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import Resolver404, resolve

from zerentian.organization.access import declared_rights
from zerentian.organization.devices import COOKIE, read_name
from zerentian.web.serving.lanes import Lane, Lanes

READING = ("GET", "HEAD", "OPTIONS")
# What a form of words needs: long answers from the office, a letter from a visitor.
WORDS_OF_STAFF, WORDS_OF_VISITORS = 2_500_000, 256_000


@dataclass(frozen=True, slots=True)
class Place:
    """An address of ours: whether anyone may open it, whether programs do with a key, and what it takes."""

    public: bool = True
    for_programs: bool = False
    health: bool = False
    most: int | None = None


def place_of(path: str) -> Place:
    """Return what stands at a path; a path that leads nowhere takes what any visitor may send."""
    try:
        view = resolve(path).func
    except (Resolver404, UnicodeError, ValueError):
        return Place()
    most = getattr(view, "most_bytes", None)
    return Place(
        public=not declared_rights(view),
        for_programs=hasattr(view, "takes_key"),
        health=hasattr(view, "tells_health"),
        most=most() if most else None,
    )


def is_known(headers: dict[str, str]) -> bool:
    """Tell whether a request comes from a browser in which somebody of the office once signed in."""
    name = f"{COOKIE}="
    values = [part.strip() for part in headers.get("cookie", "").split(";")]
    return any(read_name(value[len(name) :]) for value in values if value.startswith(name))


def most_bytes(place: Place, *, known: bool) -> int:
    """Return how many bytes a request may bring: what the view declares, less where nobody can be signed in."""
    if known or place.for_programs:
        return place.most or WORDS_OF_STAFF
    if place.public:
        return min(place.most or WORDS_OF_VISITORS, settings.PUBLIC_UPLOAD_MB * 1_000_000)
    return WORDS_OF_VISITORS


def lane_of(place: Place, method: str, lanes: Lanes, *, known: bool) -> Lane:
    """Return the lane in which a request is answered."""
    if place.health:
        return lanes.health
    if known:
        return lanes.staff
    if place.for_programs:
        return lanes.programs
    return lanes.visits if method in READING else lanes.work
