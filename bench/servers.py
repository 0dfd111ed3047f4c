"""Starts a WSGI application the way it is run in production, and stops it."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psutil

from bench.deliveries import AES_KEY, APP_ID, TOKEN
from config import ROOT
from tests.servers.process import free_port

ENVIRON = {
    "SECRET_KEY": "benchmark-benchmark",
    "DATA_KEY": "benchmark-benchmark",
    "WECHAT_APP_ID": APP_ID,
    "WECHAT_APP_SECRET": "benchmark",
    "WECHAT_TOKEN": TOKEN,
    "WECHAT_AES_KEY": AES_KEY,
    "WECHAT_KIND": "subscription",
    "LOG_LEVEL": "ERROR",
}


@contextmanager
def granian(
    target: str, environ: Mapping[str, str], *, workers: int, threads: int
) -> Iterator[tuple[int, psutil.Process]]:
    """Serve `target` (module:app); gives the port and the main process."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
        *("--port", str(port), "--workers", str(workers), "--blocking-threads", str(threads)),
        *("--log-level", "error", "--no-ws", target),
    ]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **ENVIRON, **environ},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/wechat", timeout=2):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server did not answer")
