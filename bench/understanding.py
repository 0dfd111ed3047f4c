"""What understanding one line costs: `python -m bench.understanding`.

The yardstick is rjieba's cut with a linear model inferred by hand over words and pairs of
characters (dict and numpy), with neither normalisation nor longer n-grams.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import rjieba

from bot.understanding import load
from bot.understanding.writtenlines import read_lines

ROUNDS = 7
LINES = 2000

_LOADING = """
import sys, time
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * {page} / 2**20
import numpy
before, started = resident(), time.perf_counter()
from bot.understanding import load
load().understand("积分还有多少")
print(time.perf_counter() - started, resident() - before, int("sklearn" in sys.modules))
"""


def run() -> list[str]:
    """Measure; return one line per figure."""
    lines = sample()
    served = microseconds(load().understand, lines)
    yardstick = microseconds(bare_model(lines), lines)
    seconds, megabytes, learner = loading()
    figures = (
        ("understand one line", served, "µs"),
        ("rjieba + bare linear model", yardstick, "µs"),
        ("ratio (at most 5)", served / yardstick, "x"),
        ("load, numpy already there (at most 0.3)", seconds, "s"),
        ("memory of model and dictionary (at most 60)", megabytes, "MB"),
        ("scikit-learn imported (0 = no)", learner, ""),
    )
    return [f"{name:<46}{value:>10.2f} {unit}" for name, value, unit in figures]


def sample() -> list[str]:
    """Return lines of our own, evenly taken from all intents."""
    texts = [line.text for line in read_lines()]
    return texts[:: max(1, len(texts) // LINES)]


def microseconds(work: Callable[[str], object], lines: list[str]) -> float:
    """Return the median over rounds of the mean time per line."""
    means = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for line in lines:
            work(line)
        means.append((time.perf_counter() - started) / len(lines) * 1e6)
    return statistics.median(means)


def bare_model(lines: list[str]) -> Callable[[str], int]:
    """Return cut, look up, add and take the greatest: the least a learned classifier does."""
    rows = {term: row for row, term in enumerate(sorted({t for x in lines for t in bare(x)}))}
    weights = np.random.default_rng(1).normal(size=(len(rows), 18)).astype(np.float32)
    bias = np.zeros(18, dtype=np.float32)

    def classify(line: str) -> int:
        terms = bare(line)
        known = [rows[term] for term in terms if term in rows]
        scores = weights[known].sum(axis=0) / np.sqrt(len(terms)) + bias
        raised = np.exp(scores - scores.max())
        return int((raised / raised.sum()).argmax())

    return classify


def bare(line: str) -> set[str]:
    """Return the words of a line and its pairs of characters."""
    return {*rjieba.cut(line), *map("".join, pairwise(line))}


def loading() -> tuple[float, float, float]:
    """Return seconds, megabytes and whether scikit-learn came along, in a fresh process."""
    script = _LOADING.format(page=os.sysconf("SC_PAGE_SIZE"))
    root = Path(__file__).resolve().parents[1]
    figures = []
    for _ in range(3):
        printed = subprocess.run(
            [sys.executable, "-c", script], cwd=root, check=True, capture_output=True, text=True
        ).stdout
        figures.append([float(figure) for figure in printed.split()])
    seconds, megabytes, learner = (
        statistics.median(column) for column in zip(*figures, strict=True)
    )
    return seconds, megabytes, learner


if __name__ == "__main__":
    print("\n".join(run()))
