"""House rules that can be walked, and stories that cross several rooms."""
