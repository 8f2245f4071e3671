"""leadcli who-owns."""
