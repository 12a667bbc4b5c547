"""How the code of conduct is shown: the text for everybody, what is still to be acknowledged for the person alone."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.models import Acknowledgement, Conduct
from zerentian.duties.shown.names import of
from zerentian.organization.desk import Group, Line, only_noted
from zerentian.organization.models import Account
from zerentian.organization.subjects import Fact, Place, Search, Sentence, Subject, Text, page_of
from zerentian.organization.telling import exactly, numbers


def conduct_waiting(account: Account, now: datetime, shown: int) -> Iterator[Group]:
    """Yield the editions in force that the account has not acknowledged for a post of its own."""
    if not account.may("conduct.acknowledge"):
        return
    texts = Conduct.objects.visible_to(account).newest().select_related("unit")
    if only_noted(texts):
        return
    lines = [
        Line(one.title, post.title, page_of(one.ref), _("Read it"))
        for one in texts
        for post in one.posts_open_for(account)
    ]
    if lines:
        yield Group(_("Code of conduct to be acknowledged"), lines[:shown], max(len(lines) - shown, 0), 27)


def acknowledgements_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the texts that the account itself has acknowledged; others' have no title."""
    rows = Acknowledgement.objects.filter(pk__in=numbers(keys), by=account).select_related("conduct")
    return {str(row.pk): row.conduct.title for row in rows}


def conduct_text(row: Conduct) -> Text:
    """An edition by its title and words."""
    return Text(row.title, f"{row.title} {row.text}", row.path, row.published_on)


FACTS = {
    "edition": Fact(pgettext_lazy("conduct", "Edition")),
    "digest": Fact(_("Text of the code (SHA-256)"), read=exactly),
}
CONDUCT = Subject(
    kind="conduct",
    one=_("an edition of the code of conduct"),
    page="duties:conduct-detail",
    titles=of(Conduct.objects.all()),
    hand_over=None,
    places=(Place(_("Code of conduct"), "duties:conduct", "conduct.view", rank=53),),
    waiting=conduct_waiting,
    search=Search(_("Code of conduct"), "conduct.view", Conduct, conduct_text, rank=53),
    said={
        "conduct.published": Sentence(
            _("%(unit)s published edition %(edition)s of “%(what)s”"), daily=True, tells="conduct.acknowledge"
        ),
    },
    facts=FACTS,
)
ACKNOWLEDGEMENT = Subject(
    kind="acknowledgement",
    one=_("an acknowledgement of the code of conduct"),
    page=None,
    titles=acknowledgements_named,
    hand_over=None,
    said={"conduct.acknowledged": Sentence(_("Edition %(edition)s of the code of conduct was acknowledged"))},
    facts=FACTS,
)
SUBJECTS = (CONDUCT, ACKNOWLEDGEMENT)
