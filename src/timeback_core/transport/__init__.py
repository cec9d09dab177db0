"""Carries operations to the services: the only place that knows the HTTP libraries."""
