"""What the bureau publishes: draft, reviews, release, and everything lawful that may follow."""
