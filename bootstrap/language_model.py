"""The optional language model, from the LLM_* settings. Without LLM_BASE_URL there is none."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.llm import Assistant
from config import Settings, SettingsError

SECONDS = 20.0
DAILY_TOKENS = 200_000


def is_on(settings: Settings) -> bool:
    """Whether turns may leave questions to a model."""
    return bool(settings.extras.get("LLM_BASE_URL", "").strip())


def check(settings: Settings) -> None:
    """Raise `SettingsError` naming the first wrong variable."""
    if is_on(settings):
        _read(settings.extras)


def assistant(settings: Settings) -> Assistant | None:
    """The model, or None. Raise `SettingsError` naming the first wrong variable."""
    if not is_on(settings):
        return None
    told = _read(settings.extras)
    from bot.llm.client import ChatModel  # its library takes a second to load

    key = settings.extras.get("LLM_API_KEY", "")
    client = ChatModel(told.address, key, told.model, seconds=told.seconds)
    return Assistant(client, daily_tokens=told.tokens)


@dataclass(frozen=True, slots=True)
class _Told:
    address: str
    model: str
    seconds: float
    tokens: int


def _read(read: Mapping[str, str]) -> _Told:
    address = read["LLM_BASE_URL"].strip()
    if not address.startswith(("http://", "https://")):
        raise SettingsError("LLM_BASE_URL must be an address that starts with http or https.")
    model = read.get("LLM_MODEL", "").strip()
    if not model:
        raise SettingsError("LLM_MODEL is missing: name the model to ask.")
    seconds = _number(read, "LLM_TIMEOUT_SECONDS", SECONDS)
    tokens = _number(read, "LLM_DAILY_TOKENS", DAILY_TOKENS)
    return _Told(address, model, seconds, int(tokens))


def _number(read: Mapping[str, str], name: str, default: float) -> float:
    try:
        value = float(read.get(name, "").strip() or default)
    except ValueError:
        value = -1.0
    if not 0 < value < 1e9:
        raise SettingsError(f"{name} must be a positive number.")
    return value
