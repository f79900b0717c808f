-- A subject to speak on. Month: yyyy-MM, where it is the theme of one.
CREATE TABLE Topic (
    Id BLOB NOT NULL,
    Title TEXT NOT NULL,
    Note TEXT,
    Month TEXT,
    UnitId BLOB REFERENCES Unit (Id),
    Version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT PK_Topic PRIMARY KEY (Id)
);
CREATE INDEX IX_Topic_Unit ON Topic (UnitId);
CREATE INDEX IX_Topic_Month ON Topic (Month);

-- A file that somebody looks through before it is imported into a register; forgotten after a day. Owner: the person's key.
CREATE TABLE ImportFile (
    Id BLOB NOT NULL,
    Register TEXT NOT NULL,
    Owner TEXT NOT NULL,
    Name TEXT NOT NULL,
    CreatedAt INTEGER NOT NULL,
    Body BLOB NOT NULL,
    CONSTRAINT PK_ImportFile PRIMARY KEY (Id)
);
