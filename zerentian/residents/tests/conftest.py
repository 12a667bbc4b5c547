"""The fixtures of concerns, and what a resident fills in and opens."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import signing
from django.urls import reverse

from zerentian.casework.tests.conftest import *  # noqa: F403
from zerentian.residents.forms.asking import STAMP


@pytest.fixture
def stamp(now):
    """The stamp of a page that was made a minute ago."""
    return signing.dumps([str(uuid4()), (now - timedelta(minutes=1)).timestamp()], salt=STAMP)


@pytest.fixture
def filled(stamp, category):
    return {
        "stamp": stamp,
        "text": "村口第二盏路灯坏了半个月。",
        "category": "lamp",
        "place": "上坪村口",
        "name": "示例群众",
        "phone": "13900000000",
    }


@pytest.fixture
def address(township):
    return reverse("residents:ask-township", args=[township.code])


@pytest.fixture
def opened(client, receipt):
    """A browser that opened the code with its secret."""
    client.post(reverse("residents:open", args=[receipt.concern.code]), {"secret": receipt.secret})
    return client
