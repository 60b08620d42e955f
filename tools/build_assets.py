"""Build the third-party parts of the pages from node_modules into ui/static/vendor.

Nothing here is committed: Tabler's CSS without the rules that no page uses, htmx, the
fonts with their CSS, and a sprite of the icons that the pages name. Run it again after
a page takes up a new Tabler class or a new icon; it takes a second or two.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from fontTools import subset

PACKAGES = (
    "@fontsource/be-vietnam-pro",
    "@fontsource/inter",
    "@tabler/core",
    "@tabler/icons",
    "htmx.org",
)
ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "src" / "opendti_site"
MODULES = ROOT / "node_modules"
VENDOR = SITE / "ui" / "static" / "vendor"
COLLECTED = SITE / "collected"

RANGES = {
    "latin": "U+0-FF, U+2000-206F, U+2122, U+2212",
    "vietnamese": "U+102-1B0, U+300-323, U+1EA0-1EF9, U+20AB",
}
WEIGHTS = (400, 600)
DIGITS = "0123456789"  # all that the pages take of Inter: 3 kB of its 24
ICON_NAMED = re.compile(r"""\b(?:icon|empty)["']?\s*[=:]?\s*["']([a-z0-9-]+)["']""")
# Classes that pages put together from pieces, or that the browser's state brings.
KEPT_CLASSES = ["is-invalid", "form-control", "form-select", "form-check-input"]


def main() -> int:
    """Build everything; a missing part is named in one line."""
    if not MODULES.exists():
        return fail("node_modules is missing: run `make setup`")
    shutil.rmtree(VENDOR, ignore_errors=True)
    (VENDOR / "fonts").mkdir(parents=True)
    shutil.copy(MODULES / "htmx.org" / "dist" / "htmx.min.js", VENDOR / "htmx.js")
    build_fonts()
    names = named_icons()
    unknown = build_sprite(names)
    if unknown:
        return fail("no such Tabler icon: " + ", ".join(unknown))
    build_tabler()
    write_licences()
    total = sum(f.stat().st_size for f in VENDOR.rglob("*") if f.is_file())
    print(f"built {VENDOR.relative_to(ROOT)}: {len(names)} icons, {total // 1024} kB")
    return 0


def fail(message: str) -> int:
    """Say what is wrong in one line."""
    print(f"build_assets: {message}", file=sys.stderr)
    return 1


def build_fonts() -> None:
    """Copy the font files in use, cut the digits out of Inter, and write the CSS that names them."""
    rules = []
    for weight in WEIGHTS:
        for part, letters in RANGES.items():
            file = f"be-vietnam-pro-{part}-{weight}-normal.woff2"
            shutil.copy(font_file("be-vietnam-pro", file), VENDOR / "fonts" / file)
            rules.append(font_face("Be Vietnam Pro", weight, file, letters))
        file = f"inter-digits-{weight}-normal.woff2"
        cut_digits(font_file("inter", f"inter-latin-{weight}-normal.woff2"), file)
        rules.append(font_face("OpenDTI Figures", weight, file, "U+30-39"))
    (VENDOR / "fonts.css").write_text("\n".join(rules) + "\n", encoding="utf-8")


def font_file(package: str, file: str) -> Path:
    """Return where npm has put a font file."""
    return MODULES / "@fontsource" / package / "files" / file


def cut_digits(source: Path, file: str) -> None:
    """Write a font of the ten digits, with those of equal width."""
    options = subset.Options(flavor="woff2", layout_features=["kern", "tnum"])
    font = subset.load_font(source, options)
    cutter = subset.Subsetter(options)
    cutter.populate(text=DIGITS)
    cutter.subset(font)
    subset.save_font(font, VENDOR / "fonts" / file, options)


def font_face(family: str, weight: int, file: str, letters: str) -> str:
    """Write the rule of one font file."""
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:swap;'
        f'src:url("fonts/{file}") format("woff2");unicode-range:{letters}}}'
    )


def named_icons() -> list[str]:
    """List the icons that templates and code name."""
    found: set[str] = set()
    for file in [*SITE.rglob("*.html"), *SITE.rglob("*.py")]:
        found.update(ICON_NAMED.findall(file.read_text(encoding="utf-8")))
    return sorted(found)


def build_sprite(names: list[str]) -> list[str]:
    """Write the sprite; give back the names that Tabler does not have."""
    folder = MODULES / "@tabler" / "icons" / "icons" / "outline"
    unknown = [name for name in names if not (folder / f"{name}.svg").exists()]
    symbols = [
        symbol(name, (folder / f"{name}.svg").read_text(encoding="utf-8"))
        for name in names
        if name not in unknown
    ]
    text = '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n"
    (VENDOR / "icons.svg").write_text(text, encoding="utf-8")
    return unknown


def symbol(name: str, source: str) -> str:
    """Turn one icon file into a symbol of the sprite."""
    paths = [
        f'<path d="{path.get("d")}"/>'
        for path in ET.fromstring(source)  # noqa: S314 -- files of a pinned package
        if path.get("stroke") != "none"
    ]
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{"".join(paths)}</symbol>'


def build_tabler() -> None:
    """Write Tabler's CSS with only the rules that some page uses."""
    css = MODULES / "@tabler" / "core" / "dist" / "css" / "tabler.min.css"
    program = (
        "const {PurgeCSS} = require('purgecss');"
        "const o = JSON.parse(process.argv[1]);"
        "new PurgeCSS().purge(o).then(r => process.stdout.write(r[0].css));"
    )
    options = {
        "content": [str(SITE / "**" / kind) for kind in ("*.html", "*.py", "*.js")],
        "skippedContentGlobs": [str(made / "**") for made in (VENDOR, COLLECTED)],
        "css": [str(css)],
        "safelist": KEPT_CLASSES,
        "keyframes": True,
    }
    done = subprocess.run(
        [node(), "-e", program, json.dumps(options)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    without_map = re.sub(r"/\*#.*?\*/", "", done.stdout)
    (VENDOR / "tabler.css").write_text(without_map, encoding="utf-8")


def write_licences() -> None:
    """Write whose work lies here, by which licence; a wheel carries it."""
    texts = []
    for name in PACKAGES:
        package = json.loads((MODULES / name / "package.json").read_text("utf-8"))
        file = MODULES / name / "LICENSE"  # @tabler/core names its licence and no more
        text = file.read_text("utf-8") if file.exists() else ""
        texts.append(
            f"{name} {package['version']}: {package['license']}\n\n{text}".strip()
        )
    separator = "\n\n" + "-" * 72 + "\n\n"
    (VENDOR / "LICENCES.txt").write_text(separator.join(texts) + "\n", encoding="utf-8")


def node() -> str:
    """Find Node: the one beside this Python, else the system's."""
    beside = Path(sys.executable).parent / "node"
    found = str(beside) if beside.exists() else shutil.which("node")
    if not found:
        raise SystemExit(fail("node is missing: run `make setup`"))
    return found


if __name__ == "__main__":
    raise SystemExit(main())
