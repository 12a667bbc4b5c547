"""Webhooks out: how a message is signed, where it may go, when it is tried again.

Signature, headers and the shape of the key follow Standard Webhooks 1.0 (standardwebhooks.com), which receivers have
libraries for. Where a message may go: https alone, and to no address inside a network unless the operator names it.
"""

import base64
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from zerentian.ledger.rules.refusals import NotAllowed

PREFIX = "whsec_"
SECRET_BYTES = 32
LONGEST_URL = 500
MOST_DAYS = 366
MOST_ENDPOINTS = 10
HTTPS_PORT = 443
# After the first try: as Standard Webhooks counsels, so that a receiver may be down for a weekend.
WAITS = (
    *(timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
KEPT = timedelta(days=30)
NAT64 = ip_network("64:ff9b::/96")

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Kind(StrEnum):
    """The nouns of which programs are told; of no other is anything sent."""

    CONCERN = "concern"
    TASK = "task"
    FINDING = "finding"
    DEMAND = "demand"
    NOTICE = "notice"


class Problem(StrEnum):
    """Why a message did not arrive."""

    NAME = "name"
    ADDRESS = "address"
    CONNECTION = "connection"
    TLS = "tls"
    TIME = "time"
    ANSWER = "answer"
    KEY = "key"


class Target(NamedTuple):
    """Where a message goes: a host's name or address, a port, and path with query."""

    host: str
    port: int
    path: str


def new_secret() -> str:
    """Return a fresh key as receivers' libraries take it: ``whsec_`` and 256 random bits in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, message: str, seconds: int, body: bytes) -> str:
    """Return what ``webhook-signature`` holds: ``v1,`` and HMAC-SHA-256 over id, timestamp and body, in base64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def headers(secret: str, message: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers of a message sent at a moment of the machine's clock."""
    seconds = int(at.timestamp())
    return {
        "content-type": "application/json",
        "user-agent": "Zerentian",
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": signature(secret, message, seconds, body),
    }


def next_try(tries: int, at: datetime) -> datetime | None:
    """Return when a message that failed so many times is tried again; None when it is given up."""
    return at + WAITS[tries - 1] if tries <= len(WAITS) else None


def target_of(url: str) -> Target:
    """Return where an address leads; NotAllowed unless it is https, with a host and no user, password or fragment."""
    parts = split(url)
    port = port_of(parts)
    if parts.scheme != "https" or not parts.hostname or port is None:
        raise NotAllowed(
            "接收地址须以 https:// 开头，写全主机名", "the address begins with https:// and names a host"
        )
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise NotAllowed(
            "接收地址里不能带用户名、密码或 # 后缀",
            "no user name, password or fragment stands in the address",
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii() or not path.isprintable() or " " in path:
        raise NotAllowed(
            "接收地址里的中文和空格请先做百分号编码",
            "percent-encode what is no plain character in the address",
        )
    return Target(host_of(parts.hostname), port, path)


def split(url: str) -> SplitResult:
    """Return the parts of an address; NotAllowed for what is none, or too long."""
    if len(url) > LONGEST_URL:
        raise NotAllowed(
            f"接收地址不超过 {LONGEST_URL} 个字符", f"the address has {LONGEST_URL} characters at most"
        )
    try:
        if not url.isprintable():
            raise ValueError
        return urlsplit(url)
    except ValueError as error:
        raise NotAllowed("接收地址无法识别", "this is no address") from error


def port_of(parts: SplitResult) -> int | None:
    """Return the port of an address, None for one that cannot be."""
    try:
        return HTTPS_PORT if parts.port is None else parts.port or None
    except ValueError:
        return None


def host_of(name: str) -> str:
    """Return a host's name as the network knows it; NotAllowed for what cannot be one."""
    try:
        return name.encode("idna").decode() if not name.isascii() else name
    except UnicodeError as error:
        raise NotAllowed("接收地址的主机名无法识别", "the name of the host can't be read") from error


def networks(said: Sequence[str]) -> list[Network]:
    """Return the networks an operator names, such as 10.0.0.0/8; ValueError for what is none."""
    return [ip_network(one) for one in said]


def is_reachable(address: str, allowed: Sequence[Network]) -> bool:
    """Tell whether a message may go to an address: a public one, or one in a network that the operator allows.

    An IPv6 address that carries an IPv4 address leads where that leads, and is judged by it.
    """
    found = carried(ip_address(address.partition("%")[0]))
    if any(found.version == one.version and found in one for one in allowed):
        return True
    inside = isinstance(found, IPv6Address) and found.is_site_local
    return found.is_global and not (found.is_multicast or found.is_reserved or inside)


def carried(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address carries, else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)
