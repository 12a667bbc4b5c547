from zerentian.ledger.cli.backup import backup, restore
from zerentian.ledger.cli.export import export_log
from zerentian.ledger.cli.figures import figures
from zerentian.ledger.cli.ledger import ledger
from zerentian.ledger.cli.moving import move_to
from zerentian.ledger.cli.seal import seal

__all__ = ["backup", "export_log", "figures", "ledger", "move_to", "restore", "seal"]
