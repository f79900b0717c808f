-- Rules of a series that most series do without; no row: none of them. Minutes kept free in the studio before (set-up) and after (strike) each of its interviews,
-- and how many interviews a local day and an ISO week are meant to have at most; null: any number.
CREATE TABLE SeriesRule (
    SeriesId BINARY(16) NOT NULL REFERENCES Series (Id),
    SetupMinutes INT NOT NULL,
    StrikeMinutes INT NOT NULL,
    MaxPerDay INT,
    MaxPerWeek INT,
    CONSTRAINT PK_SeriesRule PRIMARY KEY (SeriesId)
);
