"""The optional language model, from the LLM_* settings. Without LLM_BASE_URL there is none."""

from collections.abc import Mapping

from bot.llm import Assistant
from config import Settings, SettingsError

SECONDS = 20.0
DAILY_TOKENS = 200_000


def is_on(settings: Settings) -> bool:
    """Whether turns may leave questions to a model."""
    return bool(settings.extras.get("LLM_BASE_URL", "").strip())


def assistant(settings: Settings) -> Assistant | None:
    """The model, or None. Raise `SettingsError` naming the first wrong variable."""
    if not is_on(settings):
        return None
    read = settings.extras
    address = read["LLM_BASE_URL"].strip()
    if not address.startswith(("http://", "https://")):
        raise SettingsError("LLM_BASE_URL must be an address that starts with http or https.")
    model = read.get("LLM_MODEL", "").strip()
    if not model:
        raise SettingsError("LLM_MODEL is missing: name the model to ask.")
    seconds = _number(read, "LLM_TIMEOUT_SECONDS", SECONDS)
    tokens = _number(read, "LLM_DAILY_TOKENS", DAILY_TOKENS)
    from bot.llm.client import ChatModel  # its library takes a second to load

    client = ChatModel(address, read.get("LLM_API_KEY", ""), model, seconds=seconds)
    return Assistant(client, daily_tokens=int(tokens))


def _number(read: Mapping[str, str], name: str, default: float) -> float:
    try:
        value = float(read.get(name, "").strip() or default)
    except ValueError:
        value = -1.0
    if not 0 < value < 1e9:
        raise SettingsError(f"{name} must be a positive number.")
    return value
