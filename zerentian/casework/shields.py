"""Concerns are not for everybody: what lies beneath obeys the same rule as their own pages."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Concat, Substr

from zerentian.casework.models import Concern, SubTask
from zerentian.casework.models.shield import SHIELD_VERBS, overseen
from zerentian.evidence.models import File
from zerentian.ledger.figures import written
from zerentian.organization.models import Account
from zerentian.organization.shields import Shield

CONCERN = f"{Concern.KIND}:"


def readable(account: Account) -> "QuerySet[Any, Any]":
    """Return the references of the concerns that an account may read."""
    return Concern.objects.visible_to(account).refs()


# Concerns are found once; what they brought is found from them. ``AS MATERIALIZED`` keeps both engines from finding
# them anew for each kind of what they brought: PostgreSQL planned that for longer than the rest of a page took.
HIDDEN = "WITH shut(id, ref) AS MATERIALIZED ({}) SELECT ref FROM shut UNION ALL {} UNION ALL {}"
SHUT_KEYS, SHUT_REFS = RawSQL("SELECT id FROM shut", ()), RawSQL("SELECT ref FROM shut", ())


def hidden(account: Account | None) -> Any:
    """Return the references of the concerns that are shielded from an account, or from anybody, and of what they
    brought: files, and tasks given for them."""
    return account.kept(hidden_refs) if account else hidden_refs(None)


def hidden_refs(account: Account | None) -> Any:
    """Write out what ``hidden`` returns."""
    concerns = Concern.objects.all_hidden_from(account).refs().values("pk", "ref_text")
    queries = (concerns, files_of(SHUT_REFS), tasks_of(SHUT_KEYS))
    parts = [part for query in queries if isinstance(part := written(query), RawSQL)]
    if len(parts) < HIDDEN.count("{}"):  # No concern can be hidden from it.
        return []
    params = [param for part in parts for param in part.params]
    return RawSQL(HIDDEN.format(*(part.sql for part in parts)), params)


def files_of(refs: Any) -> "QuerySet[Any, Any]":
    """Return the references of the files that came with concerns of these references."""
    return File.objects.filter(belongs_to__in=refs).values_list(named("file:", "mark"), flat=True)


def tasks_of(keys: Any) -> "QuerySet[Any, Any]":
    """Return the references of the tasks that were given for concerns of these row keys."""
    return SubTask.objects.filter(concern__in=keys).values_list(named("task:", "task"), flat=True)


def named(kind: str, column: str) -> Concat:
    """Return the reference of a row, by the column that holds its number in the ledger."""
    return Concat(Value(kind), Cast(column, TextField()), output_field=TextField())


def hidden_keys(account: Account | None) -> Any:
    """Write out the row keys of the concerns that are shielded from an account, or from anybody."""
    return written(Concern.objects.all_hidden_from(account).values("pk"))


def file_refs(account: Account | None) -> "QuerySet[Any, Any]":
    """Return the references of the files that came with concerns shielded from an account."""
    return files_of(shut_refs(account))


def shut_refs(account: Account | None) -> Any:
    """Return the references of the concerns alone that are shielded from an account, or from anybody."""
    return account.kept(written_refs) if account else written_refs(None)


def written_refs(account: Account | None) -> Any:
    """Write out what ``shut_refs`` returns."""
    return written(Concern.objects.all_hidden_from(account).refs())


def task_refs(account: Account | None) -> "QuerySet[Any, Any]":
    """Return the references of the tasks that were given for concerns shielded from an account."""
    return tasks_of(account.kept(hidden_keys) if account else hidden_keys(None))


def hides(account: Account | None, column: str) -> tuple[Q, ...]:
    """Return the conditions that a row's column refers to a shielded concern, or to what came of one.

    A concern is looked up by its key. Files and tasks are few among entries: the list of the hidden ones is made
    when a row refers to any, not before.
    """
    key = Substr(OuterRef(column), len(CONCERN) + 1)
    # A key is never a whole reference. That it differs is asked so that PostgreSQL looks each concern up: where only
    # equality is asked, it goes through all concerns first and keeps the hidden ones, for a page of fifty rows.
    one = Concern.objects.hidden_from(account).filter(key=key).exclude(key=OuterRef(column))
    concern = Exists(one)
    return (
        Q(**{f"{column}__startswith": CONCERN}) & Q(concern),
        Q(**{f"{column}__startswith": "file:", f"{column}__in": file_refs(account)}),
        Q(**{f"{column}__startswith": "task:", f"{column}__in": task_refs(account)}),
    )


def files(account: Account) -> "QuerySet[Any, Any]":
    """Return the keys of the files that came with concerns shielded from an account."""
    return File.objects.filter(belongs_to__in=shut_refs(account)).values("pk")


def tasks(account: Account) -> "QuerySet[Any, Any]":
    """Return the keys of the tasks that were given for concerns shielded from an account."""
    return SubTask.objects.filter(concern__in=account.kept(hidden_keys)).values("task")


def untold(account: Account | None) -> Q:
    """Return the condition of the entries that tell who looked at a contact, or that somebody is accused."""
    told = Q(verb__in=SHIELD_VERBS)
    return told & ~overseen(account) if account else told


SHIELD = Shield(
    "concern",
    readable,
    hidden,
    {"evidence.file": files, "duties.task": tasks},
    overseers=("concern.refused",),
    untold=untold,
    hides=hides,
)
