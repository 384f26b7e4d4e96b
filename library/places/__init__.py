"""Places of the province: dated units, with their predecessors and successors."""
