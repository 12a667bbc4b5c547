"""PROOF. Files kept by their SHA-256, write-once; never names who uses them."""
