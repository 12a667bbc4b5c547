"""When the county is asked again, and when an overdue answer goes before those above: by local rules, as data."""

from collections.abc import Mapping
from enum import StrEnum

# Rules of ``organization/rules/clocks.py``; a place sets their length on the page of the calendar.
ASK_COUNTY = "county.ask"


class Above(StrEnum):
    """Before whom an overdue answer is brought."""

    LEADERS = "leaders"
    COUNTY = "county"


# By which rule, counted from the answer's due day.
RULES: Mapping[Above, str] = {Above.LEADERS: "overdue.leaders", Above.COUNTY: "overdue.county"}
