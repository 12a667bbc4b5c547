"""How concerns and the township's lists for them are shown."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zerentian.casework import search
from zerentian.casework.actions import escalate, rotation_under_way, seal_looks, wake_expired
from zerentian.casework.cipher import declare_key
from zerentian.casework.deadlines import ConcernClocks
from zerentian.casework.handover import LastHandler, UnitConcerns, UnitTopics
from zerentian.casework.listed import CONCERNS as CONCERN_LIST
from zerentian.casework.listed.due import ANSWERS_DUE
from zerentian.casework.models import Category, Concern, Routing, Template, Topic
from zerentian.casework.models.labels import DECISIONS, GROUPS
from zerentian.casework.shields import SHIELD
from zerentian.casework.shown.chores import LEARNING
from zerentian.casework.shown.desk import concerns_waiting, find
from zerentian.casework.shown.numbers import CONCERNS
from zerentian.casework.shown.records import CONCERN_RECORDS
from zerentian.casework.shown.sentences import SAID
from zerentian.casework.shown.words import FACTS
from zerentian.duties import tabling
from zerentian.duties.tabling import Tabling
from zerentian.organization.desk import Start
from zerentian.organization.handover import HandOver
from zerentian.organization.models import Account
from zerentian.organization.offers import Link, Offer, offer
from zerentian.organization.subjects import (
    Chore,
    Fact,
    Finder,
    FirstStep,
    Place,
    Search,
    Sentence,
    Subject,
    Text,
    Watched,
    register,
)
from zerentian.organization.telling import exactly, numbers, titled, unit_names


def concerns_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return number and title of the concerns that an account may read."""
    return titled(Concern.objects.visible_to(account).filter(key__in=keys), "key")


def may_go_before_a_meeting(account: Account, key: str) -> bool:
    """Tell whether a concern may go before a meeting: none that accuses somebody, for its members read the agenda."""
    concern = Concern.objects.filter(key=key).first()
    return concern is not None and not concern.is_shielded and not accused(concern)


def accused(concern: Concern) -> bool:
    """Tell whether a concern accuses a unit or somebody."""
    return concern.accusations.exists()


def put_before_a_meeting(matter: Concern | Topic, account: Account | None) -> Iterator[Link]:
    """Yield where a concern about a matter, or a hot matter, is put before a meeting."""
    hidden = isinstance(matter, Concern) and (matter.is_shielded or accused(matter))
    if account is not None and account.may("meeting.put") and not hidden:
        yield Link(_("Put before a meeting"), f"{reverse('duties:item-new')}?about={matter.ref}")


def categories_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return categories' names."""
    return titled(Category.objects.filter(pk__in=numbers(keys)))


def page_of_routings(_key: str) -> str:
    """Return where rules of dispatch are kept: all on one page."""
    return reverse("casework:routing-list")


def routings_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return what rules of dispatch say."""
    rules = Routing.objects.filter(pk__in=numbers(keys)).select_related("category", "place_unit", "office")
    return titled(rules)


def templates_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return reply templates' names."""
    return titled(Template.objects.filter(pk__in=numbers(keys)))


def seal_looks_once(now: datetime) -> None:
    """Seal the access log of the days that are over."""
    seal_looks(by=Account.objects.system("clock"), now=now)


def wake(now: datetime) -> None:
    """Wake the concerns whose residents did not answer by the day."""
    wake_expired(by=Account.objects.system("clock"), now=now)


def bring_up(now: datetime) -> None:
    """Bring answers that stay overdue before those above, as the local rules say."""
    escalate(by=Account.objects.system("clock"), now=now)


def topics_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the titles of the topics that an account may see."""
    return titled(Topic.objects.visible_to(account).filter(pk__in=numbers(keys)))


def topic_text(topic: Topic) -> Text:
    """Return what of a topic is searched."""
    return Text(topic.title, f"{topic.title} {topic.place} {topic.standing}", topic.path, topic.confirmed_on)


def contact_key_watched() -> Watched:
    """Tell whether a rotation of the contact key was cut off."""
    cut_off = rotation_under_way() is not None
    return Watched(
        _("Key of contact data"),
        bad=cut_off,
        said=gettext("a rotation is not finished; both keys open") if cut_off else gettext("in order"),
        remedy=gettext("Run “zerentian contacts rotate-key” again: it goes on where it stood.")
        if cut_off
        else "",
        numbers={"contact_key_rotating": float(cut_off)},
    )


RETIRED = {"retired": Fact(pgettext_lazy("fact", "Retired"))}

offer(Offer("concern.side", put_before_a_meeting, rank=70))
offer(Offer("topic.side", put_before_a_meeting, rank=70))
tabling.register(Tabling("concern", may=may_go_before_a_meeting))
tabling.register(Tabling("topic"))

register(
    Subject(
        kind="concern",
        one=_("a concern"),
        page="casework:concern-detail",
        titles=concerns_named,
        records=CONCERN_RECORDS,
        hand_over=HandOver(of_posts=(LastHandler(),), of_units=(UnitConcerns(),)),
        shield=SHIELD,
        reckons=ConcernClocks(),
        places=(Place(_("Concerns"), "casework:concern-list", "desk.view", rank=30, first=True, key="c"),),
        starts=(Start(_("Log a concern"), "casework:concern-new", "concern.register", rank=20),),
        waiting=concerns_waiting,
        finder=Finder(
            label=_("Concerns"),
            one=_("Concern"),
            all="casework:concern-list",
            every=_("All concerns with these words"),
            find=find,
            check=search.check_no_person,
            follow=search.catch_up,
        ),
        figures={
            "answers": _("Answers to residents"),
            "assistances": _("Dispatch"),
            "callbacks": _("Call-backs"),
            "clocks": _("Clocks"),
            "concerns": _("Concerns"),
            "contacts": _("Shield"),
            "decisions": _("Answers to residents"),
            "notices": _("Answers to residents"),
            "askings": _("Questions to residents"),
            "objections": _("Dispatch"),
            "replies": _("Answers to residents"),
            "reviews": _("Reviews"),
            "visits": _("Dispatch"),
        },
        chores=(
            Chore("askings", _("Waking concerns that waited for a resident"), wake),
            Chore("escalating", _("Bringing long overdue answers before those above"), bring_up),
        ),
        overview=CONCERNS,
        begins=declare_key,
        lists=(CONCERN_LIST,),
        due_days=(ANSWERS_DUE,),
        said=SAID,
        facts=FACTS,
    )
)
register(
    Subject(
        first_steps=(
            FirstStep(
                _("Categories and reply templates"),
                _("Take those that come along and change them later."),
                _("Reply templates"),
                "casework:template-list",
                "concern.category",
                rank=60,
                done=Category.objects.all,
            ),
        ),
        kind="category",
        one=_("a category of concerns"),
        page="casework:category-edit",
        titles=categories_named,
        hand_over=None,
        chores=(LEARNING,),
        said={"category.kept": Sentence(_("%(unit)s keeps the category “%(what)s”"))},
        facts={"group": Fact(pgettext_lazy("fact", "Field"), GROUPS), **RETIRED},
    )
)
register(
    Subject(
        kind="routing",
        one=_("a rule of dispatch"),
        page=page_of_routings,
        titles=routings_named,
        hand_over=None,
        said={"routing.kept": Sentence(_("%(unit)s keeps a rule of dispatch: %(what)s"))},
        facts={"office": Fact(_("Who is proposed to lead"), read=unit_names), **RETIRED},
    )
)
register(
    Subject(
        kind="template",
        one=_("a reply template"),
        page="casework:template-edit",
        titles=templates_named,
        hand_over=None,
        places=(Place(_("Reply templates"), "casework:template-list", "concern.category", rank=130),),
        said={"template.kept": Sentence(_("%(unit)s keeps the reply template “%(what)s”"))},
        facts={"decision": Fact(pgettext_lazy("fact", "Decision"), DECISIONS), **RETIRED},
    )
)
register(
    Subject(
        kind="county_key",
        one=_("the county's key"),
        page=None,
        titles=None,
        hand_over=None,
        said={
            "county_key.declared": Sentence(
                _("The county's key for reports of wrongdoing was declared: %(fingerprint)s")
            )
        },
        facts={"fingerprint": Fact(pgettext_lazy("fact", "Fingerprint"), read=exactly)},
    )
)
register(
    Subject(
        kind="contact_key",
        one=_("the key of contact data"),
        page=None,
        titles=None,
        hand_over=None,
        watched=contact_key_watched,
        said={
            "contact_key.rotated": Sentence(_("A new key for contact data came beside the old one: %(key)s")),
            "contact_key.moved": Sentence(_("Contact data were encrypted anew under the new key")),
            "contact_key.retired": Sentence(_("The old key of contact data opens nothing any more: %(key)s")),
            "contact_key.ended": Sentence(_("All contact data stand under the new key alone")),
        },
        facts={
            "key": Fact(pgettext_lazy("fact", "Fingerprint"), read=exactly),
            "old": Fact(_("Fingerprint of the old key"), read=exactly),
            "rows": Fact(_("Fingerprint of the key that knows rows again"), read=exactly),
        },
    )
)
register(
    Subject(
        kind="looks",
        one=_("a day of the access log"),
        page=None,
        titles=lambda account, keys: {key: key for key in keys},
        hand_over=None,
        places=(Place(_("Looks at shielded data"), "casework:looks", "contact.oversee", rank=140),),
        chores=(Chore("looks", _("Sealing the access log"), seal_looks_once),),
        said={"looks.sealed": Sentence(_("The access log of %(what)s was sealed"))},
    )
)
register(
    Subject(
        kind="topic",
        one=_("a hot matter"),
        page="casework:topic-detail",
        titles=topics_named,
        hand_over=HandOver(of_units=(UnitTopics(),)),
        places=(Place(_("Hot matters"), "casework:topic-list", "concern.view", rank=35),),
        search=Search(_("Hot matters"), "concern.view", Topic, topic_text, rank=22),
        figures={"topics": _("Hot matters")},
        said={
            "topic.confirmed": Sentence(
                _("%(unit)s confirmed the hot matter %(what)s: %(messages)s messages"), daily=True
            ),
            "topic.joined": Sentence(_("%(messages)s messages were added to the hot matter %(what)s")),
            "topic.split": Sentence(_("%(messages)s messages were split off the hot matter %(what)s")),
            "topic.merged": Sentence(_("The hot matter %(what)s was merged into another")),
            "topic.unmerged": Sentence(_("The merge of the hot matter %(what)s was undone")),
            "topic.passed_on": Sentence(_("The hot matter %(what)s passed from %(from)s to %(to)s")),
            "topic.described": Sentence(_("The hot matter %(what)s was described anew")),
            "topic.closed": Sentence(
                _("%(unit)s closed the hot matter %(what)s with %(messages)s messages"), daily=True
            ),
            "topic.reopened": Sentence(_("The hot matter %(what)s was taken up again")),
        },
        facts={
            "messages": Fact(_("Messages")),
            "into": Fact(_("Into which"), refers=True),
            "out_of": Fact(_("Out of which"), refers=True),
        },
    )
)
