"""The dispatch centre: knows which feeder supplies which customer."""
