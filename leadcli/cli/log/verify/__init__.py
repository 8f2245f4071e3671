"""leadcli log verify."""
