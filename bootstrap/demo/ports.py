"""Ports for a demo's programs, which listen there only once the shop is filled."""

import contextlib
import fcntl
import os
import socket
import tempfile
from pathlib import Path

PORTS = 100


def free_port(wanted: int) -> int:
    """`wanted`, or the next one at which nobody listens; other demos leave it to this process.

    None that the system chooses: it gives those to others' connections, too, before we listen.
    """
    for port in range(wanted, wanted + PORTS):
        with contextlib.suppress(OSError):
            _probe(port)
            _claim(port)
            return port
    raise SystemExit(f"changke: no port from {wanted} to {wanted + PORTS - 1} is free.")


def _probe(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


def _claim(port: int) -> None:
    """Lock a file that is named after the port, for as long as this process lives."""
    claim = os.open(Path(tempfile.gettempdir()) / f"changke-demo-{port}", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(claim)
        raise
