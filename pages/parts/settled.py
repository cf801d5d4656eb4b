"""What was imported stays, so the collection after every run need not look at it.

Streamlit collects garbage after each script run, and its lock is held meanwhile: 0.1 s of a server
that has loaded the libraries of these pages, 0.3 s of a process with TensorFlow. Objects that
``gc.freeze`` sets aside are not looked at again. Source: streamlit 1.67,
``runtime/scriptrunner/script_runner.py``; docs.python.org, gc.freeze.
"""

import gc
import sys

_seen = 0


def settle() -> None:
    """Set aside what is in memory, when modules were imported since the last time.

    Pages import what they need when they are first opened, so this happens a few times in the
    life of a server. What a visitor's session holds at that moment is set aside as well: freed as
    ever by counting references, and kept only where it lies in a cycle.
    """
    global _seen
    if len(sys.modules) == _seen:
        return
    _seen = len(sys.modules)
    gc.collect()
    gc.freeze()
