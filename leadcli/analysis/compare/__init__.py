"""Two policies over one base, and what separates them."""
