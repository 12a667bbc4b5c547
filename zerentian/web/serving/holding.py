"""What one ``serve`` holds for itself: its home folder, its port; and that the home is closed to other accounts."""

import fcntl
import os
import socket
from pathlib import Path
from typing import BinaryIO

from zerentian.ledger.rules.refusals import NotAllowed

PRIVATE = 0o077


def close_to_others(home: Path) -> None:
    """Take the rights of other accounts of the machine from the home folder: nothing under it is then reachable."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    mode = home.stat().st_mode
    if mode & PRIVATE:
        home.chmod(mode & ~PRIVATE & 0o7777)


def hold_home(home: Path, said: str) -> BinaryIO:
    """Hold a home folder for one ``serve``, for as long as the returned file is open; NotAllowed when it is held.

    ``said``: where it serves, told to whoever tries a second time.
    """
    folder = home / "run"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = open(folder / "serve.lock", "a+b", opener=lambda name, flags: os.open(name, flags, 0o600))  # noqa: SIM115
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        other = file.read().decode(errors="replace").strip()
        file.close()
        raise NotAllowed(
            f"{home} 已有一个 serve 在运行（{other}）；请先停止它，或为另一套数据设置 ZERENTIAN_HOME",
            f"another serve runs on {home} ({other}): stop it first, or set ZERENTIAN_HOME for other data",
        ) from error
    file.truncate(0)
    file.write(said.encode())
    file.flush()
    return file


def listen(host: str, port: int, backlog: int) -> socket.socket:
    """Open the port, for this ``serve`` alone; NotAllowed when it is taken or may not be opened."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=backlog, reuse_port=False)
    except OSError as error:
        raise NotAllowed(
            f"不能在 {host} 的端口 {port} 上服务：{error.strerror}；请停止占用它的程序，或用 --port 换一个端口",
            f"cannot serve on {host} port {port}: {error.strerror}; stop what uses it, or choose another --port",
        ) from error
