"""Somebody's own template is opened in a child process only, and what it says comes back whole."""

import pytest

from zerentian.exchange.rules import templates
from zerentian.exchange.tests.test_filling import COLUMNS, HEAD, template
from zerentian.ledger.rules.refusals import NotAllowed

ROWS = [{"number": "1", "reply": "已修好", "satisfied": "是"}]


@pytest.fixture
def unopened_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process of the office fail at opening a template; a child knows nothing of it."""

    def crash(content: bytes) -> None:
        raise MemoryError

    monkeypatch.setattr(templates, "open_template", crash)


@pytest.mark.usefixtures("unopened_here")
def test_the_office_itself_opens_no_template() -> None:
    content = template()
    assert templates.headings_of(content) == list(HEAD.values())
    templates.check_template(content, COLUMNS)
    filled = templates.fill_template(content, COLUMNS, ROWS)
    assert (filled.rows, filled.sheet, filled.content[:2]) == (1, "回复表", b"PK")


@pytest.mark.usefixtures("unopened_here")
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", template()[:-200]], ids=["empty", "begun", "torn"])
def test_a_damaged_template_is_refused_with_its_remedy(content: bytes) -> None:
    with pytest.raises(NotAllowed, match=r"sound \.xlsx"):
        templates.headings_of(content)


@pytest.mark.usefixtures("unopened_here")
def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(NotAllowed, match="the template has no column 处理情况"):
        templates.check_template(template(), COLUMNS | {"reply": "处理情况"})
