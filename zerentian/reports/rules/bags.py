"""Bags: a folder of files with a list of their digests, as BagIt (RFC 8493) lays them out, written and checked.

Chosen because it asks nothing of what lies in it, and because archives and libraries have tools of their own for it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from zerentian.ledger.rules.words import Words

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MARK, INFO = "bagit.txt", "bag-info.txt"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
PAYLOAD = "data/"
TAGS = (MARK, INFO, MANIFEST)
LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(.+)")
OXUM = re.compile(r"Payload-Oxum:\s*([0-9]+)\.([0-9]+)")


def listed(digests: Mapping[str, str]) -> bytes:
    """Return a manifest: a line of SHA-256 and path for each file, in the order of the paths."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()


def info(said: Iterable[tuple[str, str]]) -> bytes:
    """Return ``bag-info.txt``: labels and values, a value on one line, nothing where there is none."""
    return "".join(f"{name}: {' '.join(value.split())}\n" for name, value in said if value.strip()).encode()


@dataclass
class Bag:
    """What was found of a bag: SHA-256 of every file by path, the bytes of the tags, the size of the payload."""

    digests: dict[str, str]
    tags: dict[str, bytes]
    size: int
    problems: list[tuple[str, Words]] = field(default_factory=list)

    def check(self) -> "list[tuple[str, Words]]":
        """Return what is wrong with it, each with the path where it is: nothing where the bag holds (RFC 8493 §3)."""
        self.problems = [*self.without_tags()]
        if not self.problems:
            self.problems += self.compared(
                MANIFEST, [path for path in self.digests if path.startswith(PAYLOAD)]
            )
            self.problems += self.compared(TAG_MANIFEST, TAGS)
            self.problems += self.strays()
            self.problems += self.of_another_size()
        return self.problems

    def without_tags(self) -> Iterator[tuple[str, Words]]:
        """Yield the tags that are not there; a declaration of other than 1.0 in UTF-8 is none."""
        for path in (*TAGS, TAG_MANIFEST):
            if path not in self.tags:
                yield path, Words("缺少这个文件", "is missing")
        if MARK in self.tags and self.tags[MARK].decode("utf-8", "replace").split() != DECLARATION.split():
            yield MARK, Words("不是 BagIt 1.0 的声明", "does not declare BagIt 1.0")

    def compared(self, manifest: str, present: Iterable[str]) -> Iterator[tuple[str, Words]]:
        """Yield where files and their manifest differ; every file that is ``present`` must stand in it."""
        told = dict(self.lines(manifest))
        for path, digest in told.items():
            if path not in self.digests:
                yield path, Words("清单所列的文件不在包里", "is listed, but not there")
            elif self.digests[path] != digest.lower():
                yield (
                    path,
                    Words("与清单的 SHA-256 不同：文件被改动", "differs from its digest: it was altered"),
                )
        for path in present:
            if path not in told:
                yield path, Words("清单没有列出这个文件", "is there, but not listed")
        for line in self.unread(manifest):
            yield (
                manifest,
                Words(f"这一行不是清单：{line[:40]}", f"holds a line that lists nothing: {line[:40]}"),
            )

    def lines(self, manifest: str) -> Iterator[tuple[str, str]]:
        """Yield path and digest of each line of a manifest."""
        for line in self.tags[manifest].decode("utf-8", "replace").splitlines():
            if found := LINE.fullmatch(line.rstrip()):
                yield found[2], found[1]

    def unread(self, manifest: str) -> list[str]:
        """Return the lines of a manifest that are none."""
        lines = self.tags[manifest].decode("utf-8", "replace").splitlines()
        return [line for line in lines if line.strip() and not LINE.fullmatch(line.rstrip())]

    def strays(self) -> Iterator[tuple[str, Words]]:
        """Yield files beside the payload that nobody vouches for."""
        known = {TAG_MANIFEST, *dict(self.lines(TAG_MANIFEST))}
        for path in self.digests:
            if not path.startswith(PAYLOAD) and path not in known:
                yield path, Words("包里多出的文件，没有清单担保", "is no part of the package")

    def of_another_size(self) -> Iterator[tuple[str, Words]]:
        """Yield that the payload is not as large as the package says."""
        count = sum(path.startswith(PAYLOAD) for path in self.digests)
        found = OXUM.search(self.tags[INFO].decode("utf-8", "replace"))
        if found is None or (int(found[1]), int(found[2])) != (self.size, count):
            yield (
                INFO,
                Words(
                    f"所写的大小与包内不符：包内{count}个文件、{self.size}字节",
                    f"tells another size: there are {count} files of {self.size} bytes",
                ),
            )
