from zerentian.casework.cli.answers import answers_export
from zerentian.casework.cli.contacts import contacts
from zerentian.casework.cli.exports import concerns_export, replies_export
from zerentian.casework.cli.imports import concerns_import

__all__ = ["answers_export", "concerns_export", "concerns_import", "contacts", "replies_export"]
