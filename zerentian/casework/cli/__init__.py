from zerentian.casework.cli.contacts import contacts
from zerentian.casework.cli.imports import concerns_import

__all__ = ["concerns_import", "contacts"]
