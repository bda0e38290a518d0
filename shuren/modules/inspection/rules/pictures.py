"""A JPEG without what cameras hide in it: place, time, device, thumbnails, comments (ITU-T T.81; Exif 3.0)."""

START, END, SCAN = 0xD8, 0xD9, 0xDA
APP0, APP15, ADOBE, COMMENT = 0xE0, 0xEF, 0xEE, 0xFE
ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
LARGEST = 4 << 20  # bytes; a phone sends some hundred kilobytes


class NotAPicture(Exception):  # noqa: N818
    """The bytes are no JPEG, or one cut short."""


def stripped(content: bytes) -> tuple[bytes, int, int]:
    """Return the picture without application segments and comments, with its width and height. Raises NotAPicture.

    Adobe's segment stays, for it says how colours are coded; JFIF's holds nothing about who, when or where.
    """
    if content[:2] != bytes((0xFF, START)):
        raise NotAPicture
    kept, at, size = [content[:2]], 2, (0, 0)
    while True:
        at, marker = _marker(content, at)
        if marker == SCAN:
            break
        if marker in ALONE:
            kept.append(bytes((0xFF, marker)))
            continue
        length = int.from_bytes(content[at : at + 2], "big")
        segment = content[at : at + length]
        if length < 2 or len(segment) < length:  # noqa: PLR2004  the length counts its own two bytes
            raise NotAPicture
        if marker in FRAMES:
            size = (int.from_bytes(segment[5:7], "big"), int.from_bytes(segment[3:5], "big"))
        is_hidden = (APP0 < marker <= APP15 and marker != ADOBE) or marker == COMMENT
        if not is_hidden:
            kept.append(bytes((0xFF, marker)) + segment)
        at += length
    end = content.rfind(bytes((0xFF, END)))
    if end < at or not all(size):
        raise NotAPicture
    return b"".join([*kept, bytes((0xFF, SCAN)), content[at : end + 2]]), *size


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """Return the place after the marker at a place, and the marker; fill bytes before it are passed over."""
    if at >= len(content) or content[at] != 0xFF:  # noqa: PLR2004
        raise NotAPicture
    while at < len(content) and content[at] == 0xFF:  # noqa: PLR2004
        at += 1
    if at >= len(content) or content[at] in {0, START, END}:
        raise NotAPicture
    return at + 1, content[at]
