"""What a verification found: problems that name their place, and what was covered."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not hold. ``place`` names the index, seal, row or file; ``message`` says what and how."""

    kind: str
    place: str
    message: str


@dataclass(slots=True)
class Findings:
    """The result of verifying a log. ``notes`` are limits of the check that its reader should know."""

    origin: str = ""
    size: int = 0
    root: str = ""
    seals: int = 0
    pending: int = 0
    rows: int = 0
    files: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def hold(self) -> bool:
        """Tell whether nothing was found wrong."""
        return not self.problems

    def add(self, kind: str, place: str, message: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(kind, place, message))

    def as_data(self) -> dict[str, object]:
        """Return the findings as plain data for ``--json``."""
        return {
            "holds": self.hold,
            "origin": self.origin,
            "size": self.size,
            "root": self.root,
            "seals": self.seals,
            "pending": self.pending,
            "rows": self.rows,
            "files": self.files,
            "problems": [
                {"kind": problem.kind, "place": problem.place, "message": problem.message}
                for problem in self.problems
            ],
            "notes": self.notes,
        }
