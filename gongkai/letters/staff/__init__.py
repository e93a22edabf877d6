"""The desk's pages about letters: templates, series of numbers, and the letters themselves."""
