"""The reports: what people read about the layers of an image. Needs rich and protobuf."""
