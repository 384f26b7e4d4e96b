"""The staff: who they are, what each role may do, and what each did."""
