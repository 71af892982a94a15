"""What a person types: parse, one call, print."""
