"""An optional language model: for what no intent and no entry covers, grounded in entries.

Off unless LLM_BASE_URL and LLM_MODEL are set. It is asked by a job after the turn, never inside
WeChat's five seconds, and what it says is checked before it goes out.
"""

from bot.llm.assistant import Assistant, Opinion
from bot.llm.port import Completion, Model, ModelError

__all__ = ["Assistant", "Completion", "Model", "ModelError", "Opinion"]
