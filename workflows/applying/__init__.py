"""What is handed in: the merged form, its papers, statements instead of papers, numbers."""
