"""What the codes of things that are lent are called."""

from django.utils.translation import pgettext_lazy

from zerentian.community.rules.lending import Condition, Sort

SORTS = {
    Sort.BOOK: pgettext_lazy("item", "Book"),
    Sort.TOOL: pgettext_lazy("item", "Tool or machine"),
    Sort.SOUND: pgettext_lazy("item", "Sound and projection"),
    Sort.FURNITURE: pgettext_lazy("item", "Tables, chairs, tents"),
    Sort.COSTUME: pgettext_lazy("item", "Costumes and instruments"),
    Sort.OTHER: pgettext_lazy("item", "Other"),
}
CONDITIONS = {
    Condition.WHOLE: pgettext_lazy("item", "whole"),
    Condition.DAMAGED: pgettext_lazy("item", "damaged"),
    Condition.LOST: pgettext_lazy("item", "lost"),
}
