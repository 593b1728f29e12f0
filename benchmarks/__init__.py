"""Measured ratios of the hot paths, each against a baseline that runs beside it on the same machine."""
