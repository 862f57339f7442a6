"""What is still owed after submission: corrections, promised papers, statements to check, values of a register."""
