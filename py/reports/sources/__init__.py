"""Where images come from: report files, OCI layouts and archives, registries."""
