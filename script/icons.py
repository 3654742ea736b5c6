"""Makes one SVG sprite of the icons that static/icons/icons.txt names.

Usage: python script/icons.py FOLDER_WITH_OUTLINE_SVGS TARGET.svg
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = Path(__file__).resolve().parent.parent / "static" / "icons" / "icons.txt"
BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
BACKGROUND = re.compile(r'<path stroke="none"[^>]*/>')
NOTICE = "<!-- Tabler Icons, https://tabler.io/icons, MIT License, (c) Paweł Kuna -->"


def wanted(text: str) -> Iterator[tuple[str, str]]:
    """Pairs of our name and the name in the icon set."""
    for line in text.splitlines():
        words = line.split("#")[0].split()
        if words:
            yield words[0], words[-1]


def symbol(name: str, svg: str) -> str:
    match = BODY.search(svg)
    if match is None:
        raise ValueError(f"The file of icon {name} holds no <svg> element.")
    body = " ".join(BACKGROUND.sub("", match.group(1)).split())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>'


def sprite(folder: Path, text: str) -> str:
    """The whole sprite. Raises FileNotFoundError with the name of an icon that the set does not have."""
    symbols = []
    for name, source in wanted(text):
        file = folder / f"{source}.svg"
        if not file.exists():
            raise FileNotFoundError(f"Icon {name}: the icon set has no {source}.svg")
        symbols.append(symbol(name, file.read_text(encoding="utf-8")))
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', NOTICE, *symbols, "</svg>", ""])


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder, target = Path(arguments[0]), Path(arguments[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(sprite(folder, NAMES.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
