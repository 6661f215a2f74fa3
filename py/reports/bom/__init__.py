"""Bills of materials: what an image consists of, in the formats of CycloneDX and SPDX."""
