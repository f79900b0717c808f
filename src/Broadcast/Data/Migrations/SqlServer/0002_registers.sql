-- A member unit: it sends an official to speak.
CREATE TABLE Unit (
    Id BINARY(16) NOT NULL,
    Code NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    Name NVARCHAR(200) NOT NULL,
    Level NVARCHAR(60),
    Region NVARCHAR(100),
    LiaisonName NVARCHAR(200),
    LiaisonEmail NVARCHAR(254),
    Version INT NOT NULL DEFAULT 1,
    CONSTRAINT PK_Unit PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_Unit_Code ON Unit (Code);

-- A person of a unit who may be a guest.
CREATE TABLE Official (
    Id BINARY(16) NOT NULL,
    UnitId BINARY(16) NOT NULL REFERENCES Unit (Id),
    Name NVARCHAR(200) NOT NULL,
    Title NVARCHAR(200) NOT NULL,
    Email NVARCHAR(254),
    Phone NVARCHAR(40),
    Language VARCHAR(10) NOT NULL,
    CalendarKey NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    Version INT NOT NULL DEFAULT 1,
    CONSTRAINT PK_Official PRIMARY KEY (Id)
);
CREATE INDEX IX_Official_Unit ON Official (UnitId);

-- A person who leads an interview.
CREATE TABLE Host (
    Id BINARY(16) NOT NULL,
    Name NVARCHAR(200) NOT NULL,
    Email NVARCHAR(254),
    Version INT NOT NULL DEFAULT 1,
    CONSTRAINT PK_Host PRIMARY KEY (Id)
);

-- A room with cameras.
CREATE TABLE Studio (
    Id BINARY(16) NOT NULL,
    Name NVARCHAR(200) NOT NULL,
    Place NVARCHAR(400),
    Version INT NOT NULL DEFAULT 1,
    CONSTRAINT PK_Studio PRIMARY KEY (Id)
);
