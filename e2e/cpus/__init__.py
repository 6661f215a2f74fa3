"""Layers written on other CPUs."""
