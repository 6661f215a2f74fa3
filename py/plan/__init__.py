"""The plan of a repository: which packages keep a layer. Needs rich and packaging."""
