"""Measurements, side by side with the client published as timeback-core 0.4.0: ``make bench``."""
