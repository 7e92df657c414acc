"""How a network is trained: epochs over resident or streamed pictures."""
