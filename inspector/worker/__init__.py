"""The child process that meets untrusted files, and its clients.

``client`` keeps one child per open document, ``pool`` keeps several for many files; ``child`` is
the program that they start. Nothing else in Inspector opens a model file.
"""
