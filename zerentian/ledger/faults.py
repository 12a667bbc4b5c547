"""Faults of the machine under a console command, each told in one line with its remedy."""

import errno
import sqlite3

from django.conf import settings
from django.db import DatabaseError, OperationalError

DISK_FULL = (
    "磁盘已满：请腾出空间后重试，没有写坏任何数据"
    " · the disk is full: free some space and try again; nothing is half-written"
)
READ_ONLY = (
    "{}所在的文件系统只读：请重新挂载为可写，或换一个 ZERENTIAN_HOME"
    " · {}the file system is read-only: mount it writable, or set another ZERENTIAN_HOME"
)
DENIED = (
    "{}没有权限：请以运行本程序的账号执行，或更正文件的属主和权限"
    " · {}permission denied: run this as the program's own account, or mend owner and mode"
)
MISSING = "{}不存在：请核对路径 · {}no such file or folder: check the path"

OF_FILES = {
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: DENIED,
    errno.EPERM: DENIED,
    errno.ENOENT: MISSING,
}
DAMAGED = (
    "数据库文件已损坏：请保留原样，用 zerentian restore 把最近的备份恢复到新的 ZERENTIAN_HOME"
    " · the database file is damaged: leave it as it is and bring the newest backup into a new ZERENTIAN_HOME"
    " with `zerentian restore`"
)
OF_DATABASE = (
    (("database or disk is full", "no space left", "disk full"), DISK_FULL),
    (
        ("database is locked", "lock timeout", "deadlock"),
        "数据库正被另一进程占用：请稍后重试；一直如此时，看看是谁占着它"
        " · the database is locked by another process: try again; if it stays so, look for who holds it",
    ),
    (("malformed", "not a database", "disk i/o error", "invalid page", "could not read block"), DAMAGED),
    (("readonly database", "read-only"), READ_ONLY),
    (
        ("unable to open", "permission denied"),
        "数据库打不开：请核对 {}及其目录是否存在、可读写 · the database cannot be opened: check that {}"
        "it and its folder exist and may be read and written",
    ),
    (
        ("no such table", "no such column", "does not exist"),
        "数据库尚未建立或版本不符：请运行 zerentian init 或 zerentian migrate"
        " · no database, or one of another version: run `zerentian init` or `zerentian migrate`",
    ),
    (
        ("connection", "could not connect", "server closed"),
        "连不上数据库：请核对 DATABASE_URL 和数据库服务 · the database cannot be reached: check DATABASE_URL"
        " and the database's service",
    ),
)


def told(fault: OSError | DatabaseError | sqlite3.DatabaseError) -> str:
    """Return one line that says what is wrong and what to do, or nothing when the fault is none of the machine's."""
    if isinstance(fault, OSError):
        words = OF_FILES.get(fault.errno or 0, "")
        return words.format(*[f"{fault.filename} " if fault.filename else ""] * 2)
    said = str(fault).lower()
    place = f"{settings.DATABASES['default'].get('NAME', '')} "
    for signs, words in OF_DATABASE:
        if any(sign in said for sign in signs):
            return words.format(place, place)
    first = str(fault).strip().partition("\n")[0]
    return (
        f"数据库出错：{first} · the database failed: {first}" if isinstance(fault, OperationalError) else ""
    )
