"""One question to the model, with everything around it that keeps it honest."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.llm import guard, prompts
from bot.llm.port import Model, ModelError
from knowledge.values import Faq

MODEL_FAILURES = frozenset({"timeout", "unreachable", "refused", "malformed"})


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model would say, resting on `sources`; or None and the reason why not.

    `said` is kept for staff even when it may not go out.
    """

    answer: str | None
    reason: str | None
    tokens: int = 0
    sources: tuple[int, ...] = ()
    said: str = ""


class Assistant:
    """The model of this house, with the tokens it may use in a day."""

    def __init__(self, model: Model, *, daily_tokens: int) -> None:
        self._model = model
        self.daily_tokens = daily_tokens

    def opinion(self, text: str, sources: Sequence[Faq], *, spent: int) -> Opinion:
        """Answer from the sources. Nothing is asked without sources, budget or good faith."""
        if prompts.is_injection(text):
            return Opinion(None, "injection")
        if not sources:
            return Opinion(None, "no_source")
        if spent >= self.daily_tokens:
            return Opinion(None, "budget")
        try:
            said = self._model.complete(prompts.RULES, prompts.request(text, sources))
        except ModelError as error:
            return Opinion(None, error.reason)
        keys = tuple(entry.id for entry in sources)
        reason = guard.objection(said.text, sources)
        return Opinion(None if reason else said.text, reason, said.tokens, keys, said.text)
