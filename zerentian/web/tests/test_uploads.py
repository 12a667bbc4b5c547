"""Files that arrive with a form."""

import io
import tempfile

from django.test import RequestFactory


def test_a_large_file_that_arrives_has_no_name_that_a_kill_could_leave(monkeypatch, tmp_path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    sent = b"".join(number.to_bytes(4) for number in range(1_000_000))
    file = io.BytesIO(sent)
    file.name = "现场.jpg"
    request = RequestFactory().post("/", {"file": file})
    arrived = request.FILES["file"]
    assert list(place.iterdir()) == []
    assert (arrived.name, arrived.size) == ("现场.jpg", len(sent))
    assert b"".join(arrived.chunks()) == sent
    assert arrived.read() == b""
    arrived.seek(0)
    assert arrived.read(8) == sent[:8]
    request.close()
    assert arrived.closed
