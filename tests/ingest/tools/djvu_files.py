"""DjVu files for tests, written by djvulibre's own programs."""

import subprocess
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"


def write_page(path: Path, lines: list[str], *, layer: str = "", dpi: int = 150) -> Path:
    """Write a document of one black and white page, with a text layer in djvused's notation."""
    picture = Image.new("1", (1240, 1754), 1)
    font = ImageFont.truetype(_FONT, 34)
    for number, line in enumerate(lines):
        ImageDraw.Draw(picture).text((120, 150 + 70 * number), line, fill=0, font=font)
    picture.save(path.with_suffix(".pbm"), "PPM")
    run("cjb2", "-dpi", str(dpi), path.with_suffix(".pbm"), path)
    if layer:
        script = path.with_suffix(".dsed")
        script.write_text(f"select 1\nset-txt\n{layer}\n.\n", encoding="utf-8")
        run("djvused", path, "-f", script, "-s")
    return path


def run(*command: object) -> None:
    """Run one of the programs."""
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


def layer_of(lines: list[str], *, height: int = 1754) -> str:
    """Return a text layer with a box for each word."""
    texts = []
    for number, line in enumerate(lines):
        top = height - 150 - 70 * number
        words = " ".join(
            f'(word {120 + 80 * place} {top - 45} {190 + 80 * place} {top} "{word}")'
            for place, word in enumerate(line.split())
        )
        texts.append(f"(line 120 {top - 45} 1200 {top} {words})")
    return f"(page 0 0 1240 {height} {' '.join(texts)})"
