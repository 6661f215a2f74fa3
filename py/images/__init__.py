"""Images as they lie on disk: OCI layout directories, read and checked before anything is sent."""
