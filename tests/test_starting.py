"""A start of the program loads nothing that most commands never use."""

import os
import subprocess
import sys
from pathlib import Path

from zerentian.ledger.rules.later import Later

ROOT = Path(__file__).resolve().parents[1]
LARGE = {"cv2", "docx", "numpy", "openpyxl", "scipy"}
STARTED = "import django, sys; django.setup(); print(*sys.modules)"


def test_a_start_reads_no_pictures_and_writes_no_spreadsheets() -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "zerentian.settings"}
    answer = subprocess.run(
        [sys.executable, "-c", STARTED], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    loaded = set(answer.stdout.split())
    assert "zerentian.evidence.actions.pairs" in loaded
    assert loaded & LARGE == set()


def test_what_stands_for_a_module_asks_it_when_it_is_asked(tmp_path, monkeypatch) -> None:
    (tmp_path / "loaded_later.py").write_text("NUMBER = 7\n")
    monkeypatch.syspath_prepend(tmp_path)
    module = Later("loaded_later")
    assert "loaded_later" not in sys.modules
    assert module.NUMBER == 7
    monkeypatch.setattr(sys.modules["loaded_later"], "NUMBER", 8)
    assert module.NUMBER == 8
