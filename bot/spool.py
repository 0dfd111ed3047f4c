"""Messages that we have promised to answer later, on disk until the database has them.

Past its time a delivery is answered before its turn has committed, and the platform will not ask
again. What is written here first survives a kill, and a database that stays away.
"""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from messaging.inbound import Inbound

log = logging.getLogger(__name__)


class Spool:
    """One file a message in a folder of this machine; keeping one twice keeps it once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, inbound: Inbound) -> None:
        """Write the message; it is on the disk when this returns. Raises `OSError`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        values = asdict(inbound) | {"occurred_at": inbound.occurred_at.isoformat()}
        path = self._path(inbound)
        torn = path.with_suffix(f".{os.getpid()}")
        with torn.open("w", encoding="utf-8", errors="replace") as file:
            json.dump(values, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        torn.replace(path)

    def forget(self, inbound: Inbound) -> None:
        """The database has it."""
        self._path(inbound).unlink(missing_ok=True)

    def kept(self) -> Iterator[Inbound]:
        """What an earlier process left, oldest first; a file that cannot be read stays."""
        for path in sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime):
            try:
                values = json.loads(path.read_text(encoding="utf-8"))
                occurred = datetime.fromisoformat(values.pop("occurred_at"))
                yield Inbound(occurred_at=occurred, **values)
            except (OSError, ValueError, TypeError, KeyError):
                log.exception("a kept message cannot be read", extra={"file": path.name})

    def _path(self, inbound: Inbound) -> Path:
        name = f"{inbound.account} {inbound.key}".encode("utf-8", "replace")
        return self._folder / f"{blake2b(name, digest_size=16).hexdigest()}.json"
