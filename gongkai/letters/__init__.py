"""Numbered official letters (文书) from templates and facts, as Word and PDF in the official layout."""
