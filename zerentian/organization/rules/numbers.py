"""Numbers in texts: nobody is found by theirs, however it is written."""

import re
import unicodedata

# A phone number has seven digits at the least, without its area code.
FEWEST = 7
# In Chinese numerals a phone number is read out digit by digit; they may be mixed with figures.
SPOKEN = "〇零○一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖"
READ_OUT = str.maketrans(SPOKEN, "00012345678912123456789")
APART = r"[\s\-‐-―_.,，。、·/()（）+]"
BETWEEN = re.compile(rf"(?<=\d){APART}+(?=\d)")
NUMERALS = re.compile(rf"[\d{SPOKEN}](?:{APART}*[\d{SPOKEN}]){{{FEWEST - 1},}}")
# Numbers of matters: the year and what was counted, or the eight digits that are drawn; a risk point's has no year.
MATTER = r"[A-Z]{0,2}20\d\d-(?:\d{4,6}|[1-9]\d{7})|F[1-9]\d{7}"
MATTERS = re.compile(rf"((?<![A-Za-z\d-])(?:{MATTER})(?![A-Za-z\d-]))")
LONG = re.compile(rf"\d{{{FEWEST},}}[xX]?")


def written_out(text: str) -> str:
    """Return a text with all digits as ASCII ones and what separates them left out."""
    plain = "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")
    plain = NUMERALS.sub(lambda found: found[0].translate(READ_OUT), plain)
    return BETWEEN.sub("", "".join(str(unicodedata.decimal(one, one)) for one in plain))


def has_long_number(text: str) -> bool:
    """Tell whether a text holds a number as long as a person's: of a phone, an identity, a card."""
    return bool(LONG.search(written_out(text)))


def without_long_numbers(text: str) -> str:
    """Return a text without numbers as long as a person's; numbers of matters, such as 2026-48319027, stay."""
    parts = MATTERS.split(unicodedata.normalize("NFKC", text))
    return "".join(
        part if place % 2 else LONG.sub(" ", written_out(part)) for place, part in enumerate(parts)
    )


def is_of_matter(typed: str) -> bool:
    """Tell whether a text is the number of a matter and nothing else."""
    return re.fullmatch(MATTER, unicodedata.normalize("NFKC", typed.strip()).upper()) is not None


def without_digits(text: str) -> str:
    """Return a text without any digits: what they would find are people."""
    return re.sub(r"\d+", " ", written_out(text))
