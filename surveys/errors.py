"""What this package refuses, as fields; whoever talks to a person chooses the words."""


class SurveyError(Exception):
    """Anything this package refuses to do."""


class DefinitionError(SurveyError):
    """A definition is wrong at `field`, a path such as `questions[2].show_if.question`.

    `problem` is one of: missing, wrong_type, malformed, too_long, too_short, too_small, too_large,
    not_an_option, unknown, taken, changed. `limit` is what it broke.
    """

    def __init__(self, field: str, problem: str, limit: object = None) -> None:
        super().__init__(field, problem, limit)
        self.field = field
        self.problem = problem
        self.limit = limit


class NotFoundError(SurveyError):
    """There is no such survey, version or invitation."""

    def __init__(self, what: str, key: object) -> None:
        super().__init__(what, key)
        self.what = what
        self.key = key


class LinkError(SurveyError):
    """A link is forged or damaged."""


class AnswerError(SurveyError):
    """An answer does not fit its question: missing, not_an_option, too_long, too_many
    or not_asked."""

    def __init__(self, question: str, problem: str) -> None:
        super().__init__(question, problem)
        self.question = question
        self.problem = problem
