"""The township's own lists: categories of concerns with their questions, and reply templates."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from zerentian.casework.defaults import CATEGORIES, TEMPLATES, parts_of
from zerentian.casework.models import Category, Template
from zerentian.casework.models.replies import PARTS
from zerentian.casework.rules.concerns import Group, Kind
from zerentian.casework.rules.replies import Decision
from zerentian.duties.models import FunctionItem
from zerentian.ledger.actions import record
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit

QUESTION_KEYS = {"code", "label", "options", "needed", "advice"}


@transaction.atomic
def keep_category(
    category: Category | None = None,
    *,
    unit: Unit,
    code: str,
    name: str,
    group: Group,
    by: Account,
    now: datetime,
    kind: Kind = Kind.HELP,
    hint: str = "",
    anonymous: bool = True,
    function: FunctionItem | None = None,
    questions: Sequence[Mapping[str, Any]] = (),
    position: int = 0,
    retired: bool = False,
) -> Category:
    """Make a category, or change one. A retired one can't be chosen any more; what stands in it stays."""
    require(by, "concern.category", unit, now=now)
    category = category or Category(unit=unit, code=check_filled(code, "代码", "the code"))
    category.path = unit.path
    category.name, category.group, category.kind = check_filled(name, "名称", "the name"), group, kind
    category.hint, category.anonymous, category.function = hint.strip(), anonymous, function
    category.questions = json.dumps([checked(one) for one in questions], ensure_ascii=False)
    category.position, category.retired = position, retired
    category.save()
    facts = {"group": str(group), "retired": retired}
    record(
        "category.kept", subject=category.ref, unit=unit.path, by=by, now=now, facts=facts, rows=[category]
    )
    return category


def checked(question: Mapping[str, Any]) -> dict[str, Any]:
    """Return an extra question; refuse one without code and label, or with keys nobody knows."""
    if unknown := question.keys() - QUESTION_KEYS:
        raise NotAllowed(f"附加问题不认识“{'、'.join(sorted(unknown))}”", "unknown keys in an extra question")
    if not question.get("code") or not question.get("label"):
        raise NotAllowed("附加问题须有代码和问题文字", "an extra question has a code and a label")
    return dict(question)


@transaction.atomic
def keep_template(
    template: Template | None = None,
    *,
    unit: Unit,
    name: str,
    decision: Decision,
    parts: Mapping[str, str],
    by: Account,
    now: datetime,
    category: Category | None = None,
    kind: Kind | None = None,
    retired: bool = False,
) -> Template:
    """Make a reply template, or change one."""
    require(by, "concern.category", unit, now=now)
    template = template or Template(unit=unit)
    template.path, template.name, template.decision = (
        unit.path,
        check_filled(name, "名称", "the name"),
        decision,
    )
    template.category, template.kind, template.retired = category, kind or "", retired
    for part in PARTS:
        setattr(template, part, parts.get(part, "").strip())
    template.save()
    facts = {"decision": str(decision), "retired": retired}
    record(
        "template.kept", subject=template.ref, unit=unit.path, by=by, now=now, facts=facts, rows=[template]
    )
    return template


@transaction.atomic
def adopt_defaults(
    unit: Unit, *, by: Account, now: datetime, functions: Mapping[str, FunctionItem] | None = None
) -> tuple[int, int]:
    """Let a township begin with sensible categories and reply templates; what it has already stays as it is.

    ``functions`` gives categories, by code, their item of the function list. Returns how many of each were made.
    """
    named = set(Category.objects.filter(unit=unit).values_list("code", flat=True))
    fresh = [one for one in CATEGORIES if one.code not in named]
    for one in fresh:
        keep_category(
            unit=unit,
            code=one.code,
            name=one.name,
            group=one.group,
            kind=one.kind,
            anonymous=one.anonymous,
            questions=one.questions,
            function=(functions or {}).get(one.code),
            position=CATEGORIES.index(one),
            by=by,
            now=now,
        )
    categories = {one.code: one for one in Category.objects.filter(unit=unit)}
    written = set(Template.objects.filter(unit=unit).values_list("name", flat=True))
    new = [one for one in TEMPLATES if one.name not in written]
    for template in new:
        keep_template(
            unit=unit,
            name=template.name,
            decision=template.decision,
            category=categories.get(template.category),
            kind=template.kind,
            parts=parts_of(template),
            by=by,
            now=now,
        )
    return len(fresh), len(new)
