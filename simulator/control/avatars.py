"""Pictures of nobody: a drawn head and shoulders in colours of the customer's number."""

_SKIES = ("#cfe3f5", "#fbe3c8", "#dcecd2", "#f6d5d5", "#e2dcf3", "#d3eeea", "#f3e6b8", "#d9dee6")
_COATS = ("#3f6fa8", "#d98436", "#5c8f4c", "#b8504f", "#6d5ba6", "#2f8f86", "#b8912a", "#566173")
_HAIRS = ("#2b2320", "#4a3328", "#1f2430", "#5b4636")
_SKINS = ("#f3c9a5", "#e8b58e", "#f7d7bb")

_SHORT = "M28 42c-3-20 12-28 24-26 14-2 24 10 20 26-4-6-6-10-8-14-10 4-22 4-30 2-2 4-4 8-6 12z"
_LONG = "M26 64c-6-30 4-50 24-50s30 20 24 50h-8c2-14 0-24-4-32-10 4-20 2-26-2-4 10-4 22-2 34z"
_SHOP = "M24 44h52v30H24zM20 30h60l4 14H16zM44 56h12v18H44z"


def avatar_svg(number: int) -> str:
    """Customer number 1, 2, …; 0 is the account: a shop."""
    if number == 0:
        return _svg("#07c160", f'<path d="{_SHOP}" fill="#fff" fill-rule="evenodd"/>')
    sky, coat = _SKIES[number % len(_SKIES)], _COATS[(number * 3) % len(_COATS)]
    hair, skin = _HAIRS[number % len(_HAIRS)], _SKINS[number % len(_SKINS)]
    cut = _LONG if number % 2 else _SHORT
    behind = f'<path d="{cut}" fill="{hair}"/>' if number % 2 else ""
    front = f'<path d="{_SHORT}" fill="{hair}"/>'
    return _svg(
        sky,
        f"{behind}"
        f'<path d="M14 100c2-24 16-32 36-32s34 8 36 32z" fill="{coat}"/>'
        f'<path d="M42 58h16v14c-4 6-12 6-16 0z" fill="{skin}"/>'
        f'<ellipse cx="50" cy="44" rx="19" ry="22" fill="{skin}"/>{front}',
    )


def _svg(ground: str, inside: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'<rect width="100" height="100" fill="{ground}"/>{inside}</svg>'
    )
