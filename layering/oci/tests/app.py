"""A program of more packages than ten layers hold."""
