"""leadcli log: the ledger of rulings."""
