"""What is common, what is rare and what recurs in a model that no signature knows yet."""
