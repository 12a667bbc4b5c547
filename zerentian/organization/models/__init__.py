from zerentian.organization.models.accounts import Account

__all__ = ["Account"]
