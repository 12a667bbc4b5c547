"""Tables from other offices: xlsx, xls, ods and csv, each cell as it is written there."""
