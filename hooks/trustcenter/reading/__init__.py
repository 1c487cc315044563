"""The files of a trust center, as bytes by path, to a center and its problems."""
