"""Measure both engines in one run and write ``bench/results.md``: ``script/bench [--sizes 10000,1000000]``.

Absolute numbers belong to the machine; ratios are taken within one run. PostgreSQL is a cluster of its own with
its defaults (fsync on), in a folder that is removed at the end.
"""

import argparse
import json
import os
import platform
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench/results.md"

Measured = dict[str, object]


def as_postgres() -> list[str]:
    """Return what to put before a server's command: it refuses to run as root."""
    return ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a cluster in a folder of its own; yields its DATABASE_URL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        sys.exit("PostgreSQL is missing: apt-get install postgresql")
    binaries = found[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="zerentian-bench-"))
    data = folder / "data"
    if os.getuid() == 0:
        shutil.chown(folder, pwd.getpwnam("postgres").pw_uid)
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
    call(*as_postgres(), binaries / "initdb", "-D", data, "-U", "zerentian", "-A", "trust", "-E", "UTF8")
    call(*as_postgres(), binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql://zerentian@{quote(str(folder), safe='')}/postgres"
    finally:
        call(*as_postgres(), binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def call(*command: str | Path) -> None:
    """Run a command silently; a failure ends the measuring."""
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, cwd="/")


def measure(url: str, sizes: str, appends: int) -> Measured:
    """Measure one engine in a process and a home folder of its own."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, ROOT / "bench/measure.py", sizes, str(appends)],
            env={**os.environ, "ZERENTIAN_HOME": home, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            check=True,
            cwd=ROOT,
        )
    measured: Measured = json.loads(done.stdout)
    return measured


def machine() -> str:
    """Describe what was measured on."""
    names = {
        line.split(":")[1].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    }
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return (
        f"{os.cpu_count()} × {', '.join(names) or platform.machine()}, {memory} GB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}; "
        f"load before the run {os.getloadavg()[0]:.1f}"
    )


def table(engine: Measured) -> str:
    """Return one engine's measures."""
    sizes = engine["sizes"]
    assert isinstance(sizes, list)
    appending = engine["append"]
    assert isinstance(appending, dict)
    names = [name for name in sizes[0] if name != "size"]
    head = "| | " + " | ".join(f"{one['size']:,} entries" for one in sizes) + " |"
    rows = [
        f"| {name.replace('_', ' ')} | " + " | ".join(f"{one[name]:,.1f}" for one in sizes) + " |"
        for name in names
    ]
    growth = [
        f"{name.replace('_ms', '').replace('_', ' ')} × {sizes[-1][name] / sizes[0][name]:.2f}"
        for name in ("figure_ms", "report_figures_ms")
    ]
    return "\n".join(
        [
            f"## {engine['engine']}\n",
            f"- Append with one row: {appending['whole']:,.0f}/s; "
            f"the same two inserts bare {appending['bare']:,.0f}/s: "
            f"**{appending['whole'] / appending['bare']:.0%}** (wanted: 50 % or more).",
            f"- From the smallest to the largest log: {', '.join(growth)} (wanted: 1.5 or less at a million).\n",
            head,
            "|---" * (len(sizes) + 1) + "|",
            *rows,
            "",
        ]
    )


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="2000,20000", help="sizes of the log, ascending, with commas")
    parser.add_argument("--appends", type=int, default=500, help="entries appended one by one")
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # So that the cluster is stopped and removed.
    described = machine()
    engines = [measure("", options.sizes, options.appends)]
    with postgresql() as url:
        engines.append(measure(url, options.sizes, options.appends))
    options.out.write_text(
        f"# Measured\n\nWritten by `script/bench --sizes {options.sizes} --appends {options.appends}`, "
        f"{datetime.now(UTC):%Y-%m-%d}.\n\nMachine: {described}.\n\n"
        "Sealing includes postings and month totals. Proofs and figure times are medians.\n\n"
        + "\n".join(map(table, engines))
    )
    print(options.out)


if __name__ == "__main__":
    main()
