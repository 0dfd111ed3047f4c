"""What this package refuses, as fields; whoever talks to a person chooses the words."""


class SurveyError(Exception):
    """Anything this package refuses to do."""


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
