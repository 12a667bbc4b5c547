"""Which address a request came from, when proxies stand before the program."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network


def client_address(peer: str | None, forwarded: str, hops: int) -> str | None:
    """Return the address of whoever asked; None when it is not known.

    ``peer``: the other end of the connection; ``forwarded``: the X-Forwarded-For header, to which each proxy adds
    the address it saw, on the right; ``hops``: how many of our own proxies there are. Only what these wrote is
    believed: whatever stands further left was sent by the client and can be forged.
    """
    seen = [part.strip() for part in forwarded.split(",") if part.strip()]
    if 0 < hops <= len(seen) and parsed(seen[-hops]) is not None:
        return str(parsed(seen[-hops]))
    return str(parsed(peer)) if peer and parsed(peer) is not None else None


def parsed(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address, also with a port or in brackets; an IPv4 address inside an IPv6 one is that address."""
    bare = text.partition("]")[0][1:] if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def counted_as(address: str | None) -> str:
    """Return what stands for an address where attempts are counted: of IPv6 the /64, which one household has."""
    found = parsed(address) if address else None
    if isinstance(found, IPv6Address):
        return str(ip_network((found, 64), strict=False).network_address)
    return str(found) if found else ""
