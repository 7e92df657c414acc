"""Questions about a network, each with the computation of its answer, asked while it is trained."""
