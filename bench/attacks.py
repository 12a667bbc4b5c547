"""What visitors can do to the office: a clerk's desk measured quiet, and while cheap requests are thrown at the server.

    ZERENTIAN_HOME=(an empty folder) .venv/bin/python -m bench.attacks [--seconds 6]

Serves a demo of thirty days on loopback, throws bounded numbers of requests for bounded times, and prints a table.
Nothing but this machine is asked for anything.
"""

import argparse
import http.client
import io
import json
import multiprocessing
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from PIL import Image

PASSWORD = "Yunling-2026"
BOUNDARY = "attacks-boundary"
# How often each status was answered since a row began.
SEEN: Counter[int] = Counter()
Attack = Callable[[int, Any], None]


class Browser:
    """A client that keeps its cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "", *, follow: bool = True
    ) -> tuple[int, bytes]:
        """Send one request; return status (0: it was cut) and body, or without ``follow`` where it leads."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if kind:
            headers["Content-Type"] = kind
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            for name, value in response.getheaders():
                if name.lower() == "set-cookie":
                    self.cookies |= {key: one.value for key, one in SimpleCookie(value).items()}
            content = response.read() if follow else response.getheader("Location", "").encode()
            SEEN[response.status] += 1
            return response.status, content
        except OSError:
            SEEN[0] += 1
            return 0, b""
        finally:
            connection.close()

    def token(self, path: str) -> str:
        """Return the token of the form at a path."""
        found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask("GET", path)[1])
        return found.group(1).decode() if found else ""

    def sign_in(self, username: str, password: str) -> int:
        """Sign in; return the status."""
        said = {"username": username, "password": password, "csrfmiddlewaretoken": self.token("/sign-in/")}
        kind = "application/x-www-form-urlencoded"
        return self.ask("POST", "/sign-in/", urlencode(said).encode(), kind)[0]

    def send_file(self, path: str, field: str, name: str, content: bytes, **more: str) -> int:
        """Send a form with a file; return the status."""
        said = {"csrfmiddlewaretoken": self.token(path), **more}
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in said.items()
        ]
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
        body = b"".join(parts) + head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        return self.ask("POST", path, body, f"multipart/form-data; boundary={BOUNDARY}")[0]


def packed(**parts: bytes) -> bytes:
    """Return a zip archive of some parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def word(text: str) -> bytes:
    """Return a Word file that says a text and carries a manifest of a statement for every letter."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = (
        f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    )
    manifest = {"format": "zerentian-report/1", "statements": [{"text": one} for one in text[:20_000]]}
    return packed(
        **{"word/document.xml": document.encode(), "customXml/item1.xml": json.dumps(manifest).encode()}
    )


def forever(work: Callable[[Browser], object]) -> Attack:
    """Return an attack that does one thing again and again."""

    def attack(port: int, stopping: Any) -> None:
        while not stopping.is_set():
            work(Browser(port))

    return attack


def unfinished(port: int, stopping: Any) -> None:
    """Begin a form and never finish it."""
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nabc")
        stopping.wait()


def without_end(port: int, stopping: Any) -> None:
    """Send a form of 600 MB without saying how long it is, as far as it is taken."""
    while not stopping.is_set():
        with socket.create_connection(("127.0.0.1", port)) as one:
            try:
                one.sendall(
                    b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                )
                for _ in range(9600):
                    one.sendall(b"10000\r\n" + b"a" * 65536 + b"\r\n")
            except OSError:
                continue


def picture() -> bytes:
    """Return a few kilobytes that unfold to 16,000 × 16,000 points."""
    file = io.BytesIO()
    Image.new("RGB", (16_000, 16_000)).save(file, "WEBP", lossless=True, quality=0, method=0)
    return file.getvalue()


def verify(name: str, content: bytes) -> Attack:
    """Return the attack that has a file verified on the public page."""
    return forever(lambda one: one.send_file("/reports/verify/", "file", name, content))


def attacks() -> dict[str, tuple[int, Attack]]:
    """Return every attack: how many at once, and what each does."""
    drawn = picture()
    return {
        "small Word files to be verified": (4, verify("a.docx", word("abc" * 60))),
        "a Word file that unpacks to 20 MB": (4, verify("b.docx", word("a" * 20_000_000))),
        "a manifest of 45 MB of empty lists": (2, verify("c.json", b"[" + b"[]," * 15_000_000 + b"[]]")),
        "unfinished forms": (12, unfinished),
        "forms of 600 MB": (4, without_end),
        "wrong passwords": (12, forever(lambda one: one.sign_in("auditor", "wrong-Password-1"))),
        "a picture of 256 megapixels": (
            6,
            forever(lambda one: one.send_file(public_form(one), "evidence", "d.webp", drawn, text="x")),
        ),
        "pages, as fast as they come": (12, forever(lambda one: one.ask("GET", "/answers/"))),
    }


def public_form(browser: Browser) -> str:
    """Return the address of the public form, to which the demo's only township leads."""
    return browser.ask("GET", "/ask/", follow=False)[1].decode() or "/ask/"


def memory(pid: int) -> float:
    """Return the megabytes of the heaviest process among a process and its descendants."""
    try:
        children = [
            int(one)
            for path in Path(f"/proc/{pid}/task").glob("*/children")
            for one in path.read_text().split()
        ]
        size = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6
    except OSError:  # It has ended meanwhile.
        return 0.0
    return max([size, *map(memory, children)])


def measured(clerk: Browser, serve: int, seconds: float) -> tuple[list[float], float, int]:
    """Ask for the desk again and again; return the seconds each took, the heaviest process, and the failures."""
    times, heaviest, failures, until = [], 0.0, 0, time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.perf_counter()
        failures += clerk.ask("GET", "/")[0] != 200
        times.append(time.perf_counter() - began)
        heaviest = max(heaviest, memory(serve))
        time.sleep(0.05)
    return times, heaviest, failures


def throw(names: list[str], port: int, stopping: Any, said: Any) -> None:
    """Run attacks in a process of their own, behind the server: whoever attacks has a machine of their own."""
    os.nice(15)
    known = attacks()
    threads = [
        threading.Thread(target=known[name][1], args=(port, stopping), daemon=True)
        for name in names
        for _ in range(known[name][0])
    ]
    for thread in threads:
        thread.start()
    said.put("begun")
    stopping.wait()
    for thread in threads:
        thread.join(timeout=10)
    said.put(dict(SEEN))


def under(names: list[str], port: int, clerk: Browser, serve: int, seconds: float) -> str:
    """Measure while attacks run; return the cells of a row."""
    spawning = multiprocessing.get_context("spawn")
    stopping, said = spawning.Event(), spawning.Queue()
    thrower = spawning.Process(target=throw, args=(names, port, stopping, said), daemon=True)
    thrower.start()
    said.get()
    time.sleep(1)
    times, heaviest, failures = measured(clerk, serve, seconds)
    stopping.set()
    answers = ", ".join(f"{number} × {status or 'cut'}" for status, number in sorted(said.get().items()))
    thrower.join()
    worst = statistics.quantiles(times, n=20)[18] if len(times) > 1 else times[0]
    cells = (
        f"{statistics.median(times) * 1000:.0f}",
        f"{worst * 1000:.0f}",
        f"{heaviest:.0f}",
        str(failures),
    )
    return " | ".join((*cells, answers or "—"))


def main() -> None:
    """Make a demo, serve it, and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--only", default="", help="part of an attack's name")
    chosen = parser.parse_args()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    subprocess.run(
        [sys.executable, "-m", "zerentian", "demo", "--days", "30"], check=True, capture_output=True
    )
    serve = subprocess.Popen(
        [sys.executable, "-m", "zerentian", "serve", "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        clerk = Browser(port)
        while clerk.ask("GET", "/healthz")[0] != 200:
            time.sleep(0.2)
        assert clerk.sign_in("clerk", PASSWORD) == 302
        before = Path(f"/proc/{serve.pid}/task/{serve.pid}/children").read_text()
        print("| what | desk median, ms | p95, ms | heaviest process, MB | desk refused | all answers |")
        print("|---|---:|---:|---:|---:|---|")
        print(f"| quiet | {under([], port, clerk, serve.pid, chosen.seconds)} |", flush=True)
        known = {name: number for name, (number, _) in attacks().items() if chosen.only in name}
        for name, number in known.items():
            print(
                f"| {number} × {name} | {under([name], port, clerk, serve.pid, chosen.seconds)} |", flush=True
            )
        if not chosen.only:
            print(
                f"| all of them | {under(list(known), port, clerk, serve.pid, chosen.seconds)} |",
                flush=True,
            )
        after = Path(f"/proc/{serve.pid}/task/{serve.pid}/children").read_text()
        print(f"\nProcesses that died: {len(set(before.split()) - set(after.split()))}")
    finally:
        serve.terminate()
        serve.wait(30)


if __name__ == "__main__":
    main()
