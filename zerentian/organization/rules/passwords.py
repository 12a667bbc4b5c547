"""What a password must be (等保 level 2; the standard names no numbers, these are assessors' custom)."""

import secrets
import string
from datetime import datetime, timedelta

from zerentian.ledger.rules.words import Words

MIN_LENGTH = 8
MIN_CLASSES = 3
REMEMBERED = 3

# Without signs that are mistaken for one another when an initial password is read from paper.
LOWER = "abcdefghijkmnpqrstuvwxyz"
UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "23456789"
SIGNS = "#%+=?@"


def classes(password: str) -> int:
    """Count the classes of signs in a password: lower case, upper case, digits, anything else."""
    known = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    found = {next((i for i, group in enumerate(known) if sign in group), len(known)) for sign in password}
    return len(found)


def objections(password: str, *, username: str, name: str) -> list[Words]:
    """Return what speaks against a password, each with its remedy; empty when nothing does."""
    lowered = password.lower()
    holds_name = any(part and part.lower() in lowered for part in (username, name))
    found = (
        (
            len(password) < MIN_LENGTH,
            Words(f"密码至少 {MIN_LENGTH} 位", f"use at least {MIN_LENGTH} characters"),
        ),
        (
            classes(password) < MIN_CLASSES,
            Words(
                "密码须含大写字母、小写字母、数字、符号中的三类",
                "use three of: capitals, small letters, digits, signs",
            ),
        ),
        (holds_name, Words("密码不能含有用户名或姓名", "leave your user name and name out of it")),
    )
    return [message for applies, message in found if applies]


def initial_password() -> str:
    """Return a random password of 12 signs from all four classes, to be changed at the first sign-in."""
    groups = [LOWER, UPPER, DIGITS, SIGNS]
    signs = [secrets.choice(group) for group in groups]
    signs += [secrets.choice(LOWER + UPPER + DIGITS) for _ in range(8)]
    secrets.SystemRandom().shuffle(signs)
    return "".join(signs)


def is_stale(changed_at: datetime | None, now: datetime, days: int) -> bool:
    """Tell whether a password was set more than ``days`` days ago."""
    return changed_at is not None and now - changed_at > timedelta(days=days)
