"""THE DOORS of no single noun: desk, search, trail, shared templates."""
