"""How files of evidence are shown."""

import logging
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zerentian.evidence.actions import compare_pictures, recheck, recheck_is_due
from zerentian.evidence.listed import FILES, PAIRS
from zerentian.evidence.models import CONDITION_LABELS, GROUND_LABELS, OUTCOME_LABELS, SORT_LABELS, File, Pair
from zerentian.evidence.rules.sniffing import KINDS, Kind
from zerentian.organization.desk import Group, Line, group_of
from zerentian.organization.models import Account
from zerentian.organization.punctuation import in_english
from zerentian.organization.subjects import Chore, Fact, Place, Sentence, Subject, Watched, register
from zerentian.organization.telling import exactly, numbers

log = logging.getLogger("zerentian.worker")

# Every file of evidence is hashed again once in about thirty days.
RECHECK_SHARE = 1 / 30
# Below everything that has a clock.
PAIRS_RANK = 60


def file_page(mark: str) -> str:
    """Return the address of a file's page: the page names it by its hash, entries by its mark."""
    sha256 = File.objects.filter(mark__in=numbers([mark])).values_list("sha256", flat=True).first()
    return reverse("evidence:file-detail", args=[sha256]) if sha256 else ""


def files_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the names under which an account sees files."""
    rows = File.objects.visible_to(account).filter(mark__in=numbers(keys))
    return {str(row.mark): row.label for row in rows}


def kind_words(kind: Kind) -> str:
    """Return what a kind of file is called in the language of whoever reads it."""
    return kind.label_en if in_english() else kind.label


def recheck_once(now: datetime) -> None:
    """Re-check today's share, and write into the log what does not hold."""
    run, damages = recheck(RECHECK_SHARE, now, by=Account.objects.system("clock"))
    for damage in damages:
        log.error("%s", damage.text)
    log.info("%d files of evidence re-checked", run.checked)


def condition() -> Watched:
    """Tell how many files of evidence were found damaged or missing."""
    damaged = File.objects.filter(erased_at=None).exclude(condition="sound").count()
    return Watched(
        gettext("Condition of evidence"),
        bool(damaged),
        gettext("%(n)d damaged or missing") % {"n": damaged}
        if damaged
        else gettext("none damaged as of their last check"),
        gettext("Copy them back from a backup under their SHA-256.") if damaged else "",
        {"evidence_damaged": damaged},
    )


def pairs_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return what the pairs are called of which an account sees both sides."""
    rows = Pair.objects.visible_to(account).filter(mark__in=numbers(keys))
    return {str(row.mark): str(row.get_sort_display()) for row in rows}


def pairs_waiting(account: Account, now: datetime, shown: int) -> Iterator[Group]:
    """Yield the pairs that the account may decide on."""
    rows = Pair.objects.to_decide_by(account).order_by("-pk")
    yield group_of(_("Photos and texts to be looked at side by side"), PAIRS_RANK, [rows], shown, pair_line)


def pair_line(pair: Pair) -> Line:
    """Return the sentence of a pair; it names nobody and no file."""
    url = reverse("evidence:pair-detail", args=[pair.mark])
    return Line(str(pair.get_sort_display()), "", url, _("Look and decide"))


def compare_new(now: datetime) -> None:
    """Compare the pictures that came in since the last turn."""
    if found := compare_pictures(now):
        log.info("%d pairs of pictures came up", found)


GROUND = {"ground": Fact(_("Legal ground"), GROUND_LABELS)}

register(
    Subject(
        kind="file",
        lists=(FILES,),
        one=_("a file"),
        page=file_page,
        titles=files_named,
        hand_over=None,
        places=(Place(_("Evidence"), "evidence:file-list", "evidence.view", rank=70, key="e"),),
        figures={"evidence": _("Evidence")},
        watched=condition,
        said={
            "evidence.deposited": Sentence(_("%(unit)s deposited %(what)s")),
            "evidence.erasure_asked": Sentence(
                _("%(unit)s asked for the lawful erasure of %(what)s"), facts=GROUND
            ),
            "evidence.erasure_refused": Sentence(_("The erasure of %(what)s was refused"), facts=GROUND),
            "evidence.erased": Sentence(_("%(what)s was lawfully erased"), facts=GROUND),
            "evidence.sealed_away": Sentence(_("%(what)s was sealed to the county's key")),
            "evidence.damaged": Sentence(_("A re-check found %(what)s %(condition)s")),
            "evidence.restored": Sentence(_("A re-check found %(what)s sound again")),
        },
        facts={
            "condition": Fact(_("Condition"), CONDITION_LABELS),
            "first": Fact(pgettext_lazy("fact", "Found for the first time")),
            "kind": Fact(_("Kind"), {code: lazy(kind_words, str)(kind) for code, kind in KINDS.items()}),
            "media_type": Fact(_("Type of file"), read=exactly),
            "seen_before": Fact(_("Deposited before")),
            "size": Fact(pgettext_lazy("fact", "Size in bytes")),
        },
    )
)
register(
    Subject(
        kind="recheck",
        one=_("a re-check of the evidence"),
        page=None,
        titles=None,
        hand_over=None,
        chores=(
            Chore(
                "recheck",
                _("Re-checking evidence"),
                recheck_once,
                lambda now, last: recheck_is_due(now),
            ),
        ),
        said={
            "evidence.rechecked": Sentence(
                _("%(checked)s files were re-checked, %(damaged)s damaged, %(missing)s missing")
            )
        },
        facts={
            "checked": Fact(_("Checked")),
            "damaged": Fact(_("Damaged")),
            "missing": Fact(_("Missing")),
            "unclaimed": Fact(_("Not taken over")),
        },
    )
)
register(
    Subject(
        kind="pair",
        one=_("a pair of files or texts"),
        page="evidence:pair-detail",
        titles=pairs_named,
        hand_over=None,
        lists=(PAIRS,),
        waiting=pairs_waiting,
        chores=(Chore("compare", _("Comparing photos"), compare_new),),
        said={
            "pair.judged": Sentence(_("Of %(what)s somebody decided: %(outcome)s")),
            "pair.reopened": Sentence(_("What was decided of %(what)s (%(outcome)s) was taken back")),
        },
        facts={
            "sort": Fact(pgettext_lazy("pair", "What was alike"), SORT_LABELS),
            "outcome": Fact(pgettext_lazy("pair", "Decision"), OUTCOME_LABELS),
        },
    )
)
