"""Forms that were sent and recorded something: the same form again is no second record."""

from django.db import models


class Submission(models.Model):
    """One form as it was sent: ``key`` is made of its page, its sender and all that stood in it.

    The row is written in the transaction of the first entry that the form led to, so that of two at once one wins.
    ``request`` tells the request that wrote it, ``led_to`` the page it led to.
    """

    key = models.CharField(max_length=64, primary_key=True)
    request = models.UUIDField()
    led_to = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key[:12]
