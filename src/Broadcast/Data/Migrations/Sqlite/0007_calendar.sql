-- A year of the holiday calendar that was entered here, over the one that ships with the product. Days (JSON) is null when it went back to that.
CREATE TABLE HolidayYear (
    Year INTEGER NOT NULL,
    Days TEXT,
    Version INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT PK_HolidayYear PRIMARY KEY (Year)
) WITHOUT ROWID;

-- When an official, a host or a studio can't, or would rather. KnownUntil: how far an imported calendar was read; null: no end.
CREATE TABLE Availability (
    OwnerId BLOB NOT NULL,
    KnownUntil INTEGER,
    Version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT PK_Availability PRIMARY KEY (OwnerId)
) WITHOUT ROWID;

-- One such time: [StartsAt, EndsAt). Kind: busy, preferred.
CREATE TABLE AvailabilityTime (
    OwnerId BLOB NOT NULL REFERENCES Availability (OwnerId),
    Ordinal INTEGER NOT NULL,
    Kind TEXT NOT NULL,
    StartsAt INTEGER NOT NULL,
    EndsAt INTEGER NOT NULL,
    Note TEXT,
    CONSTRAINT PK_AvailabilityTime PRIMARY KEY (OwnerId, Ordinal)
) WITHOUT ROWID;
CREATE INDEX IX_AvailabilityTime_Owner ON AvailabilityTime (OwnerId, Kind, StartsAt);

-- The secret of a studio's or unit's calendar feed, made when somebody first asks for it. Series and officials carry theirs themselves.
CREATE TABLE CalendarKey (
    OwnerId BLOB NOT NULL,
    SecretKey TEXT NOT NULL,
    CONSTRAINT PK_CalendarKey PRIMARY KEY (OwnerId)
) WITHOUT ROWID;
