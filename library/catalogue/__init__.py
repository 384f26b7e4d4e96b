"""The catalogue: what the library holds, how it is described, and who may read it."""
