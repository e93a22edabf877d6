"""Measurements of speed and memory: script/bench lists and runs them."""
