"""leadcli log replay."""
