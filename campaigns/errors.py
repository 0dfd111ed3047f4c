"""What campaigns refuse, as fields."""

from membership.errors import MembershipError


class StateError(MembershipError):
    """A campaign cannot go from its state to the wanted one."""

    def __init__(self, campaign_id: int, state: str, wanted: str) -> None:
        super().__init__(campaign_id, state, wanted)
        self.campaign_id = campaign_id
        self.state = state
        self.wanted = wanted


class ChangedError(MembershipError):
    """Somebody saved the campaign after the version that was seen."""

    def __init__(self, campaign_id: int, seen: int, version: int) -> None:
        super().__init__(campaign_id, seen, version)
        self.campaign_id = campaign_id
        self.seen = seen
        self.version = version
