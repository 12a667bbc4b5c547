"""Concerns are not for everybody: what lies beneath obeys the same rule as their own pages."""

from typing import Any

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from zerentian.casework.models import Concern, SubTask
from zerentian.casework.models.shield import SHIELD_VERBS, overseen
from zerentian.evidence.models import File
from zerentian.organization.models import Account
from zerentian.organization.shields import Shield


def readable(account: Account) -> "QuerySet[Any, Any]":
    """Return the references of the concerns that an account may read."""
    return Concern.objects.visible_to(account).refs()


def hidden(account: Account) -> "QuerySet[Any, Any]":
    """Return the references of the concerns that are shielded from an account."""
    return Concern.objects.hidden_from(account).refs()


def file_refs(account: Account) -> "QuerySet[Any, Any]":
    """Return the references of the files that came with concerns shielded from an account."""
    found = File.objects.filter(belongs_to__in=hidden(account))
    return found.values_list(
        Concat(Value("file:"), Cast("mark", TextField()), output_field=TextField()), flat=True
    )


def task_refs(account: Account) -> "QuerySet[Any, Any]":
    """Return the references of the tasks that were given for concerns shielded from an account."""
    given = SubTask.objects.filter(concern__in=Concern.objects.hidden_from(account).values("pk"))
    return given.values_list(
        Concat(Value("task:"), Cast("task", TextField()), output_field=TextField()), flat=True
    )


def files(account: Account) -> "QuerySet[Any, Any]":
    """Return the keys of the files that came with concerns shielded from an account."""
    return File.objects.filter(belongs_to__in=hidden(account)).values("pk")


def tasks(account: Account) -> "QuerySet[Any, Any]":
    """Return the keys of the tasks that were given for concerns shielded from an account."""
    hidden_concerns = Concern.objects.hidden_from(account).values("pk")
    return SubTask.objects.filter(concern__in=hidden_concerns).values("task")


def untold(account: Account) -> Q:
    """Return the condition of the entries that tell who looked at a contact, or that somebody is accused."""
    return Q(verb__in=SHIELD_VERBS) & ~overseen(account)


SHIELD = Shield(
    "concern",
    readable,
    (hidden, file_refs, task_refs),
    {"evidence.file": files, "duties.task": tasks},
    overseers=("concern.refused",),
    untold=untold,
)
