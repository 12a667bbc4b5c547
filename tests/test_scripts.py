"""The scripts find a Python that can make an environment, and every journey."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def found(path: str) -> str:
    """Return the Python that the scripts take when ``path`` is searched."""
    asked = ". script/common.sh; PATH=$1; find_python"
    answer = subprocess.run(
        ["bash", "-euc", asked, "bash", path], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return answer.stdout.strip()


def test_a_python_that_can_make_no_environment_is_passed_over_for_one_that_can(tmp_path: Path) -> None:
    bare = tmp_path / "python3"
    bare.write_text('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexit 0\n')
    bare.chmod(0o755)
    (tmp_path / "python3.11").symlink_to(sys.executable)
    taken = found(str(tmp_path))
    assert taken != str(bare)
    subprocess.run([taken, "-c", "import ensurepip, venv"], check=True)


def test_every_journey_stands_where_the_suite_looks_for_journeys() -> None:
    asked = (ROOT / "script/test").read_text("utf-8")
    assert "-m journey tests/journeys" in asked
    tests = [*ROOT.glob("zerentian/**/test_*.py"), *ROOT.glob("tests/**/test_*.py")]
    marked = {path for path in tests if re.search(r"mark" r"\.journey\b", path.read_text("utf-8"))}
    assert len(marked) > 15
    assert {path.parent for path in marked} == {ROOT / "tests/journeys"}


def test_what_does_the_same_work_is_not_installed_beside_it(tmp_path: Path) -> None:
    query = tmp_path / "dpkg-query"
    query.write_text('#!/bin/sh\n[ "$4" = chromium ] && echo "install ok installed"\nexit 0\n')
    query.chmod(0o755)
    asked = '. script/common.sh; PATH="$1:$PATH"; need_packages() { echo "wanted $*"; }; need_one_of "${@:2}"'

    def wanted(*names: str) -> str:
        told = subprocess.run(
            ["bash", "-euc", asked, "bash", str(tmp_path), *names],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return told.stdout.strip()

    assert wanted("chromium-headless-shell", "chromium") == ""
    assert wanted("chromium-headless-shell", "firefox") == "wanted chromium-headless-shell"
