from zerentian.casework.cli.contacts import contacts
from zerentian.casework.cli.wrongdoing import wrongdoing

__all__ = ["contacts", "wrongdoing"]
