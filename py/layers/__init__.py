"""The program that the actions of an image run: layers, image, check, report."""
