from zerentian.ledger.cli.seal import seal

__all__ = ["seal"]
