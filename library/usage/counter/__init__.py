"""Reports how items were used in the form of COUNTER Release 5.1; nobody has audited them."""
