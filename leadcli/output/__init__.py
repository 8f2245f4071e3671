"""From rulings and problems to what is read: text for people, JSON for programs. One table of formats."""
