"""How long papers are kept (保管期限): 永久, 30年, 10年.

Source: 机关文件材料归档范围和文书档案保管期限规定 (国家档案局令第8号); the archivist decides, the program proposes.
"""

from enum import StrEnum


class Retention(StrEnum):
    """A class of retention, by the code that stands in entries."""

    PERMANENT = "permanent"
    LONG = "y30"
    SHORT = "y10"

    @property
    def words(self) -> str:
        """Return it as the catalogue prints it."""
        return WORDS[self]


WORDS = {Retention.PERMANENT: "永久", Retention.LONG: "30年", Retention.SHORT: "10年"}
