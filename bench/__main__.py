"""`make bench`: every figure as a ratio to a baseline measured in the same run."""

import importlib
import sys
import time

PARTS = (
    "webhook",
    "process",
    "understanding",
    "orders",
    "lifecycle",
    "imports",
    "surveys",
    "planning",
    "drain",
    "desk",
)


def main(names: list[str]) -> None:
    """Run the named parts, or all that there are."""
    for name in names or PARTS:
        started = time.monotonic()
        print(f"\n== {name}", flush=True)
        for line in importlib.import_module(f"bench.{name}").run():
            print(line, flush=True)
        print(f"== {name}: {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
