-- A year of the holiday calendar that was entered here, over the one that ships with the product. Days (JSON) is null when it went back to that.
CREATE TABLE HolidayYear (
    Year INT NOT NULL,
    Days NVARCHAR(MAX),
    Version INT NOT NULL DEFAULT 0,
    CONSTRAINT PK_HolidayYear PRIMARY KEY (Year)
);

-- When an official, a host or a studio can't, or would rather. KnownUntil: how far an imported calendar was read; null: no end.
CREATE TABLE Availability (
    OwnerId BINARY(16) NOT NULL,
    KnownUntil BIGINT,
    Version INT NOT NULL DEFAULT 1,
    CONSTRAINT PK_Availability PRIMARY KEY (OwnerId)
);

-- One such time: [StartsAt, EndsAt). Kind: busy, preferred.
CREATE TABLE AvailabilityTime (
    OwnerId BINARY(16) NOT NULL REFERENCES Availability (OwnerId),
    Ordinal INT NOT NULL,
    Kind VARCHAR(10) NOT NULL,
    StartsAt BIGINT NOT NULL,
    EndsAt BIGINT NOT NULL,
    Note NVARCHAR(500),
    CONSTRAINT PK_AvailabilityTime PRIMARY KEY (OwnerId, Ordinal)
);
CREATE INDEX IX_AvailabilityTime_Owner ON AvailabilityTime (OwnerId, Kind, StartsAt);

-- The secret of a studio's or unit's calendar feed, made when somebody first asks for it. Series and officials carry theirs themselves.
CREATE TABLE CalendarKey (
    OwnerId BINARY(16) NOT NULL,
    SecretKey NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT PK_CalendarKey PRIMARY KEY (OwnerId)
);
