"""Contact data of who signed up, borrowed, booked or applied: looked at for a reason that is kept, erased in time."""

from datetime import datetime

from django.db import transaction

from zerentian.community.models import (
    Activity,
    Booking,
    ContactLook,
    Inquiry,
    InquiryContact,
    Item,
    Loan,
    SignUp,
    Venue,
)
from zerentian.community.models.reachable import Caller
from zerentian.ledger.actions import record_on
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import check_filled
from zerentian.organization.access import require
from zerentian.organization.models import Account

# As many rows as one entry can commit to.
ROWS = 60
Row = type[SignUp | Loan | Booking | InquiryContact]
Holder = type[Activity | Item | Venue | Inquiry]
# Rows with contact data, each with the rows of units that they belong to.
TABLES: tuple[tuple[Row, Holder], ...] = (
    (SignUp, Activity),
    (Loan, Item),
    (Booking, Venue),
    (InquiryContact, Inquiry),
)


@transaction.atomic
def reveal_caller(row: Loan | Booking, *, reason: str, by: Account, now: datetime) -> Caller:
    """Return who has a thing or a venue, in the clear, for a stated reason, which is kept; the look is an entry."""
    holder = row.item if isinstance(row, Loan) else row.venue
    require(by, "activity.keep", holder.path, now=now)
    said = check_filled(reason, "查看理由", "the reason")
    at_one = {"loan" if isinstance(row, Loan) else "booking": row}
    look = ContactLook.objects.create(reason=said, by=by, at=now, **at_one)
    record_on(holder, f"{holder.KIND}.contact_revealed", by=by, now=now, rows=[look])
    return row.told


def erase_past(*, by: Account, now: datetime) -> int:
    """Erase the contact data whose days are over, an entry for each that it belongs to; return how many rows'."""
    return sum(
        erase_of(table, holders, key, by=by, now=now)
        for table, holders in TABLES
        for key in list(
            table.objects.past(local_day(now))
            .order_by(table.HOLDER)
            .values_list(table.HOLDER, flat=True)
            .distinct()
        )
    )


@transaction.atomic
def erase_of(
    table: Row,
    holders: Holder,
    key: int,
    *,
    by: Account,
    now: datetime,
) -> int:
    """Erase the contact data of one activity, item or venue whose days are over."""
    holder = holders.objects.select_for_update(of=("self",)).get(pk=key)
    rows: list[Committed] = list(table.objects.past(local_day(now)).filter(**{table.HOLDER: key}))
    for row in rows:
        assert isinstance(row, table)
        row.erase()
        row.save(update_fields=[*table.COLUMNS, "erased"])
    for begin in range(0, len(rows), ROWS):
        some = rows[begin : begin + ROWS]
        facts: dict[str, object] = {"parties": len(some)}
        record_on(holder, f"{holder.KIND}.contacts_erased", by=by, now=now, facts=facts, rows=some)
    return len(rows)
