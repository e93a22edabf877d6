"""Keys, field encryption, blind indexes, digests."""
