"""Files that leave the house, written in memory."""
