"""How the nouns of this room are shown: tables in and out, other offices' forms, the demands for them, webhooks."""

from zerentian.exchange.shown import demands, forms, opened, tables, upward, webhooks

__all__ = ["demands", "forms", "opened", "tables", "upward", "webhooks"]
