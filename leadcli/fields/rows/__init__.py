"""What a row of an export is: a client, or a total, a title, a repeated header, a note."""
