"""leadcli policy show."""
