"""Maps of columns that people write in TOML: read in one way, and what is wrong is said with its place."""

import re
import tomllib
from typing import Any

from zerentian.ledger.rules.refusals import NotAllowed

# As tomllib ends its messages; the one other ending is "(at end of document)".
AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")


def map_in(content: str | bytes, name: str = "") -> dict[str, Any]:
    """Return what a map says; NotAllowed names the line and column where it is no TOML. ``name`` is the file's."""
    file = f" {name} " if name else ""
    try:
        return tomllib.loads(content if isinstance(content, str) else content.decode("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        place = AT_LINE.search(str(error))
        zh = f"（第{place[1]}行第{place[2]}列）" if place else "（末尾没有写完）"
        raise NotAllowed(
            f"映射文件{file}有误{zh}，不是 TOML 的写法", f"the map{file.rstrip()} can't be read: {error}"
        ) from error
    except UnicodeDecodeError as error:
        raise NotAllowed(
            f"映射文件{file}不是 UTF-8，请另存为 UTF-8",
            f"the map{file.rstrip()} is no UTF-8: save it as UTF-8",
        ) from error
    except (
        ValueError,
        RecursionError,
    ) as error:  # a number of thousands of digits, lists in lists without end
        raise NotAllowed(
            f"映射文件{file}有误：数字过长或嵌套过深",
            f"the map{file.rstrip()} can't be read: a number is too long, or it nests too deep",
        ) from error
