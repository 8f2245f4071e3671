"""leadcli policy compare."""
