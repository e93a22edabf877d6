"""Acts of whoever runs the machine; each leaves its entry in the journal."""
