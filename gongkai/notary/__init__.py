"""What anyone can check: draws that can be made again, and later the log of what was published when."""
