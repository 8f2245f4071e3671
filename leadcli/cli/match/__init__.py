"""leadcli match."""
