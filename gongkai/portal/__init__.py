"""What the public sees: columns, pages, feeds."""
