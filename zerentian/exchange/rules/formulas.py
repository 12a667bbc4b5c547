"""Formulas as a spreadsheet writes them: taken apart, and moved to another cell; one error for what can't be read."""

from collections.abc import Sequence

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError


class UnreadFormula(ValueError):
    """What stands where a formula should is none, such as one with a bracket too many."""


def tokens_of(formula: str) -> Sequence[Token]:
    """Return the parts of a formula (without its ``=``); raises UnreadFormula."""
    try:
        found: Sequence[Token] = Tokenizer(f"={formula}").items
    except (TokenizerError, IndexError) as error:
        raise UnreadFormula(formula) from error
    return found


def at_place(formula: str, origin: str, place: str) -> str:
    """Return a formula (without its ``=``) as it stands in another cell; raises UnreadFormula."""
    try:
        said: str = Translator(f"={formula}", origin).translate_formula(place)
    except (TokenizerError, TranslatorError, IndexError) as error:
        raise UnreadFormula(formula) from error
    return said.removeprefix("=")
