"""What the commands share: how they begin and end, their options, the files they open."""
