"""What people may ask of us about their data, and how long we keep it."""
