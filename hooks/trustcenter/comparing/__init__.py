"""Two sets of facts or two texts to what changed: typed changes, redline, sections, three-way merge."""
