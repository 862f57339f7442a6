"""What a matter would do: side by side or one after the other, with other limits, with many cases at once."""
