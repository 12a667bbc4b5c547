"""How figures that travel up are shown."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.exchange.models import FigureSource
from zerentian.organization.models import Account, Unit
from zerentian.organization.subjects import Fact, Place, Sentence, Subject, register
from zerentian.organization.telling import exactly, numbers, titled


def sources_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the names of the logs that send figures, for who may see them."""
    return titled(FigureSource.objects.visible_to(account).filter(pk__in=numbers(keys)))


def units_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the names of the units whose figures were sent up."""
    rows = Unit.objects.filter(code__in=keys).prefetch_related("periods")
    return {unit.code: unit.name for unit in rows}


FACTS = {
    "period": Fact(pgettext_lazy("form", "Period"), read=exactly),
    "size": Fact(_("As of so many sealed entries")),
    "figures": Fact(pgettext_lazy("fact", "Figures")),
    "digest": Fact(_("SHA-256 of what is signed"), read=exactly),
}
register(
    Subject(
        kind="upward",
        one=_("figures sent up"),
        page=lambda key: reverse("exchange:upward"),
        titles=units_named,
        hand_over=None,
        said={"figures.exported": Sentence(_("%(figures)s figures of %(what)s were sent up"))},
        facts=FACTS,
    )
)
register(
    Subject(
        kind="figure_source",
        one=_("a source of figures"),
        page=lambda key: reverse("exchange:upward"),
        titles=sources_named,
        hand_over=None,
        places=(Place(_("Figures upward"), "exchange:upward", "report.issue", rank=104),),
        said={
            "figure_source.kept": Sentence(_("%(unit)s registered the key of %(what)s for figures")),
            "figures.taken": Sentence(_("%(unit)s took %(figures)s figures of %(what)s in")),
        },
        facts={**FACTS, "key": Fact(pgettext_lazy("figures", "Key"), read=exactly)},
    )
)
