from zerentian.organization.cli.imports import organization_import
from zerentian.organization.cli.sign_ins import sign_ins

__all__ = ["organization_import", "sign_ins"]
