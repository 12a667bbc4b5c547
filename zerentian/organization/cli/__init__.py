from zerentian.organization.cli.accounts import accounts
from zerentian.organization.cli.imports import organization_import
from zerentian.organization.cli.permissions import permissions
from zerentian.organization.cli.sign_ins import sign_ins

__all__ = ["accounts", "organization_import", "permissions", "sign_ins"]
