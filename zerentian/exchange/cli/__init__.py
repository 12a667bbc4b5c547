from zerentian.exchange.cli.exports import concerns_export, replies_export
from zerentian.exchange.cli.figures import figures
from zerentian.exchange.cli.forms import forms
from zerentian.exchange.cli.imports import concerns_import

__all__ = ["concerns_export", "concerns_import", "figures", "forms", "replies_export"]
