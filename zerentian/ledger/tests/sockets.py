"""How work and answers are sent to a child that reads a foreign file, and back."""


def framed(content: bytes) -> bytes:
    """Return content behind its length."""
    return len(content).to_bytes(8) + content
