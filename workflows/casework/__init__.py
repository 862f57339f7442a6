"""What becomes of a case and its items. Called under their locks, inside a change; nothing here decides who may."""
