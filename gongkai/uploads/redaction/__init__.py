"""Documents from which passages and areas are withheld: destroyed, rebuilt from pictures of their pages, checked."""
