"""What somebody typed, or wrote into an address, as databases can take it."""


def typed(text: str) -> str:
    """Return a text without blanks around it, without NUL, and without halves of characters."""
    return text.replace("\0", "").encode(errors="replace").decode().strip()
