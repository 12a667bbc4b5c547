from zerentian.organization.cli.imports import organization_import
from zerentian.organization.cli.permissions import permissions
from zerentian.organization.cli.sign_ins import sign_ins

__all__ = ["organization_import", "permissions", "sign_ins"]
