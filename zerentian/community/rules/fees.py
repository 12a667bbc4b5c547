"""The fee for very many requests, or very many pages (信息处理费): what it comes to, by the published steps.

Source: 政府信息公开信息处理费管理办法 (国办函〔2020〕109号) arts 3-5: by the request or by the page, never by both, in
steps, each for what lies above the one before. Nobody is listed by how often they ask: whoever registers the request
counts.
"""

from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed

MOST = 100_000
FREE_REQUESTS, FIRST_STEP, WIDTH, BY_REQUEST = 10, 30, 10, 100
# Up to so many pages, so many yuan a page; above the last, the price after it.
PAGES = ((30, 0), (100, 10), (200, 20))
ABOVE = 40


class Measure(StrEnum):
    """By what the fee is reckoned."""

    REQUESTS = "requests"
    PAGES = "pages"


def fee_of(measure: Measure, number: int) -> int:
    """Return the fee in yuan: for the so-many-th request of one applicant in a calendar month, or for so many pages.

    NotAllowed where the rule asks for none.
    """
    if not 1 <= number <= MOST:
        raise NotAllowed(f"数量须在1到{MOST}之间", f"it is between 1 and {MOST}")
    yuan = of_request(number) if measure is Measure.REQUESTS else of_pages(number)
    if not yuan:
        raise NotAllowed(
            f"当月{FREE_REQUESTS}件以内、{PAGES[0][0]}页以内不收费",
            f"the first {FREE_REQUESTS} requests of a month and the first {PAGES[0][0]} pages cost nothing",
        )
    return yuan


def of_request(place: int) -> int:
    """Return what one request costs by its place among those of one applicant in a calendar month."""
    if place <= FREE_REQUESTS:
        return 0
    steps = 0 if place <= FIRST_STEP else (place - FIRST_STEP + WIDTH - 1) // WIDTH
    return BY_REQUEST * (1 + steps)


def of_pages(pages: int) -> int:
    """Return what so many pages cost together."""
    yuan, counted = 0, 0
    for last, price in PAGES:
        yuan += max(0, min(pages, last) - counted) * price
        counted = last
    return yuan + max(0, pages - counted) * ABOVE
