"""Render the program's icon, resources/icons/s2v-desktop.svg, into the sizes that menus and windows ask for.

Run it with ``.venv/bin/python packaging/icons.py`` after the drawing was changed; the pictures are committed. The
``.ico`` and ``.icns`` files for Windows and macOS hold the same pictures.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"
NAME = "s2v-desktop"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICNS_TYPES = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09"}


def render(size: int) -> bytes:
    """The icon as PNG, `size` pixels wide and high."""
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(ICONS / f"{NAME}.svg")).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs say bytes, the library takes str only
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon that holds PNG pictures up to 256 pixels."""
    fitting = {size: png for size, png in pictures.items() if size <= 256}
    head = struct.pack("<HHH", 0, 1, len(fitting))
    offset = len(head) + 16 * len(fitting)
    entries, body = b"", b""
    for size, png in fitting.items():
        # A size of 256 is written as 0.
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(png), offset + len(body))
        body += png
    return head + entries + body


def icns(pictures: dict[int, bytes]) -> bytes:
    """A macOS icon that holds PNG pictures."""
    parts = [kind + struct.pack(">I", len(pictures[size]) + 8) + pictures[size] for size, kind in ICNS_TYPES.items()]
    body = b"".join(parts)
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def main() -> int:
    """Write all pictures."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication(sys.argv[:1])
    pictures = {size: render(size) for size in SIZES}
    for size, png in pictures.items():
        (ICONS / f"{NAME}-{size}.png").write_bytes(png)
    (ICONS / f"{NAME}.ico").write_bytes(ico(pictures))
    (ICONS / f"{NAME}.icns").write_bytes(icns(pictures))
    print(f"Wrote {len(pictures)} sizes to {ICONS}")
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main())
