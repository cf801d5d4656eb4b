"""On what the times were taken: a figure without its machine means nothing."""

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

PACKAGES = (
    "numpy",
    "soundfile",
    "soxr",
    "onnxruntime",
    "tensorflow-cpu",
    "keras",
    "librosa",
    "streamlit",
)


def show_machine() -> None:
    """Print processor, memory, load, system and versions."""
    about = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").exists() else ""
    model = re.search(r"model name\s*:\s*(.+)", about)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    print(f"Processor  {model[1] if model else platform.processor()}, {os.cpu_count()} threads")
    print(f"Memory     {memory:.0f} GB")
    print(f"Load       {' '.join(f'{load:.1f}' for load in os.getloadavg())} (1, 5 and 15 minutes)")
    print(f"System     {platform.platform()}, Python {platform.python_version()}")
    print(f"Packages   {', '.join(f'{name} {version(name)}' for name in PACKAGES)}")
