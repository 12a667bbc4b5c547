"""Small faults put into rooms, one by one: does a test notice each?

What lines each test enters is listened to once and kept; later only the tests that are new, or enter a file that
changed, are listened to again. Then every mutant is a fork of one process, with its database in memory: the code of
one function is replaced by the same code with one small fault in it, and the tests that enter its line run, of whatever
room, those of its own room first and the quickest first, until one fails. A mutant that no test notices survived.

    script/mutants duties --count 60 --seed 7

Only what stands inside functions is mutated: tables, models and forms are read when a module is imported.
"""

import argparse
import random
import sys

import pytest

from bench.mutants.faults import Mutant, drawn

ROOMS = (
    "ledger",
    "organization",
    "evidence",
    "duties",
    "casework",
    "rectification",
    "community",
    "exchange",
    "reports",
    "residents",
    "web",
)


def main() -> int:
    """Read the command line, and put faults into the rooms it names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("room", nargs="*", help="which rooms; all that have code otherwise")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--only", default="", help="try only those of the drawn mutants that name this")
    parser.add_argument(
        "--afresh",
        action="store_true",
        help="try what survived also where a process begins and in processes that tests start: minutes for each",
    )
    parser.add_argument(
        "--own",
        action="store_true",
        help="ask the rooms' own tests alone, which are listened to in minutes: the least that is noticed",
    )
    given = parser.parse_args()
    rooms = given.room or ROOMS
    if unknown := set(rooms) - set(ROOMS):
        parser.error(f"no such room: {', '.join(sorted(unknown))}; there are {', '.join(ROOMS)}")
    return mutate({room: drawn(room, given.count, given.seed) for room in rooms}, given)


def mutate(mutants: dict[str, list[Mutant]], given: argparse.Namespace) -> int:
    """Try the mutants of each room, and print who survived."""
    # Imported late: from then on the program is imported, and listened to.
    from bench.mutants.trying import QUIET, Mutation  # noqa: PLC0415

    wanted = [one for drawn_ones in mutants.values() for one in drawn_ones if given.only in str(one)]
    mutation = Mutation(wanted, afresh=given.afresh)
    where = [f"zerentian/{room}/tests" for room in mutants] if given.own else ["zerentian", "tests"]
    ended = int(pytest.main([*QUIET, "-m", "not processes and not journey", *where], plugins=[mutation]))
    for room, drawn_ones in mutants.items():
        came = [one for one in mutation.tried if one.mutant in drawn_ones]
        killed = sum(1 for one in came if one.by)
        if came:
            print(f"\n{room}: seed {given.seed}, {killed} of {len(came)} noticed ({killed / len(came):.0%})")
        for one in came:
            if not one.by:
                print(f"  {one}")
    return ended


if __name__ == "__main__":
    sys.exit(main())
