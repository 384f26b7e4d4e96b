"""The validator of the Library of Congress for bags, run as the program it is."""

import subprocess
import sys
from pathlib import Path


def validate(bag: Path) -> None:
    """Raise CalledProcessError if a bag is not sound."""
    command = [sys.executable, "-m", "bagit", "--validate", "--quiet", str(bag)]
    subprocess.run(command, check=True, timeout=60)
