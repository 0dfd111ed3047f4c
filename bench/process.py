"""What a web process costs at rest: memory, and the time from its start to its first answer."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from bench import deliveries, load
from bench.servers import ENVIRON, granian
from bench.shop import open_shop
from config import ROOT

ROUNDS = 3


def run() -> Iterator[str]:
    """Yield the figures; the limits are 120 MB and 1.5 s."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'changke.db'}"
        open_shop(url)
        environ = {"DATABASE_URL": url}
        with granian("wsgi:app", environ, workers=1, threads=16) as (port, process):
            worker = process.children()[0]
            yield f"  idle web process                 {_memory(worker)}"
            load.run(port, deliveries.make(64), connections=16)
            yield f"  … once it has understood a line  {_memory(worker)}"
        own = statistics.median(_first_answer(environ) for _ in range(ROUNDS))
        bare = statistics.median(_bare() for _ in range(ROUNDS))
        yield f"  import to first answer           {own:>8.2f} s"
        yield f"  the same for Flask + wechatpy    {bare:>8.2f} s   ({own / bare:.2f} of it)"


def _memory(process: psutil.Process) -> str:
    """Resident megabytes, and those of them that are this process's alone."""
    full = process.memory_full_info()
    return f"{full.rss / 2**20:>8.0f} MB resident, {full.uss / 2**20:.0f} MB its own"


def _first_answer(environ: dict[str, str]) -> float:
    return _timed("import wsgi; app = wsgi.app", environ)


def _bare() -> float:
    return _timed("from bench.bots.echo import app", {})


def _timed(imports: str, environ: dict[str, str]) -> float:
    """Seconds for a new interpreter to import the application and answer one delivery."""
    request = deliveries.make(1)[0]
    head, _, body = request.partition(b"\r\n\r\n")
    query = head.split(b" ")[1].partition(b"?")[2].decode()
    script = (
        f"{imports}\n"
        f"answer = app.test_client().post('/wechat?{query}', data={body!r})\n"
        "assert answer.status_code == 200 and b'Encrypt' in answer.data, answer\n"
        "import os; os._exit(0)"
    )
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, env={**ENVIRON, **environ}
    )
    return time.perf_counter() - started
