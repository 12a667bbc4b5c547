from zerentian.rectification.cli.imports import findings_import

__all__ = ["findings_import"]
