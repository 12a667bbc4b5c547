"""Two pages have the same shapes only where no rule of accessibility could judge one in another way."""

import pytest

from tests.journeys.markup import links, shapes

PAGE = '<html lang="zh"><body><main id="main"><h1>题</h1>{}</main></body></html>'


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>甲</p>", "<p>乙乙</p>"),
        ("<p>甲</p>", "<p>甲</p><p>乙</p>"),
        ('<a href="/1/">甲</a>', '<a href="/2/">乙</a>'),
        ('<img src="a" alt="甲">', '<img src="b" alt="乙">'),
        (
            '<meter style="width: 7%" aria-label="甲"></meter>',
            '<meter style="width: 81%" aria-label="乙"></meter>',
        ),
        ('<label for="a">甲</label><input id="a">', '<label for="b">乙</label><input id="b">'),
    ],
)
def test_other_words_make_no_other_shape(one: str, other: str) -> None:
    assert shapes(PAGE.format(other)) == shapes(PAGE.format(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>甲</p>", "<div>甲</div>"),
        ("<div><p>甲</p></div>", '<div class="bad"><p>甲</p></div>'),
        ('<a href="/">甲</a>', '<a href="/"></a>'),
        ('<a href="/">甲</a>', '<a href="/"><i>甲</i></a>'),
        ('<img src="a" alt="甲">', '<img src="a" alt="">'),
        ('<img src="a" alt="甲">', '<img src="a">'),
        ('<p role="note">甲</p>', '<p role="nope">甲</p>'),
        ('<p aria-live="off">甲</p>', '<p aria-live="nope">甲</p>'),
        ('<p style="color: red">甲</p>', '<p style="color: pink">甲</p>'),
        ('<label for="a">甲</label><input id="a">', '<label for="b">甲</label><input id="a">'),
        ("<label>甲<input></label>", "<label>甲</label><input>"),
        ('<p id="a">甲</p><p aria-labelledby="a">乙</p>', '<p id="b">甲</p><p aria-labelledby="a">乙</p>'),
        ('<p id="a">甲</p><p id="b">乙</p>', '<p id="a">甲</p><p id="a">乙</p>'),
        ("<h2>甲</h2><h3>乙</h3>", "<h3>甲</h3><h2>乙</h2>"),
        ("<style>p { color: red }</style>", "<style>p { color: pink }</style>"),
        ("<nav>甲</nav>", "<nav>甲</nav><nav>乙</nav>"),
        ("<h1>甲</h1>", "<h1>甲</h1><h1>乙</h1>"),
    ],
)
def test_what_a_rule_may_judge_makes_another_shape(one: str, other: str) -> None:
    assert shapes(PAGE.format(other)) - shapes(PAGE.format(one))


def test_links_lead_to_pages_of_the_same_place() -> None:
    page = PAGE.format('<a href="/1/">甲</a><a href="https://a/">乙</a><a href="/f" download>丙</a><a>丁</a>')
    assert links(page) == ["/1/"]
