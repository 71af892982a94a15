"""Hypothesis strategies for raw event streams: small worlds made to hit every boundary of the contract often."""

from .worlds import World, world

__all__ = ["World", "world"]
