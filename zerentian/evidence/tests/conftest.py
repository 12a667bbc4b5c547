"""The file that most tests of evidence look at."""

from io import BytesIO

import pytest

from zerentian.evidence.actions import deposit
from zerentian.evidence.tests import files


@pytest.fixture
def photo(clerk, now):
    """A photograph that the clerk deposited."""
    return deposit(BytesIO(files.jpeg()), name="防汛巡查.jpg", by=clerk, now=now)
