"""Taking in what an earlier site or a folder holds: rows and documents, each with line and reason where it cannot be taken."""
