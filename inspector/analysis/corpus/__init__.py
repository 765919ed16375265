"""A draft on many models at once: what is kept of each, and how often it is right."""
