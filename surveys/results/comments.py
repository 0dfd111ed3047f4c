"""Groups of comments that speak of the same, found by the words they share.

A word counts once a comment. Words that nearly always come along with a more frequent one are
told together with it; a comment belongs to every group one of whose words it has.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean

from surveys.results.values import Given, Group
from surveys.results.words import DEGREES, SHORT, STOP
from surveys.values import DETRACTOR, PROMOTER

Cut = Callable[[str], Iterable[str]]
MOST_GROUPS = 12
MOST_WORDS = 3
MOST_EXAMPLES = 3
TOGETHER = 0.7
"""The part of a word's comments in which the head word must be for the two to be one group."""
_LEAST = 2
_BEST_LENGTH = range(6, 61)


def groups(given: Sequence[Given], cut: Cut, *, most: int = MOST_GROUPS) -> list[Group]:
    """The groups of the responses that have a comment, the largest first.

    `cut` splits a text into words. A group needs two comments, and one in a hundred.
    """
    found: dict[str, set[int]] = defaultdict(set)
    for at, one in enumerate(given):
        for word in informative(one.comment or "", cut):
            found[word].add(at)
    least = max(_LEAST, len(given) // 100)
    frequent = {word: where for word, where in found.items() if len(where) >= least}
    heads = _gathered(frequent)[:most]
    made = [_group(words, frequent, given) for words in heads]
    return sorted(made, key=lambda group: (-group.count, group.words))


def informative(comment: str, cut: Cut) -> set[str]:
    """The words of a comment that tell something: no numbers, no particles, no politeness."""
    words = {_bare(word.strip().lower()) for word in cut(comment)}
    return {word for word in words if _tells(word)}


def _bare(word: str) -> str:
    """「太贵」 and 「很贵」 speak of the same."""
    return word[1:] if len(word) == 2 and word[0] in DEGREES and word[1] in SHORT else word


def _tells(word: str) -> bool:
    if word in STOP or not any(letter.isalpha() for letter in word):
        return False
    return len(word) > 1 or word in SHORT


def _gathered(frequent: dict[str, set[int]]) -> list[list[str]]:
    """The words in groups, each led by its most frequent one, the largest groups first."""
    heads: list[list[str]] = []
    for word in sorted(frequent, key=lambda one: (-len(frequent[one]), -len(one), one)):
        owner = next((one for one in heads if _go_together(frequent, one[0], word)), None)
        if owner is None:
            heads.append([word])
        elif len(owner) < MOST_WORDS:
            owner.append(word)
    return heads


def _go_together(frequent: dict[str, set[int]], head: str, word: str) -> bool:
    shared = len(frequent[head] & frequent[word])
    return shared >= TOGETHER * len(frequent[word])


def _group(words: list[str], frequent: dict[str, set[int]], given: Sequence[Given]) -> Group:
    where = sorted(set().union(*(frequent[word] for word in words)))
    inside = [given[at] for at in where]
    scores = [one.score for one in inside if one.score is not None]
    return Group(
        words=tuple(words),
        count=len(inside),
        detractors=sum(one.band == DETRACTOR for one in inside),
        promoters=sum(one.band == PROMOTER for one in inside),
        mean=fmean(scores) if scores else None,
        examples=_examples(words[0], inside),
    )


def _examples(word: str, inside: Sequence[Given]) -> tuple[Given, ...]:
    """Different comments, those with the head word and of readable length first."""
    chosen: dict[str, Given] = {}
    for one in sorted(inside, key=lambda one: _awkwardness(word, one.comment or "")):
        chosen.setdefault((one.comment or "").strip(), one)
    return tuple(chosen.values())[:MOST_EXAMPLES]


def _awkwardness(word: str, comment: str) -> tuple[bool, bool]:
    return word not in comment.lower(), len(comment) not in _BEST_LENGTH
