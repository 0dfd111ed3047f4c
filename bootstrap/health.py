"""Is the process alive, is it ready, and what has it done."""

import os
from collections.abc import Iterable

from flask import Blueprint, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from messaging import outbox
from scheduler import standing
from store import revision
from store.clock import Clock
from store.transactions import Store

DELIVERIES = Counter("changke_deliveries", "Deliveries of the platform by result", ["result"])
SECONDS = Histogram(
    "changke_delivery_seconds",
    "Time to answer a delivery",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


def meter(result: str, seconds: float) -> None:
    """Count one delivery."""
    DELIVERIES.labels(result).inc()
    SECONDS.observe(seconds)


class _Outbox(Collector):
    """Outbox rows by state, asked from the store at each scrape; none while it is away."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> Iterable[Metric]:
        gauge = GaugeMetricFamily("changke_outbox", "Messages to send by state", labels=["state"])
        try:
            with self._store.reading() as session:
                counts = outbox.counts(session)
        except SQLAlchemyError:
            return
        for state, count in counts.items():
            gauge.add_metric([state], count)
        yield gauge


def _of_the_clock(store: Store, time: Clock) -> str:
    """What an operator should know, though this process may serve: a web process that left the
    proxy because no clock runs would only leave customers without answers too."""
    with store.reading() as session:
        clock = standing.read(session, now=time.now())
    if not clock.is_held:
        return "warning: no clock holds the lease: `python -m scheduler` sends what waits\n"
    if clock.is_silent and clock.silent_for is not None:
        seconds = int(clock.silent_for.total_seconds())
        return f"warning: the clock of {clock.holder} has fired nothing for {seconds} s\n"
    return ""


class _Clock(Collector):
    """Whether a clock goes, asked from the store at each scrape; nothing while it is away."""

    def __init__(self, store: Store, time: Clock) -> None:
        self._store = store
        self._time = time

    def collect(self) -> Iterable[Metric]:
        try:
            with self._store.reading() as session:
                clock = standing.read(session, now=self._time.now())
        except SQLAlchemyError:
            return
        yield GaugeMetricFamily(
            "changke_clock_held", "1 while a clock holds the lease", value=int(clock.is_held)
        )
        if clock.silent_for is not None:
            yield GaugeMetricFamily(
                "changke_clock_silent_seconds",
                "Time since the clock's newest run was begun or seen",
                value=clock.silent_for.total_seconds(),
            )


def blueprint(store: Store, time: Clock) -> Blueprint:
    """The three addresses; they need no login, so keep them inside the network. `time` is the
    real one, in which leases live."""
    pages = Blueprint("health", __name__)

    @pages.get("/healthz")
    def alive() -> str:
        return "ok"

    @pages.get("/readyz")
    def ready() -> Response:
        try:
            current = revision.is_current(store.engine)
        except SQLAlchemyError:
            return Response("the database cannot be reached\n", 503, mimetype="text/plain")
        if not current:
            return Response("the database wants `db upgrade`\n", 503, mimetype="text/plain")
        return Response(f"ok\n{_of_the_clock(store, time)}", mimetype="text/plain")

    @pages.get("/metrics")
    def metrics() -> Response:
        own = CollectorRegistry()
        own.register(_Outbox(store))
        own.register(_Clock(store, time))
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            MultiProcessCollector(own)  # type: ignore[no-untyped-call]
            return Response(generate_latest(own), content_type=CONTENT_TYPE_LATEST)
        text = generate_latest(REGISTRY) + generate_latest(own)
        return Response(text, content_type=CONTENT_TYPE_LATEST)

    return pages
