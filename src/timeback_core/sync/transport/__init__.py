"""The synchronous form of `timeback_core.transport`."""
