"""What a file really is, by content and structure, with every reason why it may not be taken in."""
