"""`python -m benchmarks [NAME …]`: run every benchmark, or those named, and print each beside its yardstick."""

from __future__ import annotations

import pkgutil
import platform
import sys
from importlib import import_module
from pathlib import Path

NOT_BENCHMARKS = {"__main__", "measure"}


def names() -> list[str]:
    """The modules of this folder that measure something: those with a function `run`."""
    found = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    candidates = [name for name in found if name not in NOT_BENCHMARKS]
    return [name for name in candidates if hasattr(import_module(f"benchmarks.{name}"), "run")]


def main(wanted: list[str]) -> int:
    """Run them one after the other. Exit 2 for a name that is not there; a goal that is missed is only said."""
    known = names()
    if unknown := sorted(set(wanted) - set(known)):
        print(f"No benchmark is named {', '.join(unknown)}. There are: {', '.join(known)}", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()} on {platform.machine()}\n")
    for name in wanted or known:
        import_module(f"benchmarks.{name}").run()
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
