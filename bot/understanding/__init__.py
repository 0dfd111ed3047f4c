"""Understanding what customers write: intents, strong wording and slots.

Served with numpy and rjieba (or jieba) alone; trained by `python -m bot.understanding.train`.
"""

from bot.understanding.classifier import Deferred, Understanding, Understood, load
from bot.understanding.intents import INTENTS

__all__ = ["INTENTS", "Deferred", "Understanding", "Understood", "load"]
