"""Search by meaning: passages as vectors of a language model; an optional extra."""
