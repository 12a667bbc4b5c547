"""What this room keeps beside the database: the keys of residents' contact data and of reports of wrongdoing."""

from zerentian.casework.tokens import unopened
from zerentian.ledger.kept import derive, keep_keys

keep_keys("contacts", unopened)
# How far the full-text index has come, which is SQLite's or PostgreSQL's own: the worker makes it again.
derive("casework.IndexProgress")
