"""The desk's pages for letters: the list, the case, one page for each act."""
