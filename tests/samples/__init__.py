"""One stored sample a topic: what the log of an installation holds, for ever readable."""
