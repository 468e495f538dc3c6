"""How a program is applied to the lab: its resources, one by one, in the accounts of their providers."""
