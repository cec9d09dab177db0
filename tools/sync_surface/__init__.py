"""How the synchronous client is written from the asynchronous one; see tools/generate_sync.py."""
