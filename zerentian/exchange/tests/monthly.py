"""A form that is a text, as it is mapped, and how it is filled."""

from zerentian.exchange.actions.fillings import fill_form
from zerentian.exchange.rules.form_maps import Kind, Region, Said
from zerentian.ledger.rules.periods import Period

MONTH, SHEET = Period.parse("2026-02"), "CSV"
CONTENT = "月报,,\n受理件数,,\n按期率,,\n机构数,,\n说明,,\n,=B2*2,\n".encode()
REGIONS = [
    Region(SHEET, Kind.CELL, "A1", Said(text="{month}月月报，受理{concerns.received}件")),
    Region(SHEET, Kind.CELL, "B2", Said("concerns.received")),
    Region(SHEET, Kind.CELL, "B3", Said("answers.on_time_share", places=1)),
    Region(SHEET, Kind.HAND, "B4:C4"),
    Region(SHEET, Kind.KEEP, "B5"),
    Region(SHEET, Kind.CELL, "B6", Said("concerns.open")),
]


def filled(form, by, now, period=MONTH, **said):
    """Fill the form."""
    return fill_form(form, period=period, by=by, now=now, **said)


def cells(filling):
    """Return the kinds of the cells by their places."""
    return {one["at"]: one["kind"] for one in filling.listed}
