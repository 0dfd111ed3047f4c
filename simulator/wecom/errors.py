"""WeCom's error codes and the words it sends with them (全局错误码)."""

from simulator.official.errors import ApiError

MESSAGES: dict[int, str] = {
    -1: "system busy",
    40001: "invalid credential",
    40003: "invalid UserID",
    40004: "invalid media type",
    40006: "invalid file size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40009: "invalid image size",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40056: "invalid agentid",
    40058: "invalid Request Parameter",
    40096: "invalid external userid",
    41001: "access_token missing",
    41048: "no customer to send",
    41050: "invalid code or expired",
    41051: "chat already started, welcome message already delivered",
    41063: "mass message is cancelled or finished",
    42001: "access_token expired",
    43002: "require POST method",
    44001: "empty media data",
    44004: "empty content",
    45002: "content size out of limit",
    45009: "api freq out of limit",
    47001: "data format error",
    60011: "no privilege to access/modify contact/party/agent",
    60020: "not allow to access from your ip",
    60111: "userid not found",
    81013: "user & party & tag all invalid",
    84061: "not external contact",
    86003: "invalid chatid",
    90502: "image md5 not match",
    93000: "invalid webhook url",
    95000: "invalid open_kfid",
    95001: "send msg count limit",
    95002: "send msg time limit",
    95007: "invalid msgtoken",
    95014: "invalid session state transition",
    95018: "send msg session status invalid",
}


class WeComError(ApiError):
    """An answer with an errcode of WeCom's."""

    @property
    def message(self) -> str:
        return f"{MESSAGES.get(self.code, 'error')} {self.detail}".strip()
