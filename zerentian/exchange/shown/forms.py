"""How other offices' forms and their fillings are shown."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.exchange.models import CountyForm, FormFilling
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account
from zerentian.organization.punctuation import bracketed
from zerentian.organization.subjects import Fact, Place, Search, Sentence, Subject, Text, register
from zerentian.organization.telling import exactly, numbers, titled


def forms_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the names of the forms that an account may see."""
    return titled(CountyForm.objects.visible_to(account).filter(pk__in=numbers(keys)))


def fillings_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the fillings that an account may see, by form and period."""
    rows = FormFilling.objects.visible_to(account).filter(pk__in=numbers(keys)).select_related("form")
    return {str(row.pk): f"{row.form.name}{bracketed(row.label)}" for row in rows}


def form_text(row: CountyForm) -> Text:
    """Return what is searched of a form."""
    return Text(row.name, f"{row.name}\n{row.asked_by}", row.path, local_day(row.files.all()[0].at))


DIGESTS = {
    "template": Fact(_("SHA-256 of the file"), read=exactly),
    "map": Fact(_("SHA-256 of the map"), read=exactly),
    "output": Fact(_("SHA-256 of the filled file"), read=exactly),
}
register(
    Subject(
        kind="county_form",
        one=_("a form of another office"),
        page="exchange:form-detail",
        titles=forms_named,
        hand_over=None,
        places=(Place(_("Forms"), "exchange:form-list", "form.view", rank=90, key="v"),),
        search=Search(_("Forms"), "form.view", CountyForm, form_text, rank=65),
        figures={"forms": _("Forms")},
        said={
            "form.kept": Sentence(_("%(unit)s keeps the form “%(what)s”")),
            "form.mapped": Sentence(_("%(unit)s said what goes where in the form “%(what)s”")),
            "form.retired": Sentence(_("Nobody asks %(unit)s for the form “%(what)s” any more")),
        },
        facts={
            **DIGESTS,
            "number": Fact(_("Which file")),
            "version": Fact(_("Version of the map")),
            "regions": Fact(_("Regions mapped")),
        },
    )
)
register(
    Subject(
        kind="filling",
        one=_("a filled form"),
        page="exchange:filling",
        titles=fillings_named,
        hand_over=None,
        said={
            "form.filled": Sentence(
                _("%(unit)s filled %(what)s: %(known)s of %(cells)s cells by themselves"), daily=True
            )
        },
        facts={
            **DIGESTS,
            "version": Fact(_("Version of the map")),
            "period": Fact(pgettext_lazy("form", "Period"), read=exactly),
            "size": Fact(_("As of so many sealed entries")),
            "first": Fact(pgettext_lazy("form", "For the first time")),
            "cells": Fact(_("Cells")),
            "known": Fact(_("Cells filled by themselves")),
            "unknown": Fact(_("Cells unknown")),
            "by_hand": Fact(_("Cells by hand")),
        },
    )
)
