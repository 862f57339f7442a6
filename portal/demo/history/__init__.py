"""Some weeks of the demo company's life, made by the real operations with the clock moved.

`plans` says who applies for what and how it goes (`storyline` the scenes that must be there,
`everyday` the rest); `stage` plays the plans in chronological order: people act after plausible
delays, alarms fire at their moment, and nothing happens after now. The same seed and the same
moment give the same history, but for the random codes on documents.
"""
