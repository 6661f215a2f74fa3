"""What a layer holds: from a manifest and the disk to files, links and directories."""
