TIME_FORMAT = r"H\hi"
DATETIME_FORMAT = r"j \d\e F \d\e Y, H\hi"
SHORT_DATETIME_FORMAT = r"d/m/Y, H\hi"
