"""Tables of 微信客服: how far each account's messages were pulled, and whose chat is where."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Id, Key, Model


class WeComInlet(Model):
    """One 客服 account whose messages we pull. `cursor` stands behind the last one we keep.

    `wakes` counts its callbacks, `served` those that a pull has answered for. Whoever pulls holds
    it for a while.
    """

    __tablename__ = "wecom_inlet"
    __table_args__ = (UniqueConstraint("account", "open_kfid"), TABLE)

    id: Mapped[Id]
    account: Mapped[Key] = mapped_column(comment="wecom:CORP")
    open_kfid: Mapped[Key]
    cursor: Mapped[str] = mapped_column(String(255), default="", server_default="")
    token: Mapped[str] = mapped_column(
        String(255), default="", server_default="", comment="of the last callback"
    )
    wakes: Mapped[int] = mapped_column(default=0, server_default="0")
    served: Mapped[int] = mapped_column(default=0, server_default="0")
    pulled_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    held_by: Mapped[Key | None]


class WeComChat(Model):
    """By which 客服 account a customer last wrote: answers go out there."""

    __tablename__ = "wecom_chat"
    __table_args__ = (UniqueConstraint("account", "external_userid"), TABLE)

    id: Mapped[Id]
    account: Mapped[Key]
    external_userid: Mapped[Key]
    open_kfid: Mapped[Key]
