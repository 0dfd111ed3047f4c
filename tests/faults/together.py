"""Several processes at the same time, from one that has imported the house already."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from tests import patience

HOUSE = ["tests.faults.workshop"]
"""What imports the whole house, and the services that the callers want."""
Call = tuple[Callable[..., Any], tuple[Any, ...]]


def together(*calls: Call) -> list[Any]:
    """Run each call in a process of its own, all at once; what each returned, in their order."""
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(HOUSE)
    with ProcessPoolExecutor(len(calls), mp_context=forking) as processes:
        futures = [processes.submit(call, *arguments) for call, arguments in calls]
        return [future.result(timeout=patience.SECONDS) for future in futures]
