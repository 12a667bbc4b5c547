"""Accounts: who can sign in, and the named system actors."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from zerentian.ledger.models import Committed


class Account(AbstractBaseUser, Committed):
    """A person who can sign in, or a named system actor such as ``cli``."""

    COMMITTED = ("username", "name", "is_active")

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    objects: ClassVar[BaseUserManager["Account"]] = BaseUserManager()

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """Return the reference string of the account."""
        return f"account:{self.pk}"
