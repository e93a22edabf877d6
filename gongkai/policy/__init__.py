"""How policy is made and explained; for now the kinds of policy document."""
