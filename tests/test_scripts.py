"""The scripts find a Python that can make an environment."""

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
