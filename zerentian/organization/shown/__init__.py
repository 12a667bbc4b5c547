"""How the organization's nouns are shown."""

from collections.abc import Collection, Mapping

from django.db.models import Exists, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.ledger.models import Entry
from zerentian.organization.lists import LISTS
from zerentian.organization.models import Account, Appointment, Area, Post, Unit
from zerentian.organization.models.accounts import KEEPER_LABELS
from zerentian.organization.models.areas import PART_LABELS
from zerentian.organization.models.clocks import MEASURE_LABELS
from zerentian.organization.models.posts import ROLE_LABELS
from zerentian.organization.models.resets import WHAT_LABELS
from zerentian.organization.models.units import KIND_LABELS
from zerentian.organization.shown.ledger import rule_words
from zerentian.organization.shown.records import UNITS
from zerentian.organization.subjects import (
    Fact,
    FirstStep,
    Place,
    Search,
    Sentence,
    Subject,
    Text,
    register,
)
from zerentian.organization.telling import (
    exactly,
    numbers,
    post_titles,
    titled,
    unit_names,
)


def keepers_have_begun() -> "QuerySet[Account]":
    """Return the keepers if each has taken the account over: the first password is changed."""
    keepers = Account.objects.exclude(keeper="")
    return keepers.exclude(Exists(keepers.filter(must_change_password=True)))


def unit_titles(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return units' names: whoever sees an entry sees in which unit."""
    units = Unit.objects.filter(code__in=keys).prefetch_related("periods")
    return {unit.code: unit.name for unit in units}


def posts_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return posts' titles."""
    return titled(Post.objects.filter(code__in=keys), "code")


def appointments_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the posts that were taken or left, never by whom."""
    rows = Appointment.objects.filter(pk__in=numbers(keys)).select_related("post")
    return {str(row.pk): str(row.post) for row in rows}


def areas_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return areas' names."""
    return titled(Area.objects.filter(code__in=keys), "code")


def accounts_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the holders' names, to whoever may see the accounts."""
    return titled(Account.objects.filter(pk__in=numbers(keys))) if account.may("account.view") else {}


def unit_text(row: Unit) -> Text:
    """A unit by its code and every name it ever bore."""
    periods = list(row.periods.all())
    names = " ".join(period.name for period in periods)
    return Text(row.name, f"{row.code} {names}", row.path, min(period.first for period in periods))


register(
    Subject(
        first_steps=(
            FirstStep(
                _("The day from which everything is recorded here"),
                _("What happened before it comes in as history; what is recorded late afterwards says so."),
                _("Choose the unit"),
                "organization:units",
                "organization.manage",
                rank=30,
                done=lambda: Entry.objects.filter(verb="ledger.went_live"),
            ),
        ),
        kind="unit",
        one=_("a unit"),
        page="organization:unit",
        titles=unit_titles,
        records=UNITS,
        hand_over=None,
        places=(Place(_("People and units"), "organization:units", "organization.view", rank=150, key="o"),),
        search=Search(_("Units"), "organization.view", Unit, unit_text, rank=70, key="code"),
        figures={"organization": _("People and units"), "units": _("Units")},
        said={
            "unit.opened": Sentence(_("%(what)s was set up")),
            "unit.renamed": Sentence(_("%(what)s has borne this name since %(first)s")),
            "unit.organ_kept": Sentence(_("The full names and address of %(what)s were stored")),
            "unit.moved": Sentence(
                _("%(what)s has belonged to %(to)s since %(first)s, before that to %(from)s")
            ),
            "unit.merged": Sentence(_("%(what)s was merged into %(into)s")),
            "unit.closed": Sentence(_("%(what)s was closed; its last day was %(last)s")),
        },
        facts={
            "named": Fact(_("With a name of its own")),
            "reached": Fact(_("With address or telephone")),
            "into": Fact(_("Into"), read=unit_names),
            "kind": Fact(_("Kind"), KIND_LABELS),
            "parent": Fact(_("Parent unit"), read=unit_names),
        },
    )
)
register(
    Subject(
        kind="post",
        one=_("a post"),
        page="organization:post",
        titles=posts_named,
        hand_over=None,
        figures={"posts": _("Posts")},
        said={
            "post.created": Sentence(_("%(unit)s set up the post %(what)s")),
            "post.renamed": Sentence(_("A post of %(unit)s is called %(what)s now")),
            "post.closed": Sentence(_("%(unit)s closed the post %(what)s; its last day was %(last)s")),
            "work.handed_over": Sentence(_("%(count)s open matters passed from %(from)s to %(to)s")),
        },
        facts={
            "from": Fact(_("From"), read=post_titles),
            "role": Fact(_("Role"), ROLE_LABELS),
            "successor": Fact(_("Successor"), read=post_titles),
            "to": Fact(_("To"), read=post_titles),
        },
    )
)
register(
    Subject(
        first_steps=(
            FirstStep(
                _("Units, posts and people"),
                _("One sheet brings the staff list in; check the file first."),
                _("Import the staff list"),
                "organization:import",
                "organization.manage",
                rank=20,
                done=Appointment.objects.all,
            ),
        ),
        kind="appointment",
        one=_("an appointment"),
        page=None,
        titles=appointments_named,
        hand_over=None,
        said={
            "appointment.made": Sentence(
                _("Somebody has held the post %(post)s of %(unit)s since %(first)s")
            ),
            "appointment.ended": Sentence(_("Somebody held the post %(post)s of %(unit)s until %(last)s")),
        },
        facts={"open_work": Fact(_("Open work")), "role": Fact(_("Role"), ROLE_LABELS)},
    )
)
register(
    Subject(
        first_steps=(
            FirstStep(
                _("Areas of work"),
                _("Duties hang on an area and a post; the usual ones come along."),
                _("Areas of work"),
                "organization:areas",
                "organization.manage",
                rank=40,
                done=Area.objects.all,
            ),
        ),
        kind="area",
        one=_("an area of work"),
        page=None,
        titles=areas_named,
        hand_over=None,
        said={
            "area.opened": Sentence(_("The area of work “%(what)s” was set up")),
            "area.renamed": Sentence(_("An area of work is called “%(what)s” now")),
            "area.closed": Sentence(_("The area of work “%(what)s” was closed")),
            "area.charged": Sentence(_("%(post)s %(part)s the area “%(what)s” from %(first)s on")),
            "area.discharged": Sentence(
                _("%(post)s answers for the area “%(what)s” no longer, from %(last)s on")
            ),
        },
        facts={"part": Fact(_("Part"), PART_LABELS)},
    )
)
RESET = {"what": Fact(pgettext_lazy("fact", "What is reset"), WHAT_LABELS)}
register(
    Subject(
        first_steps=(
            FirstStep(
                _("The three keepers take over their accounts"),
                _("Each signs in, changes the first password and sets up a second factor."),
                _("My account"),
                "my-account",
                "status.view",
                rank=10,
                done=keepers_have_begun,
            ),
        ),
        kind="account",
        one=_("not named here"),
        page=None,
        titles=accounts_named,
        hand_over=None,
        places=(
            Place(_("Accounts"), "organization:accounts", "account.view", rank=170, key="a"),
            Place(_("Resets by two keepers"), "organization:resets", "reset.confirm", rank=180),
            Place(_("Sign-in log"), "organization:sign-ins", "sign_ins.view", rank=190),
            Place(_("Search by actor"), "organization:actors", "actor.search", rank=200),
        ),
        figures={"accounts": _("Accounts")},
        said={
            "account.created": Sentence(_("An account was set up: %(what)s")),
            "account.renamed": Sentence(_("The name of an account's holder was corrected: %(what)s")),
            "account.closed": Sentence(_("An account was closed: %(what)s")),
            "account.reopened": Sentence(_("An account was opened again: %(what)s")),
            "account.password_reset": Sentence(_("A password was reset: %(what)s")),
            "account.password_changed": Sentence(_("A password was changed: %(what)s")),
            "account.unlocked": Sentence(_("An account was unlocked: %(what)s")),
            "account.factor_set": Sentence(_("A second factor was set: %(what)s")),
            "account.factor_removed": Sentence(_("A second factor was removed: %(what)s")),
            "account.recovery_codes_made": Sentence(_("Recovery codes were made: %(what)s")),
            "account.sittings_ended": Sentence(_("%(count)s sittings were ended by a keeper: %(what)s")),
            "account.reset_asked": Sentence(_("A reset was asked for: %(what)s")),
            "account.reset_confirmed": Sentence(_("A reset was confirmed: %(what)s")),
            "account.reset_refused": Sentence(_("A reset was refused: %(what)s")),
            "account.reset_used": Sentence(_("A reset slip was used: %(what)s")),
            "appointment.proposed": Sentence(
                _("%(what)s was proposed for the post %(post)s from %(first)s on")
            ),
            "appointment.confirmed": Sentence(_("%(what)s was confirmed for the post %(post)s")),
            "appointment.refused": Sentence(_("%(what)s was refused for the post %(post)s")),
            "account.keeper_granted": Sentence(_("The role “%(keeper)s” was granted: %(what)s")),
            "account.keeper_withdrawn": Sentence(_("The role “%(keeper)s” was withdrawn: %(what)s")),
        },
        facts={
            "keeper": Fact(_("Keeper role"), KEEPER_LABELS),
            "role": Fact(_("Role"), ROLE_LABELS),
            **RESET,
        },
    )
)
register(
    Subject(
        kind="access_key",
        one=_("an access key"),
        page=None,
        titles=None,
        hand_over=None,
        said={
            "access_key.made": Sentence(_("An access key for a program was made; it holds until %(last)s")),
            "access_key.revoked": Sentence(_("An access key of a program was revoked")),
        },
        facts={"writes": Fact(pgettext_lazy("fact", "May write"))},
    )
)
register(
    Subject(
        kind="calendar",
        one=_("a holiday notice"),
        page=None,
        titles=lambda account, keys: {key: key for key in keys},
        hand_over=None,
        places=(Place(_("Calendar"), "organization:calendar", "calendar.view", rank=160, key="k"),),
        said={
            "calendar.loaded": Sentence(_("The holiday notice for %(year)s was loaded, version %(version)s")),
        },
        facts={"off": Fact(_("Days off")), "worked": Fact(_("Days worked")), "year": Fact(_("Year"))},
    )
)
register(
    Subject(
        kind="clock",
        one=_("a local deadline"),
        page=None,
        titles=lambda account, keys: {key: rule_words(key) for key in keys},
        hand_over=None,
        said={
            "local_clock.set": Sentence(
                _("The local deadline “%(rule)s” is %(length)s %(measure)s from %(since)s on")
            )
        },
        facts={
            "extension": Fact(pgettext_lazy("fact", "May be extended by")),
            "length": Fact(pgettext_lazy("fact", "Length")),
            "measure": Fact(pgettext_lazy("fact", "Counted in"), MEASURE_LABELS),
        },
    )
)
register(
    Subject(
        kind="roster",
        one=_("an import of units, posts and people"),
        page=None,
        titles=None,
        hand_over=None,
        said={
            "organization.imported": Sentence(
                _("Units (%(units)s), posts (%(posts)s) and people (%(people)s) were imported")
            )
        },
        facts={
            "people": Fact(pgettext_lazy("fact", "People")),
            "posts": Fact(_("Posts")),
            "units": Fact(_("Units")),
        },
    )
)
register(
    Subject(
        kind="list",
        one=_("a list"),
        page=None,
        titles=lambda account, keys: {key: str(LISTS[key].title) for key in keys if key in LISTS},
        hand_over=None,
        said={
            "list.exported": Sentence(_("%(unit)s took %(rows)s rows of the list “%(what)s” along as a file"))
        },
        facts={
            "rows": Fact(pgettext_lazy("fact", "Rows")),
            "form": Fact(pgettext_lazy("fact", "Form"), {"xlsx": "Excel", "csv": "CSV", "docx": "Word"}),
            "stated": Fact(pgettext_lazy("fact", "What the table states (SHA-256)"), read=exactly),
        },
    )
)
