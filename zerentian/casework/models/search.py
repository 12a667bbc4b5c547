"""How far the full-text index has followed the ledger. The index itself is derived and can be built again."""

from django.db import models


class IndexProgress(models.Model):
    """How many sealed entries the index of concerns has followed; one row."""

    size = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.size)
