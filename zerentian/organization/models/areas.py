"""Areas of work, and who answers for them: the matrix of 一岗双责."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.models import Committed
from zerentian.organization.models.posts import Post
from zerentian.organization.rules.names import LONGEST_AREA

PART_LABELS = {"leads": _("leads"), "handles": _("handles"), "assists": _("assists")}


class Area(Committed):
    """A field of work that duties belong to, such as production safety or flood control."""

    COMMITTED = ("code", "name", "is_open")
    OPENABLE = ("name",)

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=LONGEST_AREA)
    is_open = models.BooleanField(default=True)
    posts = models.ManyToManyField(Post, through="AreaCharge", related_name="areas")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """Return the reference string of the area."""
        return f"area:{self.code}"


class AreaCharge(Committed):
    """A post answers for an area, in one part, from ``first`` to ``last`` (open when None)."""

    COMMITTED = ("area", "post", "part", "first", "last")

    area = models.ForeignKey(Area, models.PROTECT, related_name="charges")
    post = models.ForeignKey(Post, models.PROTECT, related_name="charges")
    part = models.CharField(max_length=10, choices=PART_LABELS)
    first = models.DateField()
    last = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["area", "part", "post"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "post"], condition=Q(last=None), name="area_charge_one_open"
            ),
            models.CheckConstraint(condition=Q(part__in=list(PART_LABELS)), name="area_charge_part_known"),
            models.CheckConstraint(
                condition=Q(last=None) | Q(last__gte=models.F("first")), name="area_charge_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.part} {self.post_id}"
