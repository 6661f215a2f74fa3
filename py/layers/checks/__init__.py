"""What all layers of an image must hold together: one module per rule."""
