"""What can be wrong with what staff wrote, as fields."""


class ReachRuleError(Exception):
    """A field of the rules of reach is wrong.

    `field` is a path such as `caps[1].most`; `problem` is one of wrong_type, malformed, unknown,
    not_an_option, too_small, too_large, too_long, missing, same. `limit` is what it broke.
    """

    def __init__(self, field: str, problem: str, limit: object = None) -> None:
        super().__init__(field, problem, limit)
        self.field = field
        self.problem = problem
        self.limit = limit


class MarketingTemplateError(Exception):
    """Template messages (模板消息) are for transactional notices; anything else endangers the
    account. Source: 模板消息运营规范 (…/Template_Message_Operation_Specifications.html)."""

    def __init__(self, category: str) -> None:
        super().__init__(category)
        self.category = category


class ChannelMismatchError(Exception):
    """A payload of one channel was queued for another, past that channel's ledger."""

    def __init__(self, channel: str, kind: str) -> None:
        super().__init__(channel, kind)
        self.channel = channel
        self.kind = kind
