"""Copies the files of vendor-files.txt from node_modules to .build/static."""

import re
import shutil
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SOURCE_MAP = re.compile(rb"(/\*|//)# sourceMappingURL=\S+( ?\*/)?\s*$")


def pairs(manifest: str) -> list[tuple[str, str]]:
    """(source under node_modules, target under .build/static) of each line; a target that ends in / keeps the name."""
    found = []
    for line in manifest.splitlines():
        if line.strip() and not line.startswith("#"):
            source, target = line.split()
            found.append((source, target + source.rsplit("/", 1)[-1] if target.endswith("/") else target))
    return found


def main() -> int:
    built = PROJECT / ".build" / "static"
    shutil.rmtree(built / "vendor", ignore_errors=True)
    for source, target in pairs((PROJECT / "vendor-files.txt").read_text()):
        origin, copy = PROJECT / "node_modules" / source, built / target
        if not origin.is_file():
            print(f"vendor-files.txt names {source}, which is not in node_modules.", file=sys.stderr)
            return 1
        copy.parent.mkdir(parents=True, exist_ok=True)
        # The map is not served, and a reference to a file that is not there stops collectstatic.
        copy.write_bytes(
            SOURCE_MAP.sub(b"", origin.read_bytes()) if copy.suffix in (".css", ".js") else origin.read_bytes()
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
