"""The signs between words in every template, in the page's language: no sign is typed into a template itself."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from zerentian.organization import punctuation

register = template.Library()


@register.simple_tag
def colon() -> str:
    """Return ： or a colon and a blank."""
    return punctuation.sign(punctuation.COLON)


@register.simple_tag
def comma() -> str:
    """Return ， or a comma and a blank."""
    return punctuation.sign(punctuation.COMMA)


@register.simple_tag
def gap() -> str:
    """Return the blank behind a sign that a sentence brings with it: none behind ：, which has its own room."""
    return " " if punctuation.in_english() else ""


@register.simple_tag
def semicolon() -> str:
    """Return ； or a semicolon and a blank."""
    return punctuation.sign(punctuation.SEMICOLON)


@register.simple_tag(takes_context=True)
def between(context: Context) -> str:
    """Return 、 or a comma and a blank between the turns of a loop; nothing after the last."""
    return "" if context["forloop"]["last"] else punctuation.sign(punctuation.AND_COMMA)


@register.filter
def listed(words: Any) -> SafeString:
    """Return some words side by side: 甲、乙, in English a, b."""
    return SafeString(punctuation.listed(conditional_escape(word) for word in words))


@register.filter
def bracketed(words: Any) -> SafeString:
    """Return some words in brackets, to be put right behind a word; nothing of nothing."""
    return format_html("{}", punctuation.bracketed(words))
