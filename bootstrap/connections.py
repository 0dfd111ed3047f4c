"""The channels that are found in channels/, connected as their settings say."""

from functools import reduce
from operator import or_

from bootstrap import discovery
from channels.connection import Connection, Outside, WrongSettingError
from config import Settings
from membership.privacy import Privacy
from store.clock import Clock, SystemClock
from store.ephemeral import Ephemeral
from store.ephemeral import create as create_ephemeral


def connect(
    settings: Settings, clock: Clock, ephemeral: Ephemeral, privacy: Privacy
) -> Connection:
    """All of them as one; a wrong setting ends the process with one sentence."""
    try:
        return reduce(
            or_,
            (
                module.connect(Outside(_own(settings, name), clock, ephemeral, privacy))
                for name, module in discovery.connections().items()
            ),
            Connection(),
        )
    except WrongSettingError as error:
        raise SystemExit(f"changke: {error}") from None


def check(settings: Settings) -> None:
    """End the process with one sentence if a channel's setting is wrong."""
    connect(settings, SystemClock(), create_ephemeral(""), Privacy.from_key(settings.data_key))


def _own(settings: Settings, name: str) -> dict[str, str]:
    mine = f"{name.upper()}_"
    return {key: value for key, value in settings.extras.items() if key.startswith(mine)}
