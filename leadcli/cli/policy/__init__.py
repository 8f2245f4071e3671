"""leadcli policy."""
