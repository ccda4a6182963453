"""Who somebody is: papers and faces taken in, checked, decided upon and thrown away."""
