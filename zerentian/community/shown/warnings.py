"""How relayed warnings and calls to villages are shown."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.community import handover
from zerentian.community.models import Call, CallTerm, RelayedWarning
from zerentian.community.models.labels_of_warnings import CHANNELS, COLOURS, FORMS, MESSAGES
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import Group, Line, Start, group_of, url_of
from zerentian.organization.handover import HandOver
from zerentian.organization.models import Account
from zerentian.organization.subjects import Fact, Place, Search, Sentence, Subject, Text, register
from zerentian.organization.telling import numbers, titled

FIRST_OF_ALL = 1


def warnings_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the headlines of the warnings that an account may read."""
    return titled(RelayedWarning.objects.visible_to(account).filter(pk__in=numbers(keys)))


def calls_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the headlines of the warnings on which villages were called."""
    rows = Call.objects.visible_to(account).filter(pk__in=numbers(keys)).select_related("warning")
    return titled(rows)


def terms_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the documents that set the minutes."""
    return {str(row.pk): row.basis for row in CallTerm.objects.filter(pk__in=numbers(keys))}


def warning_of_call(key: str) -> str:
    """Return the address of the warning on which a village was called; nothing for no call."""
    found = Call.objects.filter(pk__in=numbers([key])).first()
    return reverse("community:warning-detail", args=[found.warning_id]) if found else ""


def calls_waiting(account: Account, now: datetime, shown: int) -> Iterable[Group]:
    """Return the calls of the account's villages, and of those it calls, that nobody has confirmed: before all else."""
    if not account.may("notice.tell"):
        return []
    open_calls = Call.objects.open().filter(warning__expires_at__gt=now).select_related("warning", "unit")
    mine = open_calls.allowed(account, "notice.tell")
    others = open_calls.allowed(account, "warning.relay").exclude(pk__in=mine.values("pk"))

    def line(row: Call) -> Line:
        light = "red" if row.due_at < now else "amber"
        url = url_of("community:calls", str(row.warning_id))
        return Line(str(row.warning), row.unit.name, url, _("Confirm or call"), light, local_day(row.due_at))

    rows = [one.prefetch_related("unit__periods").order_by("due_at", "pk") for one in (mine, others)]
    return [group_of(_("Warnings to confirm"), FIRST_OF_ALL, rows, shown, line)]


def warning_text(row: RelayedWarning) -> Text:
    """A warning by its headline, issuer, type and words."""
    words = (row.headline, row.issuer, row.hazard, row.text, row.identifier)
    return Text(str(row), " ".join(words), row.path, local_day(row.sent_at))


register(
    Subject(
        kind="warning",
        one=_("a relayed warning"),
        page="community:warning-detail",
        titles=warnings_named,
        hand_over=HandOver(of_units=(handover.WARNINGS,)),
        places=(Place(_("Relayed warnings"), "community:warning-list", "notice.view", rank=68),),
        starts=(Start(_("Relay a warning"), "community:warning-new", "warning.relay", rank=46),),
        search=Search(_("Relayed warnings"), "notice.view", RelayedWarning, warning_text, rank=29),
        figures={"warnings": _("Relayed warnings")},
        said={
            "warning.relayed": Sentence(
                _("%(unit)s relayed to %(villages)s villages (%(colour)s, %(message)s): %(what)s"), daily=True
            ),
            "warning.ended": Sentence(_("%(what)s no longer stands (%(message)s)")),
            "warning.moved": Sentence(_("The warning %(what)s passed from %(from)s to %(to)s")),
        },
        facts={
            "colour": Fact(pgettext_lazy("warning", "Colour"), COLOURS),
            "message": Fact(pgettext_lazy("warning", "What it does"), MESSAGES),
            "form": Fact(_("Form it came in"), FORMS),
            "drill": Fact(_("Drill")),
            "villages": Fact(_("Villages")),
            "delay": Fact(_("Minutes since its issue")),
        },
    )
)
register(
    Subject(
        kind="call",
        one=_("the call of a village"),
        page=warning_of_call,
        titles=calls_named,
        hand_over=HandOver(of_units=(handover.CALLS,)),
        waiting=calls_waiting,
        figures={"calls": _("Villages called on warnings")},
        said={
            "call.asked": Sentence(_("%(unit)s was called on %(what)s")),
            "call.tried": Sentence(_("%(post)s of %(unit)s did not answer (%(channel)s): %(what)s")),
            "call.confirmed": Sentence(
                _("%(post)s of %(unit)s confirmed after %(minutes)s minutes: %(what)s"), daily=True
            ),
            "call.dropped": Sentence(_("%(unit)s is no longer called on %(what)s")),
            "call.moved": Sentence(_("The call on %(what)s passed from %(from)s to %(to)s")),
        },
        facts={
            "asked": Fact(_("Called on")),
            "drill": Fact(_("Drill")),
            "channel": Fact(pgettext_lazy("call", "How"), CHANNELS),
            "minutes": Fact(_("Minutes")),
            "in_time": Fact(_("In time")),
            "tries": Fact(_("Tries")),
            "overdue": Fact(_("Was late by then")),
        },
    )
)
register(
    Subject(
        kind="call_term",
        one=_("the minutes of calls"),
        page=None,
        titles=terms_named,
        hand_over=None,
        said={
            "call_term.set": Sentence(
                _(
                    "From %(since)s on villages confirm within %(minutes)s minutes and are called again after %(retry)s"
                )
            )
        },
        facts={"minutes": Fact(_("Minutes")), "retry": Fact(_("Minutes between calls"))},
    )
)
