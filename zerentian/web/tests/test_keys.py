"""Letters lead to places, each to one."""

from collections import Counter

import pytest
from django.urls import reverse

from zerentian.web.navigation import places


def test_a_letter_leads_to_one_place():
    letters = Counter(place.key for place in places() if place.key)
    assert letters
    assert not [letter for letter, count in letters.items() if count > 1 or len(letter) > 1]


@pytest.mark.django_db
def test_only_places_that_are_ones_own_have_their_letter_on_the_page(client_of, clerk, auditor):
    page = client_of(clerk).get(reverse("desk")).content.decode()
    assert 'data-key="r"' in page
    assert 'id="keys"' in page
    assert 'data-key="r"' not in client_of(auditor).get(reverse("status")).content.decode()
