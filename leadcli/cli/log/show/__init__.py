"""leadcli log show."""
