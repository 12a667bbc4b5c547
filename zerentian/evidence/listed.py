"""The list of evidence: each file once, with what it is and whether it holds."""

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.evidence.models import CONDITION_LABELS, SORT_LABELS, WAITING, File, Pair
from zerentian.evidence.rules.sniffing import KINDS
from zerentian.ledger.rules.periods import LOCAL
from zerentian.organization.lists import Button, Cell, Choice, Column, ListOf, Look, Rows, Span, Tab, fixed
from zerentian.organization.telling import day_words

FAMILIES = {"picture": _("photos and pictures"), "document": _("documents"), "recording": _("recordings")}


def of_family(rows: Rows, family: str, look: Look) -> Rows:
    """Return the files of one family."""
    return rows.filter(kind__in=[kind.code for kind in KINDS.values() if kind.family == family])


def file_cell(file: File, look: Look) -> Cell:
    """Return a file's name, with a small picture where it is one."""
    url = reverse("evidence:file-detail", args=[file.sha256])
    picture = reverse("evidence:thumbnail", args=[file.sha256]) if file.is_picture else ""
    return Cell(file.label, url=url, picture=picture)


def taken_cell(file: File, look: Look) -> Cell:
    """Return when a picture says that it was taken."""
    taken = file.captured_at
    return Cell(f"{day_words(taken)} {taken.astimezone(LOCAL):%H:%M}") if taken else Cell()


def state_cell(file: File, look: Look) -> Cell:
    """Return whether a file is there and holds."""
    if file.erased_at:
        return Cell(_("lawfully erased"), sign="✕", state="")
    if file.condition == "sound":
        return Cell(_("sound"), sign="✓", state="verified")
    return Cell(CONDITION_LABELS[file.condition], sign="！", state="late")


FILES = ListOf(
    code="files",
    title=_("Evidence files"),
    page="evidence:file-list",
    right="evidence.view",
    rows=lambda account: File.objects.visible_to(account),
    order="-kept",
    columns=(
        Column("file", _("File"), file_cell, main=True),
        Column("kind", _("Kind"), lambda one, look: Cell(one.get_kind_display())),
        Column(
            "size", _("Size"), lambda one, look: Cell(filesizeformat(one.size), value=one.size), number=True
        ),
        Column("taken", _("Taken"), taken_cell),
        Column("state", _("State"), state_cell),
        # The order in which files came; the mark that names one says nothing of it.
        Column("kept", _("Hash"), lambda one, look: Cell(one.sha256), ("pk",), optional=True),
    ),
    tabs=(
        Tab("all", _("all"), lambda rows, look: rows),
        Tab(
            "unsound",
            pgettext_lazy("files", "Not sound"),
            lambda rows, look: rows.filter(erased_at=None).exclude(condition="sound"),
        ),
    ),
    filters=(
        Choice("family", _("Kind"), fixed(FAMILIES), of_family, first=True),
        Span("captured_at", _("Taken from"), _("Taken until"), moments=True),
    ),
    buttons=(Button(_("Deposit files"), "evidence:deposit", "evidence.deposit", main=True),),
    empty=(
        _("No files here yet."),
        _(
            "Evidence is optional: it comes in with a deed, or is deposited here. A record without it counts as"
            " recorded only."
        ),
    ),
)


def pair_cell(pair: Pair, look: Look) -> Cell:
    """Return what is alike about a pair, with the later of the pictures if it is about files."""
    file = pair.second_file
    picture = reverse("evidence:thumbnail", args=[file.sha256]) if file and file.is_picture else ""
    return Cell(
        pair.get_sort_display(), url=reverse("evidence:pair-detail", args=[pair.mark]), picture=picture
    )


def alike_cell(pair: Pair, look: Look) -> Cell:
    """Return how much is alike: blocks of a picture, pieces of a text, or days between."""
    words = {"time": _("%(n)d days apart"), "text": _("%(n)d %% of the words")}
    said = words.get(pair.sort, _("%(n)d %% of the blocks"))
    return Cell(said % {"n": pair.measure}, value=pair.measure)


def outcome_cell(pair: Pair, look: Look) -> Cell:
    """Return what was decided on a pair."""
    state = {"": None, "same": "late"}.get(pair.outcome, "verified")
    return Cell(pair.get_outcome_display(), sign={"": "○", "same": "！"}.get(pair.outcome, "✓"), state=state)


PAIRS = ListOf(
    code="pairs",
    title=_("Photos and texts that look alike"),
    page="evidence:pair-list",
    right="evidence.view",
    lede=_("A machine lays them side by side; only a person says what that means. Nobody is counted."),
    rows=lambda account: Pair.objects.visible_to(account).select_related("first_file", "second_file"),
    order="-found",
    columns=(
        Column("pair", pgettext_lazy("pair", "What was alike"), pair_cell, main=True),
        Column("alike", _("How much"), alike_cell, number=True),
        Column(
            "found",
            pgettext_lazy("pair", "Found on"),
            lambda one, look: Cell(day_words(one.found_at)),
            ("found_at",),
        ),
        Column("outcome", pgettext_lazy("pair", "Decision"), outcome_cell),
    ),
    tabs=(
        Tab("waiting", pgettext_lazy("pairs", "Waiting"), lambda rows, look: rows.filter(WAITING)),
        Tab("decided", pgettext_lazy("pairs", "Decided"), lambda rows, look: rows.exclude(outcome="")),
        Tab("all", _("all"), lambda rows, look: rows),
    ),
    filters=(
        Choice(
            "what",
            pgettext_lazy("pair", "What was alike"),
            fixed(SORT_LABELS),
            lambda rows, sort, look: rows.filter(sort=sort),
            first=True,
        ),
    ),
    buttons=(),
    empty=(
        _("Nothing looks alike here."),
        _(
            "Photos that offices deposit are compared in the background. Two that come from one photograph stand here"
            " until somebody has looked at both; photos that residents sent are never compared. Texts told in nearly"
            " the same words stand here once somebody has decided on them."
        ),
    ),
)
