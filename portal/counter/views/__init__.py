"""Thin views: read or act through the operations, shape, render."""
