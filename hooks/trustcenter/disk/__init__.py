"""The only folder that touches files, git and processes."""
