"""What this instance is, and the limits in force; both come into being through entries."""

from django.db import models

from zerentian.ledger.models.written import Question


class InstanceManager(models.Manager["Instance"]):
    """What every page asks of the instance."""

    def is_demo(self) -> bool:
        """Tell whether the instance shows a made-up township."""
        return bool(DEMO.ask())

    def clock_ahead(self) -> int:
        """Return how many seconds the instance's clock is ahead of the server's: 0 but in a demo."""
        rows = CLOCK.ask()
        return int(rows[0][0]) if rows else 0


class Instance(models.Model):
    """The one row that says whose log this is. ``clock_offset`` (seconds) is other than 0 in a demo alone.

    ``posted_by`` is the digest of the posts by which its journal was written: a version with others writes it anew.
    """

    origin = models.CharField(max_length=120)
    demo = models.BooleanField(default=False)
    clock_offset = models.BigIntegerField(default=0)
    posted_by = models.CharField(max_length=64, blank=True)

    objects = InstanceManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="instance_one"),
            models.CheckConstraint(
                condition=models.Q(demo=True) | models.Q(clock_offset=0), name="instance_clock_only_in_demo"
            ),
        ]

    def __str__(self) -> str:
        return self.origin


DEMO = Question(lambda: Instance.objects.filter(demo=True).values_list("pk"))
CLOCK = Question(lambda: Instance.objects.values_list("clock_offset"))


class LateLimit(models.Model):
    """From a day on, how many calendar days a verb's entries may come after the fact before they are 补录."""

    verb = models.CharField(max_length=80)
    since = models.DateField()
    days = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["verb", "since"], name="late_limit_once")]

    def __str__(self) -> str:
        return f"{self.verb}: {self.days}"


class DeclaredKey(models.Model):
    """A key that encrypts here, by its fingerprint, oldest first: the key itself lies outside the database.

    Another key under the same file name is no key of this instance, and a missing one is never replaced by a new one.
    """

    fingerprint = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.fingerprint[:16]


class SchemaMark(models.Model):
    """The one row that says which version made this database's tables, and how they looked then."""

    version = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    description = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="schema_mark_one")]

    def __str__(self) -> str:
        return f"{self.version} {self.fingerprint[:16]}"
