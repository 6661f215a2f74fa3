"""A client of image registries: the OCI distribution specification, for pushing and for reading."""
