"""Small recordings, made by ffmpeg in the test."""

import subprocess
from pathlib import Path

TONE = ("-f", "lavfi", "-i", "sine=440:r=16000")
PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=160x120:r=10")


def make_clip(
    path: Path, *options: str, inputs: tuple[str, ...] = TONE, seconds: float = 2
) -> Path:
    """Return a recording that ffmpeg made of tones and test pictures."""
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *inputs, "-t", str(seconds), *options]
    subprocess.run([*command, str(path)], check=True)
    return path
