"""A dimension as a spreadsheet: sent to a department, taken back, merged answer by answer."""
