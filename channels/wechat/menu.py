"""The account's bottom menu (自定义菜单): three columns of up to five.

Source: …/Custom_Menus/Creating_Custom-Defined_Menu.html.
"""

from collections.abc import Sequence

from channels.wechat.outgoing import Api

SAID = "say:"
"""Before the words, in the key of a line that stands for saying them."""
Row = tuple[str, str, str]
"""Label, kind and value: a "wish" sends its key, "say" its words, "link" opens an address."""


def publish(api: Api, columns: Sequence[tuple[str, Sequence[Row]]]) -> None:
    """Show this menu to all followers: the columns' names, each with its rows.

    Raise `ValueError` for more columns or rows than the platform takes, `SendError` if it refuses.
    """
    if not 1 <= len(columns) <= 3 or any(not 1 <= len(rows) <= 5 for _, rows in columns):
        raise ValueError("a menu has one to three columns of one to five rows")
    buttons = [
        {"name": name, "sub_button": [_button(*row) for row in rows]} for name, rows in columns
    ]
    api.call("menu/create", {"button": buttons})


def said(event: str, key: str) -> str:
    """The words that a tapped line stands for, "" for one that says nothing."""
    return key.removeprefix(SAID) if event == "CLICK" and key.startswith(SAID) else ""


def _button(label: str, kind: str, value: str) -> dict[str, str]:
    if kind == "link":
        return {"type": "view", "name": label, "url": value}
    return {"type": "click", "name": label, "key": SAID + value if kind == "say" else value}
