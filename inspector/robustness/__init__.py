"""How verdicts stand up to changes that leave a model what it is.

A model is renamed, shuffled, converted, optimised and quantized by the tools that people use; each
time its verdict and the number of matched layers should stay. Run over labelled files::

    python -m inspector.robustness labels.tsv folder/of/models

Weights that a file lacks are filled in at random, because most tools want them. The tools are
those of the optional dependencies ``robustness``; one that is not installed is reported.
"""
