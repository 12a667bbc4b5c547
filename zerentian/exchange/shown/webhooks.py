"""How webhooks are shown, what the worker does for them, and what a keeper watches."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zerentian.exchange.actions.sending import forget, gather, send_due
from zerentian.exchange.models import Delivery, Endpoint
from zerentian.ledger.clock import machine_now
from zerentian.organization.models import Account
from zerentian.organization.subjects import Chore, Fact, Place, Sentence, Subject, Watched, register
from zerentian.organization.telling import numbers, titled


def endpoints_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return what an account's own endpoints are called."""
    return titled(Endpoint.objects.filter(account=account, pk__in=numbers(keys)))


def send(now: datetime) -> None:
    """Queue what was sealed, send what is due, forget what is old; network and phones share the machine's clock."""
    moment = machine_now()
    gather(now=now, machine_now=moment)
    send_due(now=now, machine_now=moment)
    forget(machine_now=moment)


def watched() -> Watched:
    """Tell how many messages wait, and how many were given up; each holder sees on the page which."""
    lost, waiting = Delivery.objects.given_up().count(), Delivery.objects.waiting().count()
    return Watched(
        _("Webhooks"),
        bad=bool(lost),
        said=gettext("%(waiting)d wait, %(lost)d given up") % {"waiting": waiting, "lost": lost},
        remedy=gettext("Their holders look under “Webhooks” why, and send them again or end them.")
        if lost
        else "",
        numbers={"webhooks_waiting": float(waiting), "webhooks_given_up": float(lost)},
    )


register(
    Subject(
        kind="webhook",
        one=_("a webhook"),
        page="exchange:webhook-detail",
        titles=endpoints_named,
        hand_over=None,
        places=(
            Place(_("Webhooks"), "exchange:webhook-list", "key.make", rank=102),
            Place(_("Webhooks"), "exchange:webhook-list", "security.unlock", rank=102),
        ),
        chores=(Chore("webhooks", _("Sending webhooks"), send, asks_others=True),),
        watched=watched,
        said={
            "webhook.opened": Sentence(_("A webhook was opened: %(what)s; it holds until %(last)s")),
            "webhook.key_renewed": Sentence(_("A webhook was given another key: %(what)s")),
            "webhook.tested": Sentence(_("A webhook was tested: %(what)s")),
            "webhook.resent": Sentence(_("A message of a webhook was sent again: %(what)s")),
            "webhook.ended": Sentence(_("A webhook was ended: %(what)s")),
        },
        facts={"kinds": Fact(pgettext_lazy("webhook", "Nouns it is told of"))},
    )
)
