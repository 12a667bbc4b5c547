"""Awkward input for every address, form and parser: short in the suite, long by ``script/fuzz``."""
