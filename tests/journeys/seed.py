"""The database of a journey: the cast of the tests, with everything sealed."""

from conftest import NOW, make_cast
from zerentian.ledger.actions import seal
from zerentian.web.cli.init import migrate


def make() -> None:
    """Make schema, cast and seal in ZERENTIAN_HOME."""
    migrate()
    make_cast()
    seal(now=NOW)
