"""Where images come from: report files, OCI layouts and archives, registries."""

from reports.sources.opening import open_image

__all__ = ("open_image",)
