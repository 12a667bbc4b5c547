"""Zerentian 责任田: reports whose every number has its sealed records."""

__version__ = "0.1.0"
