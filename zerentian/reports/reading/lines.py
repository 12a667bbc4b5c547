"""What tells the lines of a page apart: number signs that begin a paragraph, numbers of pages, running heads."""

import re

STARTS_ANEW = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、．.]|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]|\d{1,2}[、．]|\d{1,2}\.(?!\d)"
    r"|第[一二三四五六七八九十]{1,3}[章节部]|[①②③④⑤⑥⑦⑧⑨⑩●■◆▪►☆★])"
)
PAGE_NUMBER = re.compile(
    r"^[\s—–\-－·]*(?:第\s*)?(?:\d{1,3}|[ivxIVX]{1,5})(?:\s*页)?(?:\s*(?:[/，,]\s*共?|共)\s*\d{1,3}\s*页?)?[\s—–\-－·]*$"
)


def as_running(text: str) -> str:
    """Return a line without digits and white space, so that the running heads of two pages are the same."""
    return re.sub(r"[\d\s]+", "#", text)


def joined(before: str, after: str) -> str:
    """Return two printed lines as one: a hyphen that only broke a word goes, words of letters stay apart."""
    if re.search(r"[A-Za-z]-$", before) and re.match(r"[a-z]", after):
        return before[:-1] + after
    apart = before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() and after[:1].isalpha()
    return f"{before} {after}" if apart else before + after
