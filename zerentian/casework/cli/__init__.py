from zerentian.casework.cli.imports import concerns_import

__all__ = ["concerns_import"]
