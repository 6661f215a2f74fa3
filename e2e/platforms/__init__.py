"""An app for two platforms."""
