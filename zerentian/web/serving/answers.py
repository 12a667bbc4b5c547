"""What the server's door itself answers: too large, too slow, too busy. Whole pages that need nothing else."""

import json
from html import escape

PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>:root{{color-scheme:light dark}}body{{font:16px/1.6 system-ui,"Noto Sans SC","Microsoft YaHei",sans-serif;
max-width:38em;margin:3em auto;padding:0 1em}}</style></head><body><h1>{title}</h1><p>{reason}</p></body></html>
"""


class TurnedAway(Exception):
    """A request that is answered before the program looks at it: why, in both languages, and the HTTP status.

    ``wait``: seconds after which it may be tried again, 0 when that would not help.
    """

    status = 503
    wait = 5
    title = ("请稍后再试", "Please try again shortly")
    reason = (
        "现在同时办理的人较多，请过几秒再试；刚才填写的内容，请返回上一页重新提交。",
        "Many people are here at once. Try again in a few seconds; go back and send the form again.",
    )


class Busy(TurnedAway):
    """So much is waiting already that this would only wait in vain."""


class TooLarge(TurnedAway):
    """A body larger than the address takes."""

    status, wait = 413, 0
    title = ("文件太大", "Too large")

    def __init__(self, most: int) -> None:
        size = f"{most / 1_000_000:.3g} MB"
        self.reason = (
            f"这一页一次最多接收 {size}。请减少或压缩文件后再提交；什么都没有保存。",
            f"This page takes at most {size} at once. Send fewer or smaller files; nothing was kept.",
        )
        super().__init__(f"more than {size}")


class TooSlow(TurnedAway):
    """A body that does not arrive."""

    status, wait = 408, 0
    title = ("传输中断", "The transfer stopped")
    reason = (
        "内容太久没有传完，连接已断开，什么都没有保存。请换个网络好的地方再试。",
        "What you sent did not arrive in time; nothing was kept. Try again where the network is better.",
    )


class WrongRequest(TurnedAway):
    """A request whose headers cannot be right."""

    status, wait = 400, 0
    title = ("请求有误", "Wrong request")
    reason = ("请求的格式不正确。", "The request is not well formed.")


class Gone(Exception):
    """Whoever asked has gone: nobody waits for an answer."""


def language_of(headers: dict[str, str]) -> int:
    """Return 1 when the asker reads English rather than Chinese, else 0."""
    chosen = headers.get("cookie", "").partition("django_language=")[2][:2]
    return int((chosen or headers.get("accept-language", "")[:2]) == "en")


def answer(turned: TurnedAway, headers: dict[str, str]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Return status, headers and body of what is answered: JSON where that alone is accepted, else a page."""
    chosen = language_of(headers)
    title, reason = turned.title[chosen], turned.reason[chosen]
    accepted = headers.get("accept", "")
    if "application/json" in accepted and "text/html" not in accepted:
        kind, body = "application/json", json.dumps({"error": reason}, ensure_ascii=False)
    else:
        language = ("zh-CN", "en")[chosen]
        kind = "text/html; charset=utf-8"
        body = PAGE.format(language=language, title=escape(title), reason=escape(reason))
    said = {
        "content-type": kind,
        "cache-control": "no-store",
        "connection": "close",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
        "x-content-type-options": "nosniff",
    }
    if turned.wait:
        said["retry-after"] = str(turned.wait)
    return turned.status, [(name.encode(), value.encode()) for name, value in said.items()], body.encode()
