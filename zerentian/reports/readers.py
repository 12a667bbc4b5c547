"""Who reads which rendition of a report, and what is hidden from them."""

from zerentian.ledger.figures import Hidden
from zerentian.organization.models import Account
from zerentian.organization.rules.rights import ROLES
from zerentian.organization.shields import hidden_from, hidden_from_any
from zerentian.reports.models import CLEARANCE

GENERAL, CLEARED = "general", "cleared"


def hidden_of(audience: str, path: str) -> Hidden:
    """Return what a rendition on a unit leaves out: whatever anybody who may read it may not see."""
    return hidden_from(None) if audience == GENERAL else hidden_from_any(cleared_for(path))


def cleared_for(path: str) -> list[Account]:
    """Return who receives reports of wrongdoing about a unit: the desk of its superior."""
    roles = [code for code, role in ROLES.items() if CLEARANCE in (*role.wide, *role.own)]
    appointed = Account.objects.filter(is_active=True, appointments__post__role__in=roles).distinct()
    return [account for account in appointed.order_by("pk") if account.may(CLEARANCE, path)]
