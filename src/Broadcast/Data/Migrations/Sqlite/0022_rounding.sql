-- What the minutes of an airing with rounded figures add to the uncertainty of its total, and how wide the bounds are of the value that the first increment of the minute is measured from. Only minutes that add anything.
CREATE TABLE RoundedMinute (
    AiringId BLOB NOT NULL,
    Minute INTEGER NOT NULL,
    ViewsMinus TEXT NOT NULL,
    ViewsPlus TEXT NOT NULL,
    WidthBefore TEXT NOT NULL,
    CONSTRAINT PK_RoundedMinute PRIMARY KEY (AiringId, Minute)
) WITHOUT ROWID;

-- How far from the true ones the views of an airing's local day may lie. Only days with a rounded figure.
CREATE TABLE RoundedDay (
    AiringId BLOB NOT NULL,
    LocalDay TEXT NOT NULL,
    ViewsMinus TEXT NOT NULL,
    ViewsPlus TEXT NOT NULL,
    CONSTRAINT PK_RoundedDay PRIMARY KEY (AiringId, LocalDay)
) WITHOUT ROWID;

-- Airings that have rounded figures already: they look as if their rules had changed, so that the next drain computes them anew, minutes and days included.
UPDATE AiringTotal SET HoldSeconds = HoldSeconds + 1 WHERE AiringId IN (SELECT AiringId FROM AiringRounding);
