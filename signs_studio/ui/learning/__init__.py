"""The view of how a network learns: gradients, rates, landscape, embedding and one step."""
