"""A text's files are read with the text by the office; the public gets those of the version that is public.

What an answer to a request for information gives is read by whoever reads the request, and by its applicant.
"""

from typing import Any

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from zerentian.community.models import Inquiry, Notice
from zerentian.organization.models import Account
from zerentian.organization.shields import Shield


def readable(account: Account) -> "QuerySet[Any, Any]":
    """Return the references of the texts that an account may read."""
    text = Concat(Value("notice:"), Cast("pk", TextField()), output_field=TextField())
    rows: QuerySet[Any, Any] = Notice.objects.visible_to(account).annotate(ref_text=text)
    return rows.order_by().values("ref_text")


NOTICES = Shield("notice", readable)


def answered(account: Account) -> "QuerySet[Any, Any]":
    """Return the references of the requests for information that an account may read."""
    text = Concat(Value("inquiry:"), Cast("pk", TextField()), output_field=TextField())
    rows: QuerySet[Any, Any] = Inquiry.objects.visible_to(account).annotate(ref_text=text)
    return rows.order_by().values("ref_text")


INQUIRIES = Shield("inquiry", answered)
