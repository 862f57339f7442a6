"""What people say in the history: opinions, messages, reasons, ratings."""
