"""Files of weights only: a tree of modules is made from names and shapes."""
