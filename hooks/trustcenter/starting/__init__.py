"""The repository of a new trust center, with the tool that builds it."""
