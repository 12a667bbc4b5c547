"""Categories of concerns: what is asked besides, whether a name is needed, which function they fall under."""

import json
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from zerentian.casework.models.labels import GROUPS, KINDS
from zerentian.casework.rules.concerns import Group, Kind
from zerentian.duties.models import FunctionItem
from zerentian.duties.models.located import Located, LocatedQuerySet


class CategoryQuerySet(LocatedQuerySet):
    """Questions people ask of categories."""

    right = "desk.view"

    def in_use(self) -> Self:
        """The categories that may still be chosen."""
        return self.filter(retired=False)


class Category(Located):
    """One category of a township. ``questions`` is a list of {code, label, options, needed, advice}: an answer
    that is a key of ``advice`` shows its text and never stops the form."""

    KIND = "category"
    COMMITTED: ClassVar = (
        "unit",
        "code",
        "name",
        "group",
        "kind",
        "anonymous",
        "function",
        "questions",
        "retired",
    )

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    group = models.CharField(max_length=12, choices=GROUPS)
    kind = models.CharField(max_length=10, choices=KINDS, default=Kind.HELP)
    hint = models.CharField(max_length=200, blank=True)
    anonymous = models.BooleanField(default=True)
    function = models.ForeignKey(FunctionItem, models.PROTECT, null=True, blank=True, related_name="+")
    questions = models.TextField(default="[]")
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="category_code_once"),
            models.CheckConstraint(condition=Q(group__in=list(Group)), name="category_group_known"),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="category_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def asked(self) -> list[dict[str, Any]]:
        """Return the extra questions."""
        questions: list[dict[str, Any]] = json.loads(self.questions)
        return questions
