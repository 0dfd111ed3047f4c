"""Nothing is open by oversight, and every scheduled job can run."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from bootstrap import clock
from bootstrap.app import assemble
from bootstrap.parts import Parts
from tests.scenarios import house

NIGHT = datetime(2026, 11, 17, 19, tzinfo=UTC)
OPEN_TO_ALL = {
    "/healthz",
    "/notices",
    "/readyz",
    "/metrics",
    "/api/v1/openapi.json",
    "/console/login",
    "/console/login/code",
    "/console/assets/htmx.js",
    "/console/static/<path:filename>",
    "/s/<token>",
    "/s/static/<name>",
}


@pytest.fixture
def built(store_url: str) -> Iterator[Parts]:
    yield from house.opened(store_url)


@pytest.fixture
def app(built: Parts) -> Flask:
    return assemble(built)


def test_a_stranger_gets_no_further_than_the_login(app: Flask) -> None:
    client = app.test_client()
    admitted = []
    for rule in app.url_map.iter_rules():
        if rule.rule in OPEN_TO_ALL:
            continue
        address = rule.build(dict.fromkeys(rule.arguments, 1))
        assert address is not None
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            status = client.open(address[1], method=method).status_code
            if status not in {302, 401, 403}:
                admitted.append(f"{method} {rule.rule}: {status}")

    assert admitted == []


def test_every_job_runs_in_an_empty_house(built: Parts) -> None:
    worker = clock.create_worker(built)
    try:
        for job in clock.all_jobs():
            assert not any(job.run(worker, NIGHT).values()), job.name
    finally:
        worker.deliverer.close()


def test_every_job_says_what_it_does() -> None:
    jobs = clock.all_jobs()

    assert len({job.name for job in jobs}) == len(jobs)
    assert [job.name for job in jobs if not job.about] == []
