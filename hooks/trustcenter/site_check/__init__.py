"""A built site judged: links, anchors, feeds, sums."""
