"""Files from anyone: type, caps, scan, re-encoding, stored by digest, private until their owner opens them."""
