from zerentian.casework.cli.contacts import contacts

__all__ = ["contacts"]
