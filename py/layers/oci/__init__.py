"""What the image writer knows about OCI images: settings, base, config, layout."""
