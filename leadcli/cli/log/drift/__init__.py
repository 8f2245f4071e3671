"""leadcli log drift."""
