"""What can go wrong with an announcement, as fields."""


class AnnouncementError(Exception):
    """Anything this package refuses to do."""


class StateError(AnnouncementError):
    """The announcement's state does not allow this."""

    def __init__(self, state: str, wanted: str) -> None:
        super().__init__(state, wanted)
        self.state = state
        self.wanted = wanted


class ChangedError(AnnouncementError):
    """Somebody edited it since it was seen; `version` is the present one."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


class SamePersonError(AnnouncementError):
    """Who wrote or submitted it may not approve it."""


class PlatformError(AnnouncementError):
    """The platform does not take this back: robots' messages, mass sends without an article."""

    def __init__(self, way: str) -> None:
        super().__init__(way)
        self.way = way
