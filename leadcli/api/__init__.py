"""The public Python interface: a workspace opened and asked in words. The commands answer through it."""
