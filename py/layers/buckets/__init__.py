"""How members that images share become one layer."""
