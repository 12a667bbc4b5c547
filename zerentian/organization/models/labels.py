"""Labels of the tables in ``rules``, in the language of whoever reads them."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language

from zerentian.organization.rules.rights import Role


def labels(roles: Mapping[str, Role]) -> dict[str, Any]:
    """Return the roles' labels by code, each in the reader's language when it is read."""
    return {code: lazy(label, str)(role) for code, role in roles.items()}


def label(role: Role) -> str:
    """Return a role's label in the active language."""
    return role.label_en if (get_language() or "").startswith("en") else role.label
