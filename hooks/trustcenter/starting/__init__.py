"""Makes the repository of a new trust center, including the tool that builds it; `cli.new` writes it to disk."""
