"""What the network says of the test pictures: a grid of all, and one looked at closely."""
