"""What crosses the wall to people outside, by e-mail and text message, once each, however often the wire fails."""
