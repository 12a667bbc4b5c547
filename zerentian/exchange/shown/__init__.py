"""How the nouns of this room are shown: tables in and out, other offices' forms, the demands for them."""

from zerentian.exchange.shown import demands, forms, tables

__all__ = ["demands", "forms", "tables"]
