"""Any endpoint that speaks the protocol of OpenAI's chat completions, through its own client."""

import openai

from bot.llm.port import Completion, ModelError

MOST_TOKENS = 300


class ChatModel:
    """One model behind one endpoint. Nothing is retried: a late answer helps nobody."""

    def __init__(self, base_url: str, api_key: str, model: str, *, seconds: float) -> None:
        self._client = openai.OpenAI(
            base_url=base_url, api_key=api_key or "none", timeout=seconds, max_retries=0
        )
        self._model = model

    def complete(self, rules: str, request: str) -> Completion:
        try:
            answer = self._client.chat.completions.create(
                model=self._model,
                messages=[
                    {"role": "system", "content": rules},
                    {"role": "user", "content": request},
                ],
                temperature=0,
                max_tokens=MOST_TOKENS,
            )
        except openai.APITimeoutError:
            raise ModelError("timeout") from None
        except openai.APIConnectionError:
            raise ModelError("unreachable") from None
        except openai.APIStatusError:
            raise ModelError("refused") from None
        except (openai.OpenAIError, ValueError):
            raise ModelError("malformed") from None
        try:
            text = answer.choices[0].message.content or ""
            tokens = answer.usage.total_tokens if answer.usage else len(rules + request + text)
        except (AttributeError, IndexError, TypeError):
            raise ModelError("malformed") from None
        return Completion(text.strip(), tokens)

    def close(self) -> None:
        self._client.close()
