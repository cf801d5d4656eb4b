"""Makes TensorFlow and what needs it look as if they were not installed."""

import sys
from importlib.abc import MetaPathFinder

ABSENT = ("tensorflow", "tf2onnx")


class _Absent(MetaPathFinder):
    def find_spec(self, name: str, *_: object) -> None:
        if name.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def forbid() -> None:
    """Hide them from this process, which must not have imported them yet."""
    assert not set(ABSENT) & set(sys.modules)
    sys.meta_path.insert(0, _Absent())
