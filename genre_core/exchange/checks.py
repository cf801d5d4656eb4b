"""What a key, a digest and a time have to be, wherever they come from."""

from datetime import datetime

from genre_core.store.schema import NAME

_DIGEST = 64


def check_name(name: str, value: str) -> None:
    """Raise ValueError unless a key or subject can be stored."""
    if not value:
        raise ValueError(f"its {name} is empty")
    if len(value) > NAME:
        raise ValueError(f"its {name} has {len(value)} characters; {NAME} are the most")


def check_digest(value: str) -> None:
    """Raise ValueError unless it is empty or a SHA-256."""
    if value and (len(value) != _DIGEST or set(value) - set("0123456789abcdef")):
        raise ValueError(f"sha256 is {value[:70]!r}, where 64 hexadecimal digits were needed")


def check_zone(name: str, moment: datetime | None) -> None:
    """Raise ValueError for a time that names no moment."""
    if moment is not None and moment.utcoffset() is None:
        raise ValueError(
            f"{name} {moment.isoformat()} does not say how far from UTC it is; write +00:00 or Z "
            "behind it"
        )
