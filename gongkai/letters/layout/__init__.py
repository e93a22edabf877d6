"""A letter on paper: the measures of GB/T 9704, its fonts, and its two files with the same text."""
