"""How files of evidence are shown."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.evidence.models import CONDITION_LABELS, GROUND_LABELS, KIND_LABELS, File
from zerentian.organization.models import Account
from zerentian.organization.subjects import Fact, Sentence, Subject, register
from zerentian.organization.telling import exactly, numbers


def file_page(mark: str) -> str:
    """Return the address of a file's page: the page names it by its hash, entries by its mark."""
    sha256 = File.objects.filter(mark__in=numbers([mark])).values_list("sha256", flat=True).first()
    return reverse("evidence:file-detail", args=[sha256]) if sha256 else ""


def files_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the names under which an account sees files."""
    rows = File.objects.visible_to(account).filter(mark__in=numbers(keys))
    return {str(row.mark): row.label for row in rows}


GROUND = {"ground": Fact(_("Legal ground"), GROUND_LABELS)}

register(
    Subject(
        kind="file",
        one=_("a file"),
        page=file_page,
        titles=files_named,
        said={
            "evidence.deposited": Sentence(_("%(unit)s deposited %(what)s")),
            "evidence.erasure_asked": Sentence(
                _("%(unit)s asked for the lawful erasure of %(what)s"), facts=GROUND
            ),
            "evidence.erasure_refused": Sentence(_("The erasure of %(what)s was refused"), facts=GROUND),
            "evidence.erased": Sentence(_("%(what)s was lawfully erased"), facts=GROUND),
            "evidence.damaged": Sentence(_("A re-check found %(what)s %(condition)s")),
            "evidence.restored": Sentence(_("A re-check found %(what)s sound again")),
        },
        facts={
            "condition": Fact(_("Condition"), CONDITION_LABELS),
            "first": Fact(pgettext_lazy("fact", "Found for the first time")),
            "kind": Fact(_("Kind"), KIND_LABELS),
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
