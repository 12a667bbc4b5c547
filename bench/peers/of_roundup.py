"""Roundup measured: ``of_roundup.py FOLDER SIZE``, in an environment that has it; prints a line of JSON.

Its own interface makes each issue with its message, journal and word index; committed by the thousand.
"""

import io
import json
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import roundup.instance
from roundup.cgi.wsgi_handler import RequestDispatcher

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from bench.peers.timing import best_ms
from bench.words import RARE, rows

BATCH = 1_000
COLUMNS = "@columns=id,title,status,creation&@pagesize=50&@startwith=0&@sort=-id"


def set_up(home: Path) -> None:
    """Make a tracker of the classic template on SQLite."""
    admin = [str(Path(sys.executable).with_name("roundup-admin")), "-i", str(home)]
    known = "mail_domain=example.invalid,tracker_web=http://127.0.0.1/,rdbms_backend=sqlite,indexer=native"
    for command in (["install", "classic", "sqlite", known], ["initialise", "of-the-measurement"]):
        subprocess.run(admin + command, check=True, stdout=subprocess.DEVNULL, input=b"Y\n")


def fill(home: Path, size: int) -> float:
    """Make issues with their messages; return how many a second."""
    db = roundup.instance.open(str(home)).open("admin")
    now, began = datetime.now(UTC), time.perf_counter()
    for number, (_, title, text, _, reply, _) in enumerate(rows(0, size, now), start=1):
        said = [db.msg.create(content=words, author="1") for words in (text, reply) if words]
        db.issue.create(title=title, messages=said, status="8" if reply else "1")
        if number % BATCH == 0:
            db.commit()
    db.commit()
    db.close()
    return size / (time.perf_counter() - began)


def main() -> None:
    """Fill, measure, print."""
    home, size = Path(sys.argv[1]) / "tracker", int(sys.argv[2])
    set_up(home)
    measured = {"fill_per_s": fill(home, size)}
    serve = RequestDispatcher(str(home))

    def ask(where: str) -> bytes:
        path, _, query = where.partition("?")
        environment = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": f"/{path}",
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "HTTP_HOST": "127.0.0.1",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
        }
        written: list[bytes] = []
        answer = serve(environment, lambda status, headers, error=None: written.append)
        return b"".join([*written, *answer])

    measured["list_ms"] = best_ms(lambda: ask(f"issue?{COLUMNS}"), "问题")
    measured["filtered_ms"] = best_ms(lambda: ask(f"issue?{COLUMNS}&@filter=status&status=1"), "问题")
    for name, words in (("search", "噪音"), ("search_rare", RARE)):
        where = f"issue?{COLUMNS}&@search_text={quote(words)}"
        measured[f"{name}_finds"] = ask(where).decode().count("问题")
        measured[f"{name}_ms"] = best_ms(lambda where=where: ask(where), "issue")
    measured["detail_ms"] = best_ms(lambda: ask(f"issue{size}"), "问题")
    measured["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({f"peer Roundup {size}": measured}))


if __name__ == "__main__":
    main()
