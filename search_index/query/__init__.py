"""From the words of readers to the clauses of a query."""
