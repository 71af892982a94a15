"""What models promise: contracts, as they are written and as the code asks them."""
