"""The gate of every page on a concern: who may not read it finds nothing; a look by whom it accuses is recorded."""

from django.http import Http404, HttpRequest

from zerentian.casework import actions
from zerentian.casework.models import Concern
from zerentian.casework.models.shield import accusing
from zerentian.ledger.clock import now
from zerentian.organization.access import actor


def visible_concern(request: HttpRequest, key: str) -> Concern:
    """Return a concern that the account may read; else 404, and an entry when it accuses the account."""
    account = actor(request)
    rows = Concern.objects.select_related("unit", "lead", "category", "handler")
    concern: Concern | None = rows.visible_to(account).filter(key=key).first()
    if concern is None:
        accused = Concern.objects.filter(accusing(account), key=key).first()
        if accused is not None:
            actions.refuse_look(accused, by=account, now=now())
        raise Http404(key)
    return concern
