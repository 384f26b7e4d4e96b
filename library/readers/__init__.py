"""Reader accounts (a name, a password and a list, but no reading history), and questions."""
