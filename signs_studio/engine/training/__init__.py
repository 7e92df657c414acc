"""Training of a network: epochs over resident or streamed pictures."""
