"""Maps in TOML, as people write them: what is wrong is said in one sentence, with its place."""

import pytest

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.toml_maps import map_in


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'a = "1"\nb = x', "映射文件 表.toml 有误（第2行第5列）"),
        (b'a = "1"\nb = [', "映射文件 表.toml 有误（末尾没有写完）"),
        ('source = "县热线"'.encode("gb18030"), "映射文件 表.toml 不是 UTF-8"),
        (b"a = " + b"9" * 5_000, "数字过长或嵌套过深"),
        (b"a = " + b"[" * 10_000, "数字过长或嵌套过深"),
    ],
)
def test_what_is_no_map_is_refused_with_its_place(content, why):
    with pytest.raises(NotAllowed) as refused:
        map_in(content, "表.toml")
    assert why in refused.value.words.zh


def test_a_map_is_read_with_the_mark_that_some_editors_put_before_it():
    assert map_in('\ufeffsource = "县热线"'.encode()) == {"source": "县热线"}
