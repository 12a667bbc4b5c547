"""Backups: generations in folders elsewhere, restored and proved; what is missing is named."""

from zerentian.ledger.backup.states import BackupState, backup_states, last_backup

__all__ = ["BackupState", "backup_states", "last_backup"]
