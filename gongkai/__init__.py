"""Gongkai 公开: the platform on which a bureau makes its work public and can prove that it did."""

__version__ = "0.1.0"
