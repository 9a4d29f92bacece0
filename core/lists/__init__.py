"""Filtered lists: what stands around their rows, and the views that people keep of them."""
