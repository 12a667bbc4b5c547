"""How figures opened to the public are shown."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zerentian.exchange.models import OpenedFigure
from zerentian.organization.models import Account
from zerentian.organization.punctuation import in_english
from zerentian.organization.subjects import Fact, Place, Sentence, Subject, register
from zerentian.organization.telling import exactly, numbers


def opened_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return what figures are called that were opened, for who may see them."""
    rows = OpenedFigure.objects.visible_to(account).filter(pk__in=numbers(keys))
    return {str(one.pk): one.label_in(in_english()) for one in rows}


register(
    Subject(
        kind="opened_figure",
        one=_("an open figure"),
        page=lambda key: reverse("exchange:opened-list"),
        titles=opened_named,
        hand_over=None,
        places=(Place(_("Open figures"), "exchange:opened-list", "notice.release", rank=105),),
        said={
            "figure.opened": Sentence(_("%(unit)s opened the figure “%(what)s” to the public")),
            "figure.closed": Sentence(_("%(unit)s closed the figure “%(what)s” to the public")),
        },
        facts={"figure": Fact(_("Figure"), read=exactly)},
    )
)
