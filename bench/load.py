"""A closed loop of connections that post prepared bodies and time each answer."""

import multiprocessing
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

CLIENT_PROCESSES = 4
Request = bytes


@dataclass(frozen=True, slots=True)
class Load:
    """What one run gave: requests per second and latencies in milliseconds."""

    rate: float
    p50: float
    p99: float
    failed: int


def run(port: int, requests: Sequence[Request], *, connections: int) -> Load:
    """Post all `requests` over `connections` kept-alive connections, from several processes."""
    shares = [list(requests[number::CLIENT_PROCESSES]) for number in range(CLIENT_PROCESSES)]
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(CLIENT_PROCESSES)
    queue = context.Queue()
    each = connections // CLIENT_PROCESSES
    clients = [
        context.Process(target=_client, args=(port, share, each, barrier, queue))
        for share in shares
    ]
    for client in clients:
        client.start()
    results = [queue.get(timeout=300) for _ in clients]
    for client in clients:
        client.join()
    times = sorted(span for spans, _, _, _ in results for span in spans)
    began = min(start for _, start, _, _ in results)
    ended = max(end for _, _, end, _ in results)
    return Load(
        rate=len(times) / (ended - began),
        p50=1000 * times[len(times) // 2],
        p99=1000 * times[int(len(times) * 0.99)],
        failed=sum(failed for _, _, _, failed in results),
    )


def _client(
    port: int, requests: list[Request], connections: int, barrier: object, out: object
) -> None:
    spans: list[float] = []
    failures: list[int] = []
    threads = [
        threading.Thread(
            target=_connection, args=(port, requests[number::connections], spans, failures)
        )
        for number in range(connections)
    ]
    barrier.wait()  # type: ignore[attr-defined]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    out.put((spans, began, time.monotonic(), len(failures)))  # type: ignore[attr-defined]


def _connection(
    port: int, requests: list[Request], spans: list[float], failures: list[int]
) -> None:
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            began = time.perf_counter()
            link.sendall(request)
            answer = _answer(link)
            spans.append(time.perf_counter() - began)
            if not answer.startswith(b"HTTP/1.1 200") or b"Encrypt" not in answer:
                failures.append(1)


def _answer(link: socket.socket) -> bytes:
    """One HTTP response with a content length."""
    data = link.recv(65536)
    while b"\r\n\r\n" not in data:
        data += link.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    while len(body) < length:
        more = link.recv(65536)
        body += more
        data += more
    return data
