"""Ask the language model what turns left to it."""

from datetime import datetime, timedelta

from bot.library import Library
from bot.llm import Assistant
from bot.llm.answering import answer_due
from scheduler.job import Counts, Job, Worker


def run(worker: Worker, now: datetime) -> Counts:
    """Nothing where the house has no model."""
    assistant, library = worker.tools.get("assistant"), worker.tools.get("library")
    if not isinstance(assistant, Assistant) or not isinstance(library, Library):
        return {}
    return answer_due(worker.store, assistant, library, worker.timezone, now=now)


JOB = Job("answer", timedelta(seconds=1), run, "let the language model answer what is left to it")
