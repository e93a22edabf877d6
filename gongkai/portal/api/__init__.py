"""The interface for programs, version 1: read-only, only what is public, described by OpenAPI."""

from .endpoints import api

__all__ = ["api"]
