"""Writes of the dispatcher: this is the door, the rooms behind it are named for their thoughts."""

from forenotice.dispatcher.durability import durable_commits

__all__ = ["durable_commits"]
