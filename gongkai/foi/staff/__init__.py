"""The desk's pages for applications: the register, the case, one page for each act."""
