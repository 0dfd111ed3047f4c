"""Two demos that start together do not take the same port."""

import socket
from pathlib import Path

import pytest

from bootstrap.demo.ports import free_port
from tests.servers.process import free_port as any_port


@pytest.fixture(autouse=True)
def own_marks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def test_a_port_is_given_once_though_nobody_listens_yet() -> None:
    wanted = any_port()
    assert free_port(wanted) < free_port(wanted)


def test_a_port_somebody_listens_at_is_passed_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        assert free_port(taken) > taken
