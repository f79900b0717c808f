-- A subject to speak on. Month: yyyy-MM, where it is the theme of one.
CREATE TABLE Topic (
    Id BINARY(16) NOT NULL,
    Title NVARCHAR(300) NOT NULL,
    Note NVARCHAR(2000),
    Month VARCHAR(7),
    UnitId BINARY(16) REFERENCES Unit (Id),
    Version INT NOT NULL DEFAULT 1,
    CONSTRAINT PK_Topic PRIMARY KEY (Id)
);
CREATE INDEX IX_Topic_Unit ON Topic (UnitId);
CREATE INDEX IX_Topic_Month ON Topic (Month);

-- A file that somebody looks through before it is imported into a register; forgotten after a day. Owner: the person's key.
CREATE TABLE ImportFile (
    Id BINARY(16) NOT NULL,
    Register VARCHAR(20) NOT NULL,
    Owner NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    Name NVARCHAR(200) NOT NULL,
    CreatedAt BIGINT NOT NULL,
    Body VARBINARY(MAX) NOT NULL,
    CONSTRAINT PK_ImportFile PRIMARY KEY (Id)
);
