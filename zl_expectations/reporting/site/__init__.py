"""Data Docs that bring their style along: GX's pages through templates of ours, with no scripts and no network."""
