"""Entries, and the rows whose content entries commit to."""

import json
import secrets
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q

from zerentian.ledger.registry import verb_of
from zerentian.ledger.rules import states
from zerentian.ledger.rules.canonical import Leaf
from zerentian.ledger.rules.verbs import CHANGES, Verb


def new_salt() -> bytes:
    """Return 16 fresh random bytes."""
    return secrets.token_bytes(16)


def new_mark() -> int:
    """Return a random number of 63 bits, above every row number: what it names shows neither order nor gap."""
    return 2**62 + secrets.randbits(62)


class Committed(models.Model):
    """A row whose content the ledger commits to, salted, each time an action changes it.

    ``COMMITTED`` names the fields of the projection; ``OPENABLE`` those texts that can be disclosed one by one.
    ``COMMITTED_AS`` is the table's name in entries, where it is not that of its room and model: sealed entries
    keep the name under which they spoke of a row, also when its model moves to another room.
    """

    COMMITTED: ClassVar[tuple[str, ...]] = ()
    OPENABLE: ClassVar[tuple[str, ...]] = ()
    COMMITTED_AS: ClassVar[str] = ""
    NAMED_BY: ClassVar[str] = "pk"

    salt = models.BinaryField(max_length=16, default=new_salt, editable=False)

    class Meta:
        abstract = True

    def projection(self) -> dict[str, Any]:
        """Return the committed fields by name, foreign keys as their key."""
        return {name: getattr(self, attribute) for name, attribute in committed_attributes(type(self))}

    @classmethod
    def spoken_of(cls) -> "models.QuerySet[Any]":
        """Return the rows that an entry must speak of: all, unless the program itself makes some."""
        return cls._default_manager.all()

    @property
    def row_key(self) -> str:
        """Return the name under which entries commit to this row."""
        return f"{self.COMMITTED_AS or self._meta.label_lower}:{getattr(self, self.NAMED_BY)}"

    @classmethod
    def named(cls, name: str) -> "Self | None":
        """Return the row that entries commit to as ``<model>:<name>``, None when it is gone."""
        return cls.all_named([name]).get(name)

    @classmethod
    def all_named(cls, names: Sequence[str]) -> "dict[str, Self]":
        """Return the rows that entries commit to as ``<model>:<name>``, by those names; none of those that are gone."""
        rows = cls._default_manager.filter(**{f"{cls.NAMED_BY}__in": names})
        return {str(getattr(row, cls.NAMED_BY)): row for row in rows}


class Unnumbered(Committed):
    """A committed row that entries name by a random mark: among rows of which a reader sees only some, a row
    number would show gap and order. The mark of a row older than marks is its number: old entries stay valid.
    """

    NAMED_BY: ClassVar[str] = "mark"

    mark = models.BigIntegerField(unique=True, default=new_mark, editable=False)

    class Meta:
        abstract = True


@cache
def committed_model(name: str) -> type[Committed]:
    """Return the table that entries call by this name, such as ``casework.concern``; LookupError for no such."""
    for model in apps.get_models():
        if issubclass(model, Committed) and name in {model.COMMITTED_AS, model._meta.label_lower}:
            return model
    raise LookupError(f"no table is committed to as {name}")


@cache
def committed_attributes(model: type[Committed]) -> tuple[tuple[str, str], ...]:
    """Return the names of a model's committed fields, each with the attribute that holds its value."""
    fields = {field.name: field.attname for field in model._meta.concrete_fields}
    return tuple((name, fields[name]) for name in model.COMMITTED)


class EntryQuerySet(models.QuerySet["Entry"]):
    """Questions people ask of the ledger."""

    def pending(self) -> "EntryQuerySet":
        """Committed entries that no seal covers yet."""
        return self.filter(index=None)

    def sealed(self, size: int) -> "EntryQuerySet":
        """The entries under the seal of this tree size."""
        return self.filter(index__lt=size)

    def effective(self, size: int) -> "EntryQuerySet":
        """The entries that stood, not replaced, as of the seal of this tree size."""
        return self.sealed(size).filter(Q(replaced_at=None) | Q(replaced_at__gte=size))

    def about(self, subject: str) -> "EntryQuerySet":
        """The story of one subject, in the order it was recorded."""
        return self.filter(subject=subject).order_by("id")

    def in_units(self, paths: Iterable[str]) -> "EntryQuerySet":
        """The entries of these unit paths."""
        return self.filter(unit__in=list(paths))


class Entry(models.Model):
    """Something that happened, said once. Never altered (triggers refuse it): it is replaced.

    ``facts`` and ``commitments`` are canonical JSON text; ``index`` and ``replaced_at`` are set once by the
    sealer and can be recomputed from the leaves.
    """

    uuid = models.UUIDField(unique=True, default=uuid4)
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=160)
    unit = models.CharField(max_length=400)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    occurred_on = models.DateField()
    recorded_at = models.DateTimeField()
    facts = models.TextField()
    commitments = models.TextField()
    replaces = models.UUIDField(null=True, unique=True)
    change = models.CharField(max_length=20, blank=True)
    because = models.UUIDField(null=True)
    leaf = models.BinaryField(max_length=32)
    index = models.BigIntegerField(null=True, unique=True)
    replaced_at = models.BigIntegerField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["id"], name="entry_pending", condition=Q(index=None)),
            models.Index(fields=["unit", "id"], name="entry_unit"),
            models.Index(fields=["verb", "id"], name="entry_verb"),
            # Not db_index: that makes a second one, for LIKE, on PostgreSQL.
            models.Index(fields=["subject"], name="entry_subject"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(change="") | Q(change__in=CHANGES), name="entry_change_known"),
            models.CheckConstraint(
                condition=Q(change="", replaces=None) | (~Q(change="") & Q(replaces__isnull=False)),
                name="entry_change_replaces",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at=None) | Q(replaced_at__gt=models.F("index")),
                name="entry_replaced_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    def leaf_content(self) -> Leaf:
        """Return what the entry commits to."""
        return Leaf(
            uuid=self.uuid,
            verb=self.verb,
            subject=self.subject,
            unit=self.unit,
            occurred_on=self.occurred_on,
            recorded_at=self.recorded_at,
            facts=self.facts,
            commitments=self.commitments,
            replaces=self.replaces,
            change=self.change,
            because=self.because,
        )

    @cached_property
    def fact(self) -> dict[str, Any]:
        """Return the facts by name; days as ISO text."""
        facts: dict[str, Any] = json.loads(self.facts)
        return facts

    @cached_property
    def commitment(self) -> dict[str, str]:
        """Return the commitments by name, each 64 hex digits."""
        commitments: dict[str, str] = json.loads(self.commitments)
        return commitments

    @property
    def declared(self) -> Verb:
        """Return the verb's declaration."""
        return verb_of(self.verb)

    @property
    def state(self) -> int:
        """Return the packed state of proof and time."""
        return states.state_of(self.fact, self.change)

    @property
    def proof_state(self) -> str:
        """Return ``recorded``, ``evidenced`` or ``verified``."""
        return states.proof_word(self.state)

    @property
    def time_state(self) -> str:
        """Return ``in_time``, ``late`` or ``imported``."""
        return states.time_word(self.state)

    @property
    def late_days(self) -> int:
        """Return the days between what happened and its recording; 0 where no limit is in force."""
        return int(self.fact.get("late_days", 0))
