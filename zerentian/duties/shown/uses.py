"""Where files are used as evidence of deeds: links on the pages of files and of pairs of them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zerentian.duties.models import Deed, DeedFile
from zerentian.evidence.models import File
from zerentian.organization.models import Account
from zerentian.organization.offers import Link, Offer
from zerentian.organization.punctuation import COMMA, bracketed, sign
from zerentian.organization.telling import day_words

MOST = 10


def deeds_on(file: File, account: Account | None) -> Iterator[Link]:
    """Yield the deeds that rest on a file, with their day and place, as far as the account may read them."""
    if account is None:
        return
    resting = DeedFile.objects.filter(file=file, withdrawn_at=None).values("deed")
    for deed in Deed.objects.visible_to(account).standing().filter(pk__in=resting)[:MOST]:
        where = sign(COMMA).join(filter(None, (day_words(deed.occurred_on), deed.place)))
        yield Link(f"{deed.what[:60]}{bracketed(where)}", reverse("duties:deed-detail", args=[deed.pk]))


DEEDS_ON_A_FILE = Offer("file.uses", deeds_on, _("Deeds that rest on it"), rank=10)
