"""Who acts in tests of what the organization writes down, and upon whom."""

import pytest

from conftest import NOW
from zerentian.organization.actions.accounts import create_account


@pytest.fixture
def act(administrator):
    """The administrator, now."""
    return {"by": administrator, "now": NOW}


@pytest.fixture
def newcomer(act):
    """Somebody who has an account and no post."""
    return create_account(username="new.comer", name=" 示例新人 ", **act).account
