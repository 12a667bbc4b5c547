"""How often something was tried within a stretch of time, by anybody's process: numbers under keyed hashes."""

from django.db import models


class Tally(models.Model):
    """A count that ends by itself; ``key`` is a keyed hash that names neither address nor person."""

    key = models.CharField(max_length=64, primary_key=True)
    amount = models.BigIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.key[:12]} {self.amount}"
