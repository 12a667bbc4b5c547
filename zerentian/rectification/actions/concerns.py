"""Which concerns may bring up a finding, a risk point or a land matter: those about a matter or a place."""

from zerentian.casework.models import Concern
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account


def is_about_a_place(concern: Concern) -> bool:
    """Tell whether a concern is about a matter or a place: it accuses nobody, and never did."""
    return not concern.is_shielded and not concern.accusations.exists()


def check_about_a_place(concern: Concern, by: Account) -> None:
    """Refuse a concern that the account may not read, a complaint about people, and one that accuses somebody.

    Findings, risk points and land matters are read by the unit in charge of them, which might be the accused.
    """
    if not by.is_system and not Concern.objects.visible_to(by).filter(pk=concern.pk).exists():
        raise NotAllowed("没有这件诉求，或您不能查看", "there is no such concern, or not for you to see")
    if not is_about_a_place(concern):
        raise NotAllowed(
            "投诉和检举控告不能转为问题、风险点或征收事项，也不能关联：这里只针对事和地方",
            "a complaint about people can't be taken up or linked here: this is about a matter or a place",
        )
