"""A QR code as SVG: version 3, level L, byte mode, up to 53 bytes (ISO/IEC 18004)."""

SIZE = 29
DATA_WORDS = 55
CHECK_WORDS = 15
MOST_BYTES = 53
_ALIGNMENT = 22
_FORMAT_GENERATOR = 0b10100110111
_FORMAT_MASK = 0b101010000010010
_LEVEL_L = 0b01
_MASK = 0

Matrix = list[list[bool | None]]


def _field_tables() -> tuple[list[int], list[int]]:
    powers, logs = [0] * 512, [0] * 256
    value = 1
    for exponent in range(255):
        powers[exponent] = powers[exponent + 255] = value
        logs[value] = exponent
        value <<= 1
        if value & 0x100:
            value ^= 0x11D
    return powers, logs


def _check_words(data: list[int]) -> list[int]:
    """Reed-Solomon remainder over GF(256)."""
    powers, logs = _field_tables()

    def times(left: int, right: int) -> int:
        return powers[logs[left] + logs[right]] if left and right else 0

    generator = [1]
    for exponent in range(CHECK_WORDS):
        widened = [*generator, 0]
        for index, factor in enumerate(generator):
            widened[index + 1] ^= times(factor, powers[exponent])
        generator = widened
    rest = [*data, *[0] * CHECK_WORDS]
    for index in range(len(data)):
        lead = rest[index]
        for offset, factor in enumerate(generator):
            rest[index + offset] ^= times(factor, lead)
    return rest[len(data) :]


def _code_words(text: str) -> list[int]:
    content = text.encode()
    if len(content) > MOST_BYTES:
        raise ValueError(f"at most {MOST_BYTES} bytes fit")
    bits = f"0100{len(content):08b}" + "".join(f"{byte:08b}" for byte in content) + "0000"
    words = [int(bits[start : start + 8].ljust(8, "0"), 2) for start in range(0, len(bits), 8)]
    padding = [0xEC, 0x11] * DATA_WORDS
    data = (words + padding)[:DATA_WORDS]
    return data + _check_words(data)


def _finder(matrix: Matrix, top: int, left: int) -> None:
    for y in range(-1, 8):
        for x in range(-1, 8):
            if 0 <= top + y < SIZE and 0 <= left + x < SIZE:
                ring = max(abs(y - 3), abs(x - 3))
                matrix[top + y][left + x] = ring in (0, 1, 3)


def _format_bits() -> list[bool]:
    value = (_LEVEL_L << 3 | _MASK) << 10
    rest = value
    for shift in range(4, -1, -1):
        if rest >> (shift + 10) & 1:
            rest ^= _FORMAT_GENERATOR << shift
    sealed = (value | rest) ^ _FORMAT_MASK
    return [bool(sealed >> index & 1) for index in range(15)]


def _place_format(matrix: Matrix) -> None:
    for index, bit in enumerate(_format_bits()):
        down = index if index < 6 else index + 1 if index < 8 else SIZE - 15 + index
        matrix[down][8] = bit
        across = SIZE - 1 - index if index < 8 else 7 if index == 8 else 14 - index
        matrix[8][across] = bit
    matrix[SIZE - 8][8] = True


def _frame() -> Matrix:
    matrix: Matrix = [[None] * SIZE for _ in range(SIZE)]
    for top, left in ((0, 0), (0, SIZE - 7), (SIZE - 7, 0)):
        _finder(matrix, top, left)
    for y in range(-2, 3):
        for x in range(-2, 3):
            matrix[_ALIGNMENT + y][_ALIGNMENT + x] = max(abs(y), abs(x)) != 1
    for index in range(8, SIZE - 8):
        matrix[6][index] = matrix[index][6] = index % 2 == 0
    _place_format(matrix)
    return matrix


def _fill(matrix: Matrix, words: list[int]) -> None:
    bits = iter("".join(f"{word:08b}" for word in words))
    upward = True
    for right in (*range(SIZE - 1, 6, -2), 5, 3, 1):
        rows = range(SIZE - 1, -1, -1) if upward else range(SIZE)
        for row in rows:
            for column in (right, right - 1):
                if matrix[row][column] is None:
                    bit = next(bits, "0") == "1"
                    matrix[row][column] = bit ^ ((row + column) % 2 == 0)
        upward = not upward


def qr_matrix(text: str) -> list[list[bool]]:
    """Dark modules are True; ValueError when the text is too long."""
    matrix = _frame()
    _fill(matrix, _code_words(text))
    return [[bool(cell) for cell in row] for row in matrix]


def qr_svg(text: str, border: int = 4) -> str:
    dark = "".join(
        f"M{x + border} {y + border}h1v1h-1z"
        for y, row in enumerate(qr_matrix(text))
        for x, cell in enumerate(row)
        if cell
    )
    side = SIZE + 2 * border
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" '
        f'shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/>'
        f'<path d="{dark}" fill="#000"/></svg>'
    )
