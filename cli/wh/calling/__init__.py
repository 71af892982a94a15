"""Calls of the platform's Open API."""
