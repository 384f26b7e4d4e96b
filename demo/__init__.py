"""Demo data, loaded by `bin/load-demo`; no part of the installed software."""
