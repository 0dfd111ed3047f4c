"""Who follows an official account. Source: …/User_Management/Getting_a_User_List.html."""

from typing import Any, Protocol


class Api(Protocol):
    def fetch(self, path: str, **query: str) -> dict[str, Any]: ...


def page(api: Api, after: str) -> list[str]:
    """The next openids (at most 10,000) behind one, "" for the first; none at the end.

    Raises `SendError`: of the kind "account" where the account may not ask.
    """
    answer = api.fetch("user/get", **({"next_openid": after} if after else {}))
    listed = answer.get("data")
    openids = listed.get("openid") if isinstance(listed, dict) else None
    return [one for one in openids or () if isinstance(one, str) and one]
