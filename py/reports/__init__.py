"""The program `layers`: what people read about images. Needs rich and protobuf."""
