"""Tags of the account (用户标签); who carries them is kept with the customer."""

from simulator.official import limits
from simulator.official.errors import ApiError

FIRST_ID = 100
STAR = 2


class Tags:
    """Names by id. The caller holds the account's lock."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {STAR: "星标组"}
        self._next = FIRST_ID

    def all(self) -> dict[int, str]:
        return dict(self._names)

    def _check(self, name: object) -> str:
        if not isinstance(name, str) or not name:
            raise ApiError(45158)
        if len(name.encode()) > limits.TAG_NAME_BYTES:
            raise ApiError(45158)
        if name in self._names.values():
            raise ApiError(45157)
        return name

    def create(self, name: object) -> int:
        checked = self._check(name)
        if len(self._names) >= limits.TAGS:
            raise ApiError(45056)
        tag_id, self._next = self._next, self._next + 1
        self._names[tag_id] = checked
        return tag_id

    def require(self, tag_id: object) -> int:
        if not isinstance(tag_id, int) or tag_id not in self._names:
            raise ApiError(45159)
        return tag_id

    def rename(self, tag_id: object, name: object) -> None:
        known = self._own(tag_id)
        if self._names[known] != name:
            self._names[known] = self._check(name)

    def delete(self, tag_id: object) -> int:
        known = self._own(tag_id)
        del self._names[known]
        return known

    def _own(self, tag_id: object) -> int:
        known = self.require(tag_id)
        if known < FIRST_ID:
            raise ApiError(45058)
        return known
