"""Python reads this before anything else: a process with ``ZERENTIAN_MUTANT`` begins with the fault in place."""

import os

if "ZERENTIAN_MUTANT" in os.environ:
    from bench.mutants.faults import begin_with

    begin_with(os.environ["ZERENTIAN_MUTANT"])
