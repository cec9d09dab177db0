"""What waits by threads where the rest of the package waits by an event loop."""
