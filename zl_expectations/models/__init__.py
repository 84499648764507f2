"""Small models of a few thousand rows: what all features together say about the target. Needs scikit-learn."""
