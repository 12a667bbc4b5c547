"""How concerns and the township's lists for them are shown."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.models import Category, Concern, Template
from zerentian.casework.models.labels import DECISIONS, GROUPS
from zerentian.casework.shown.sentences import SAID
from zerentian.casework.shown.words import FACTS
from zerentian.organization.models import Account
from zerentian.organization.subjects import Fact, Sentence, Subject, register
from zerentian.organization.telling import numbers, titled


def concerns_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return number and title of the concerns that an account may read."""
    return titled(Concern.objects.visible_to(account).filter(key__in=keys), "key")


def categories_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return categories' names."""
    return titled(Category.objects.filter(pk__in=numbers(keys)))


def templates_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return reply templates' names."""
    return titled(Template.objects.filter(pk__in=numbers(keys)))


RETIRED = {"retired": Fact(pgettext_lazy("fact", "Retired"))}

register(
    Subject(
        kind="concern",
        one=_("a concern"),
        page="casework:concern-detail",
        titles=concerns_named,
        said=SAID,
        facts=FACTS,
    )
)
register(
    Subject(
        kind="category",
        one=_("a category of concerns"),
        page="casework:category-edit",
        titles=categories_named,
        said={"category.kept": Sentence(_("%(unit)s keeps the category “%(what)s”"))},
        facts={"group": Fact(pgettext_lazy("fact", "Field"), GROUPS), **RETIRED},
    )
)
register(
    Subject(
        kind="template",
        one=_("a reply template"),
        page="casework:template-edit",
        titles=templates_named,
        said={"template.kept": Sentence(_("%(unit)s keeps the reply template “%(what)s”"))},
        facts={"decision": Fact(pgettext_lazy("fact", "Decision"), DECISIONS), **RETIRED},
    )
)
register(
    Subject(
        kind="looks",
        one=_("a day of the access log"),
        page=None,
        titles=lambda account, keys: {key: key for key in keys},
        said={"looks.sealed": Sentence(_("The access log of %(what)s was sealed"))},
    )
)
