"""The library as a person browses it: an entry per signature, a page for each."""
