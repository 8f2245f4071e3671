"""The known names with what they are found by."""
