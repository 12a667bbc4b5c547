"""Seals: signed tree heads, and the hashes stored so that a proof need not read the whole log."""

from django.db import models

from zerentian.ledger.rules.merkle import Frontier
from zerentian.ledger.rules.note import Checkpoint, read_note

# The entry that says the clock was ahead when the last seal was made: until the next one, an earlier time is right.
CLOCK_SET_RIGHT = "ledger.clock_set_right"


class Seal(models.Model):
    """A signed head of the log: its size, root and note. ``frontier`` is the concatenated right edge;
    ``vkeys`` the verifier keys of those who signed, one a line, so that a lost key's seals can still be checked."""

    number = models.BigIntegerField(primary_key=True)
    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    frontier = models.BinaryField()
    note = models.TextField()
    vkeys = models.TextField()
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"seal {self.number} of {self.size}"

    @property
    def tree(self) -> Frontier:
        """Return the frontier to which the next entries are appended."""
        data = bytes(self.frontier)
        return Frontier(self.size, [data[i : i + 32] for i in range(0, len(data), 32)])

    @property
    def checkpoint(self) -> Checkpoint:
        """Return the signed tree head."""
        return read_note(self.note)[0]

    @property
    def root_hex(self) -> str:
        """Return the root as 64 hex digits."""
        return bytes(self.root).hex()


class Node(models.Model):
    """The root of a perfect subtree of ``2**level`` leaves (level 8, 16, 24 …): one tile's hash."""

    level = models.SmallIntegerField()
    position = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "position"], name="node_once")]

    def __str__(self) -> str:
        return f"node {self.level}/{self.position}"
