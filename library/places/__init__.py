"""The places of the province: dated units, and which became which."""
