"""A post that somebody holds."""

import pytest


@pytest.fixture
def post(cadre, now):
    """The post of the village cadre."""
    return cadre.posts_on(now.date())[0]
