"""The account's bottom menu (自定义菜单): three columns of up to five.

Source: …/Custom_Menus/Creating_Custom-Defined_Menu.html.
"""

from collections.abc import Mapping, Sequence

from channels.wechat.outgoing import Api


def publish(api: Api, columns: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """Show this menu to all followers: column name → (label, key); a tap sends the key.

    Raise `ValueError` for more columns or rows than the platform takes, `SendError` if it refuses.
    """
    if not 1 <= len(columns) <= 3 or any(not 1 <= len(rows) <= 5 for rows in columns.values()):
        raise ValueError("a menu has one to three columns of one to five rows")
    buttons = [
        {"name": name, "sub_button": [_button(*row) for row in rows]}
        for name, rows in columns.items()
    ]
    api.call("menu/create", {"button": buttons})


def _button(label: str, key: str) -> dict[str, str]:
    return {"type": "click", "name": label, "key": key}
