"""Measure both engines and write ``bench/results.md``: ``script/bench [--sizes 10000,1000000] [--only append,log]``.

``--quick pages`` and ``--quick ledger`` are two halves of a small run on SQLite, each within ten minutes on two free
cores: to see whether a change helps. What they say stands in ``var/quick.md`` and never among the results.

Absolute numbers belong to the machine; ratios are taken within one run. PostgreSQL is a cluster of its own with
its defaults (fsync on), in a folder that is removed at the end. What was measured is kept in ``var/bench.json``
as it comes: a run that ends early, or that measures only some groups, keeps the rest.
"""

import argparse
import json
import os
import platform
import pwd
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.results import Measured, page  # noqa: E402

RESULTS, KEPT = ROOT / "bench/results.md", ROOT / "var/bench.json"
GROUPS = ("append", "writers", "log", "report", "concerns", "bare", "roles", "pages", "peers")
PEERS = ("of_helpdesk.py", "of_roundup.py")
ENGINES = ("sqlite", "postgresql")
QUICK = ROOT / "var/quick.json", ROOT / "var/quick.md"
# Half a run: its groups, sizes for which ten minutes are enough, and the seconds after which a group is stopped.
HALVES = {
    "pages": {"only": "roles", "concerns": "3000", "limit": 560},
    "ledger": {
        "only": "append,log,report",
        "appends": 500,
        "sizes": "5000,50000",
        "report_size": 10_000,
        "limit": 190,
    },
}


def as_postgres() -> list[str]:
    """Return what to put before a server's command: it refuses to run as root."""
    return ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a cluster in a folder of its own; yields its DATABASE_URL without the database's name."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        sys.exit("PostgreSQL is missing: apt-get install postgresql")
    binaries = found[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="zerentian-bench-"))
    data = folder / "data"
    if os.getuid() == 0:
        shutil.chown(folder, pwd.getpwnam("postgres").pw_uid)
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
    try:
        call(*as_postgres(), binaries / "initdb", "-D", data, "-U", "zerentian", "-A", "trust", "-E", "UTF8")
        call(
            *as_postgres(),
            binaries / "pg_ctl",
            "-D",
            data,
            "-w",
            "-l",
            folder / "log",
            "-o",
            options,
            "start",
        )
        yield f"postgresql://zerentian@{quote(str(folder), safe='')}/"
    finally:
        if (data / "postmaster.pid").exists():
            call(*as_postgres(), binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def call(*command: str | Path) -> None:
    """Run a command silently; a failure ends the measuring."""
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, cwd="/")


def create_database(cluster: str, name: str) -> str:
    """Create a database in the cluster; return its URL."""
    command = "import sys, psycopg; psycopg.connect(sys.argv[1], autocommit=True).execute(sys.argv[2])"
    call(sys.executable, "-c", command, f"{cluster}postgres", f"CREATE DATABASE {name}")
    return f"{cluster}{name}"


def measure(engine: str, cluster: str, group: str, options: argparse.Namespace) -> Measured:
    """Measure one group on one engine, in a process, home folder and database of its own."""
    argument = {
        "append": str(options.appends),
        "writers": str(options.seconds),
        "log": options.sizes,
        "report": str(options.report_size),
        "concerns": options.concerns,
        "bare": "10000",
        "roles": options.concerns,
    }
    with tempfile.TemporaryDirectory(prefix="zerentian-bench-") as home:
        url = create_database(cluster, f"bench_{group}") if engine == "postgresql" else ""
        environment = {
            **os.environ,
            "ZERENTIAN_HOME": home,
            "DATABASE_URL": url,
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "zerentian.settings",
        }
        measured = demo(environment, options.limit) if group == "pages" else {}
        command = [
            sys.executable,
            str(ROOT / "bench/measure.py"),
            group,
            *filter(None, [argument.get(group)]),
        ]
        lines = run(command, environment, options.limit)
        return measured | {name: value for line in lines for name, value in json.loads(line).items()}


def peers(size: int, limit: int) -> Measured:
    """Measure the peers with the same rows, each in a process of its own, in an environment beside ours."""
    python = peers_python()
    measured: Measured = {}
    for script in PEERS:
        with tempfile.TemporaryDirectory(prefix="zerentian-bench-") as home:
            command = [str(python), "-W", "ignore", str(ROOT / "bench/peers" / script), home, str(size)]
            for line in run(command, dict(os.environ), limit):
                measured |= json.loads(line)
    return measured


def peers_python() -> Path:
    """Return the Python that has the peers, from ``requirements/peers.lock``; installed when it is not there."""
    folder, lock = ROOT / "var/peers", ROOT / "requirements/peers.lock"
    python = folder / "bin/python"
    if not (folder / "installed").exists():
        call(sys.executable, "-m", "venv", folder)
        call(python, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock)
        (folder / "installed").touch()
    return python


def demo(environment: dict[str, str], limit: int) -> Measured:
    """Tell the demo township's story; return how long it took."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    run([sys.executable, "-m", "zerentian", "demo", "--json"], environment, limit)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"demo": {"s": time.perf_counter() - began, "cpu_s": cpu}}


def run(command: list[str], environment: dict[str, str], limit: int) -> list[str]:
    """Run a measuring process; return its lines, those before a failure or the time limit as well."""
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
    ) as process:
        try:
            out, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, _ = process.communicate()
            print(f"  {' '.join(command[-2:])}: stopped after {limit} s", file=sys.stderr)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    if process.returncode > 0:
        print(f"  {' '.join(command[-2:])}: failed", file=sys.stderr)
    return [line for line in out.splitlines() if line.startswith("{")]


def yardstick() -> float:
    """Return how long the machine takes now for what always is the same, in ms: the squares of a million summed."""
    began = time.perf_counter()
    sum(number * number for number in range(1_000_000))
    return (time.perf_counter() - began) * 1000


def machine() -> str:
    """Describe what is measured on."""
    names = {
        line.split(":")[1].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    }
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return (
        f"{os.cpu_count()} × {', '.join(names) or platform.machine()}, {memory} GB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,1000000", help="sizes of the log, ascending, with commas")
    parser.add_argument("--report-size", type=int, default=100_000, help="entries in the report's period")
    parser.add_argument("--concerns", default="10000,100000", help="numbers of concerns, ascending")
    parser.add_argument("--peer-size", type=int, default=100_000, help="number of concerns in the peers")
    parser.add_argument("--appends", type=int, default=1000, help="entries appended one by one")
    parser.add_argument("--seconds", type=float, default=5, help="how long the writers write, six times over")
    parser.add_argument("--only", default=",".join(GROUPS), help=f"groups of {', '.join(GROUPS)}")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--limit", type=int, default=1800, help="seconds after which a group is stopped")
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--quick", choices=HALVES, help="half of a small run on SQLite, within ten minutes")
    options = in_short(parser.parse_args())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # So that the cluster is stopped and removed.
    kept: Measured = json.loads(options.kept.read_text()) if options.kept.exists() else {}
    with postgresql() if "postgresql" in options.engines else nullcontext("") as cluster:
        for group in options.only.split(","):
            if group == "peers":
                print("peers", file=sys.stderr)
                before = yardstick()
                kept |= peers(options.peer_size, options.limit)
                kept["peers yard"] = (before + yardstick()) / 2
                keep(kept, options)
                continue
            for engine in options.engines.split(","):
                if (group, engine) in {("writers", "sqlite"), ("bare", "postgresql")}:
                    continue  # SQLite has one writer at a time; only its database is one file to copy.
                print(f"{group} on {engine}", file=sys.stderr)
                before = yardstick()
                for name, value in measure(engine, cluster, group, options).items():
                    kept[f"{engine} {name}"] = value
                kept[f"{engine} {group} yard"] = (before + yardstick()) / 2
                keep(kept, options)
    print(options.out)


def in_short(options: argparse.Namespace) -> argparse.Namespace:
    """Return the options of half a small run where that is asked for; others as they are."""
    options.kept = KEPT
    if options.quick:
        options.kept, options.out = QUICK
        options.engines = "sqlite"
        vars(options).update(HALVES[options.quick])
    return options


def keep(kept: Measured, options: argparse.Namespace) -> None:
    """Write what is known so far."""
    kept["machine"], kept["day"] = machine(), f"{datetime.now(UTC):%Y-%m-%d}"
    options.kept.parent.mkdir(exist_ok=True)
    options.kept.write_text(json.dumps(kept, indent=1))
    options.out.write_text(page(kept) + others_of(options.out))


def others_of(out: Path) -> str:
    """Return what other measurements have written behind these, each between its marks."""
    before = out.read_text() if out.exists() else ""
    return "\n" + before[at:] if (at := before.find("<!-- ")) >= 0 else ""


if __name__ == "__main__":
    main()
