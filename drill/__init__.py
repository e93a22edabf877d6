"""Long proofs: script/drill lists and runs them."""
