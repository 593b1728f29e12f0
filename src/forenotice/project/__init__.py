"""Wiring: the settings a person gives, and Django put together from the rooms.

What enters: the environment and the settings file. What leaves: `django.conf.settings` and the logs.
It owns no rows, and no room imports it.
"""
