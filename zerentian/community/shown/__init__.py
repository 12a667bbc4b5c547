"""How notices, answers, corrections, the villages that tell them, open matters and disputes are shown."""

from collections.abc import Collection, Iterator, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.models import Topic
from zerentian.community import handover
from zerentian.community.models import Dispute, Notice, Question, Telling
from zerentian.community.models.labels import CHANNELS, ORIGINS, OUTCOMES, SORTS, URGENCIES, WAYS
from zerentian.community.shields import NOTICES
from zerentian.community.shown import activities, inquiries, items, warnings
from zerentian.community.shown.desk import (
    disputes_waiting,
    notice_text,
    notices_waiting,
    question_text,
    questions_waiting,
    tellings_waiting,
)
from zerentian.community.shown.learning import LESSON
from zerentian.organization.desk import Start
from zerentian.organization.handover import HandOver
from zerentian.organization.models import Account
from zerentian.organization.offers import Link, Offer, offer
from zerentian.organization.punctuation import labelled
from zerentian.organization.subjects import Fact, Place, Search, Sentence, Subject, register
from zerentian.organization.telling import numbers, titled, until


def notices_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the titles of the texts that an account may read."""
    return titled(Notice.objects.visible_to(account).filter(pk__in=numbers(keys)))


def questions_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the matters that an account may read."""
    return titled(Question.objects.visible_to(account).filter(pk__in=numbers(keys)))


def tellings_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the titles of the texts that villages of the account were asked to tell."""
    rows = Telling.objects.visible_to(account).filter(pk__in=numbers(keys)).select_related("notice")
    return titled(rows)


def disputes_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the titles of the texts that are disputed, for who may read them."""
    rows = Dispute.objects.visible_to(account).filter(pk__in=numbers(keys)).select_related("notice")
    return {str(row.pk): row.notice.title for row in rows}


def notice_of_telling(key: str) -> str:
    """Return the address of the text a village was asked to tell; nothing for no telling."""
    found = Telling.objects.filter(pk__in=numbers([key])).first()
    return reverse("community:notice-detail", args=[found.notice_id]) if found else ""


def notice_of_dispute(key: str) -> str:
    """Return the address of the text that is disputed; nothing for no dispute."""
    found = Dispute.objects.filter(pk__in=numbers([key])).first()
    return reverse("community:notice-detail", args=[found.notice_id]) if found else ""


def from_topic(topic: Topic, account: Account | None) -> Iterator[Link]:
    """Yield where a hot matter is logged as one that asks for an answer, and those it was logged as."""
    if account is None:
        return
    found = list(Question.objects.visible_to(account).filter(origin_ref=topic.ref))
    if account.may("notice.write") and not [one for one in found if one.is_open]:
        yield Link(_("Answer it in public"), f"{reverse('community:question-new')}?topic={topic.pk}")
    for question in found:
        label = labelled(question.get_state_display(), question.title)
        yield Link(label, reverse("community:question-detail", args=[question.pk]))


offer(Offer("topic.side", from_topic, rank=50))
# Relayed warnings, venues, activities and requests for information declare themselves when they are imported.
BESIDE = (warnings.__name__, activities.__name__, items.__name__, inquiries.__name__)
VERSION = {"first": Fact(_("First version"))}
register(
    Subject(
        kind="notice",
        one=_("a notice, answer or correction"),
        page="community:notice-detail",
        titles=notices_named,
        hand_over=HandOver(of_units=(handover.NOTICES,)),
        shield=NOTICES,
        places=(Place(_("What we tell"), "community:notice-list", "notice.view", rank=67),),
        starts=(Start(_("Write a notice"), "community:notice-start", "notice.write", rank=45),),
        waiting=notices_waiting,
        search=Search(_("Notices, answers, corrections"), "notice.view", Notice, notice_text, rank=27),
        figures={"published": _("What we tell")},
        said={
            "notice.written": Sentence(_("%(unit)s wrote a draft (%(sort)s): %(what)s")),
            "notice.edited": Sentence(_("%(unit)s changed the draft %(what)s")),
            "notice.submitted": Sentence(_("%(unit)s sent %(what)s for review")),
            "notice.returned": Sentence(_("The review returned %(what)s to %(unit)s")),
            "notice.cleared": Sentence(_("Another person reviewed %(what)s of %(unit)s before release")),
            "notice.released": Sentence(
                _("%(unit)s released version %(version)s (%(sort)s): %(what)s"), daily=True, facts=VERSION
            ),
            "notice.amended": Sentence(_("%(unit)s began another version of %(what)s")),
            "notice.dropped": Sentence(_("%(unit)s gave up a draft of %(what)s")),
            "notice.withdrawn": Sentence(_("%(unit)s withdrew %(what)s"), daily=True),
            "notice.moved": Sentence(_("%(what)s passed from %(from)s to %(to)s")),
            "notice.put_on_top": Sentence(
                _("%(unit)s put %(what)s on top of the public pages, %(first)s to %(last)s"), daily=True
            ),
            "notice.taken_off_top": Sentence(_("%(unit)s took %(what)s off the top of the public pages")),
        },
        facts={
            "sort": Fact(_("Sort"), SORTS),
            "first": Fact(pgettext_lazy("banner", "On top from")),
            "last": Fact(pgettext_lazy("banner", "On top until")),
        },
    )
)
register(
    Subject(
        kind="telling",
        one=_("a text that a village tells"),
        page=notice_of_telling,
        titles=tellings_named,
        hand_over=HandOver(of_units=(handover.TELLINGS,)),
        waiting=tellings_waiting,
        figures={"tellings": _("Told in the villages")},
        said={
            "telling.asked": Sentence(_("%(unit)s was asked to tell %(what)s"), (until,)),
            "telling.told": Sentence(_("%(unit)s told its people (%(way)s): %(what)s"), daily=True),
            "telling.dropped": Sentence(_("%(unit)s need no longer tell %(what)s")),
            "telling.moved": Sentence(_("Telling %(what)s passed from %(from)s to %(to)s")),
        },
        facts={
            "way": Fact(_("How"), WAYS),
            "times": Fact(_("Times that day")),
            "first": Fact(_("Told for the first time")),
            "asked": Fact(_("Asked on")),
            "in_time": Fact(_("In time")),
        },
    )
)
register(
    Subject(
        kind="question",
        one=_("a matter that asks for a public answer"),
        page="community:question-detail",
        titles=questions_named,
        hand_over=HandOver(of_units=(handover.QUESTIONS,)),
        waiting=questions_waiting,
        search=Search(_("What asks for an answer"), "notice.view", Question, question_text, rank=28),
        figures={"questions": _("Hot matters answered")},
        said={
            "question.logged": Sentence(
                _("%(unit)s logged what asks for an answer: %(what)s"), (until,), daily=True
            ),
            "question.answered": Sentence(
                _("%(unit)s answered in public after %(hours)s hours: %(what)s"), daily=True
            ),
            "question.updated": Sentence(_("%(unit)s told more on %(what)s")),
            "question.reopened": Sentence(
                _("The answer on %(what)s was withdrawn: it waits for another"), (until,)
            ),
            "question.answered_again": Sentence(_("%(unit)s answered in public again: %(what)s")),
            "question.promise_moved": Sentence(
                _("The update promised on %(what)s passed from %(from)s to %(to)s")
            ),
            "question.dropped": Sentence(_("%(unit)s found that %(what)s needs no public answer")),
            "question.moved": Sentence(_("%(what)s passed from %(from)s to %(to)s")),
        },
        facts={
            "origin": Fact(_("How it was learnt of"), ORIGINS),
            "urgency": Fact(_("How soon"), URGENCIES),
            "hours": Fact(_("Hours")),
            "in_time": Fact(_("In time")),
            "was_open": Fact(_("It was open")),
        },
    )
)
register(
    Subject(
        kind="dispute",
        one=_("a dispute of what was published"),
        page=notice_of_dispute,
        titles=disputes_named,
        hand_over=HandOver(of_units=(handover.DISPUTES,)),
        waiting=disputes_waiting,
        said={
            "dispute.received": Sentence(_("What %(unit)s published was disputed: %(what)s")),
            "dispute.answered": Sentence(
                _("%(unit)s answered a dispute of %(what)s: %(outcome)s"), daily=True
            ),
            "dispute.moved": Sentence(_("A dispute passed from %(from)s to %(to)s: %(what)s")),
        },
        facts={
            "sort": Fact(_("Sort"), SORTS),
            "channel": Fact(pgettext_lazy("dispute", "Channel"), CHANNELS),
            "outcome": Fact(pgettext_lazy("dispute", "What came of it"), OUTCOMES),
        },
    )
)
register(LESSON)
