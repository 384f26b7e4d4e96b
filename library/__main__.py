"""The command `diachi` as a module: `python -m library`."""

from library.cli import main

main()
