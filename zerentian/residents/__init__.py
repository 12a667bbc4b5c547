"""THE RESIDENTS' DOOR. Asking, following, published answers; the static site and its feed."""
