"""The nerve: a network of elastic, relaxing rods gliding in an elastic, viscous bed."""
