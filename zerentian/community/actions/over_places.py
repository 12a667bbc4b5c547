"""A relayed warning stands over the places of the villages called: patrols follow, and nobody enters it twice."""

from collections.abc import Sequence
from datetime import datetime

from zerentian.community.models import RelayedWarning
from zerentian.community.rules.warnings import Colour, Message
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Unit
from zerentian.rectification.actions.county_signals import Issued, let_end, let_stand
from zerentian.rectification.models import CountySignal
from zerentian.rectification.models.risk_terms import SignalQuerySet
from zerentian.rectification.rules.risks import Colour as SignalColour


def stand_over(
    warning: RelayedWarning,
    units: Sequence[Unit],
    *,
    by: Account,
    now: datetime,
    because: Entry,
) -> None:
    """Let a warning stand over the places of some units until it ends, and end the signals of what it replaces.

    A drill and a warning without a colour change no patrols; what somebody entered by hand stays as it is.
    """
    if warning.drill:
        return
    if warning.replaces is not None:
        end_over(warning.replaces, warning, by=by, now=now, because=because)
    if warning.message == Message.CANCEL or warning.colour == Colour.UNKNOWN:
        return
    issued = Issued(
        warning.issuer,
        warning.identifier,
        SignalColour(warning.colour),
        min(warning.sent_at, now),
        warning.text or warning.headline or warning.original,
        warning.expires_at,
    )
    for unit in units:
        if not over(warning, now).filter(unit=unit).exists():
            let_stand(issued, unit, by, now, because)


def end_over(
    warning: RelayedWarning, later: RelayedWarning, *, by: Account, now: datetime, because: Entry
) -> None:
    """End the signals of a warning that a later one changes or lifts."""
    for signal in over(warning, now).standing():
        lifted_at = min(max(later.sent_at, signal.issued_at), now)
        let_end(signal, lifted_at, later.identifier, by, now, because)


def over(warning: RelayedWarning, now: datetime) -> SignalQuerySet:
    """Return the signals that a warning let stand over the township's places."""
    rows = CountySignal.objects.under(warning.unit, local_day(now))
    return rows.filter(issuer=warning.issuer, number=warning.identifier)
