"""WHAT HAPPENED. Entries, seals, postings and the figures computed from them; knows nothing of the domain."""
