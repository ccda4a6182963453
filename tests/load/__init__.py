"""What the benchmark and the chaos run share: a place, people, processes, and a client."""
