"""Setting up the machines of a library from one file that describes them."""
