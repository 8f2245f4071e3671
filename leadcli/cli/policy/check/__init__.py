"""leadcli policy check."""
