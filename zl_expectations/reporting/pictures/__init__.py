"""Pictures of figures, one kind a file: drawn with Altair, rendered to SVG here, so that they show with no network."""
