"""``{% csrf_token %}`` in every form: the token against forgery, and the token that makes the form one record."""

from uuid import uuid4

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zerentian.organization.once import FIELD

register = template.Library()


class FormTokens(CsrfTokenNode):
    """Both hidden fields of a form."""

    def render(self, context: Context) -> SafeString:
        """Return the fields; none where the page has no token against forgery, as in a static export."""
        against_forgery = super().render(context)
        if not against_forgery:
            return SafeString("")
        return format_html(
            '{}<input type="hidden" name="{}" value="{}">', against_forgery, FIELD, uuid4().hex
        )


@register.tag("csrf_token")
def form_tokens(parser: Parser, token: Token) -> FormTokens:
    """Return the node of ``{% csrf_token %}``."""
    return FormTokens()
