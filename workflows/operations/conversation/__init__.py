"""What is said about a case: notes, copies, ratings, objections, who opened a file."""
