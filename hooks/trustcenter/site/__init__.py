"""A center and a day to every page and file of the site."""
