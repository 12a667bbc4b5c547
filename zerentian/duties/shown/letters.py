"""How letters of responsibility are shown; one line of each sort on the desk: two posts never stand together."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.handover import Letters, UnitLetters
from zerentian.duties.listed import LETTERS
from zerentian.duties.listed.due import LETTERS_END
from zerentian.duties.models import Letter
from zerentian.duties.models.letter_labels import LETTER_STATES
from zerentian.duties.models.letters import LetterQuerySet
from zerentian.duties.rules.letters import LetterState
from zerentian.duties.shields import LETTERS as SHIELD
from zerentian.duties.shown.filed import LETTERS_FILED
from zerentian.duties.shown.names import of
from zerentian.duties.shown.records import LETTER_RECORDS
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import Group, Line, group_of
from zerentian.organization.handover import HandOver
from zerentian.organization.models import Account
from zerentian.organization.subjects import Fact, Place, Search, Sentence, Subject, Text, page_of
from zerentian.organization.telling import exactly


def letters_waiting(account: Account, now: datetime, shown: int) -> Iterator[Group]:
    """Yield what letters ask of an account: to sign, to send or mend what it drafted, to see to what ends soon."""
    if not account.may("letter.view"):
        return
    drafts = Letter.objects.filter(state=LetterState.DRAFTED, opened_by=account).kept_by(account)
    ending = Letter.objects.kept_by(account).ending_soon(local_day(now))
    sorts: tuple[tuple[Any, int, LetterQuerySet, Any], ...] = (
        (_("Letters of responsibility to sign"), 19, Letter.objects.to_sign_by(account), _("Read and sign")),
        (_("Letters of responsibility to send"), 24, drafts.order_by("pk"), _("Go on")),
        (_("Letters of responsibility whose term ends"), 26, ending, _("Look at it")),
    )
    for title, rank, rows, button in sorts:
        yield group_of(title, rank, [rows], 1, partial(line_of, button=button))


def line_of(letter: Letter, button: Any) -> Line:
    """Return the sentence of a letter."""
    return Line(letter.title, "", page_of(letter.ref), button, "", letter.last)


def letter_text(row: Letter) -> Text | None:
    """Return what is searched of a letter of a unit; those of posts stand in no list of hits."""
    return Text(row.title, row.title, row.path, row.first) if row.of_post_id is None else None


SUBJECT = Subject(
    kind="letter",
    one=_("a letter of responsibility"),
    page="duties:letter-detail",
    titles=of(Letter.objects.all()),
    hand_over=HandOver(of_posts=(Letters(),), of_units=(UnitLetters(),)),
    shield=SHIELD,
    lists=(LETTERS,),
    filed=LETTERS_FILED,
    due_days=(LETTERS_END,),
    places=(Place(_("Letters of responsibility"), "duties:letter-list", "letter.view", rank=52),),
    waiting=letters_waiting,
    records=LETTER_RECORDS,
    search=Search(_("Letters of responsibility"), "letter.view", Letter, letter_text, rank=52),
    said={
        "letter.drafted": Sentence(_("%(unit)s drafted the letter “%(what)s”, text %(version)s")),
        "letter.sent": Sentence(_("The letter “%(what)s” was sent for signature, text %(version)s")),
        "letter.signed": Sentence(
            _("%(post)s signed the letter “%(what)s”, number %(place)s of %(of)s"), tells="letter.keep"
        ),
        "letter.declined": Sentence(
            _("%(post)s returned the letter “%(what)s” unsigned"), tells="letter.keep"
        ),
        "letter.scanned": Sentence(_("Scans were put beside the letter “%(what)s”")),
        "letter.ended": Sentence(_("The letter “%(what)s” is over; it was %(was)s")),
        "letter.renewed": Sentence(_("The letter “%(what)s” gave way to another")),
    },
    facts={
        "version": Fact(_("Text")),
        "digest": Fact(_("Text of the letter (SHA-256)"), read=exactly),
        "party": Fact(
            _("Taken on by"),
            {"unit": pgettext_lazy("letter", "a unit"), "post": pgettext_lazy("letter", "a post")},
        ),
        "items": Fact(_("Duties in it")),
        "off_list": Fact(_("Off the function list")),
        "targets": Fact(_("With a target")),
        "signers": Fact(_("Posts that sign")),
        "place": Fact(_("Place in the order")),
        "of": Fact(_("Signatures in all")),
        "whole": Fact(_("The last signature")),
        "consent": Fact(_("Words agreed to, version")),
        "files": Fact(_("Scans")),
        "was": Fact(_("State before"), LETTER_STATES),
        "into": Fact(pgettext_lazy("letter", "Renewed by"), refers=True),
    },
)
