"""WeRoBot with its SQLite session storage, counting each customer's messages."""

import os

from werobot import WeRoBot
from werobot.session.sqlitestorage import SQLiteStorage

robot = WeRoBot(
    token=os.environ["WECHAT_TOKEN"],
    app_id=os.environ["WECHAT_APP_ID"],
    encoding_aes_key=os.environ["WECHAT_AES_KEY"],
    session_storage=SQLiteStorage(os.environ["WEROBOT_SESSIONS"]),
)


@robot.text
def answer(message, session):  # type: ignore[no-untyped-def]
    session["count"] = session.get("count", 0) + 1
    return message.content


app = robot.wsgi
