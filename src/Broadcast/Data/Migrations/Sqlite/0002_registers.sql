-- A member unit: it sends an official to speak.
CREATE TABLE Unit (
    Id BLOB NOT NULL,
    Code TEXT NOT NULL,
    Name TEXT NOT NULL,
    Level TEXT,
    Region TEXT,
    LiaisonName TEXT,
    LiaisonEmail TEXT,
    Version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT PK_Unit PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_Unit_Code ON Unit (Code);

-- A person of a unit who may be a guest.
CREATE TABLE Official (
    Id BLOB NOT NULL,
    UnitId BLOB NOT NULL REFERENCES Unit (Id),
    Name TEXT NOT NULL,
    Title TEXT NOT NULL,
    Email TEXT,
    Phone TEXT,
    Language TEXT NOT NULL,
    CalendarKey TEXT NOT NULL,
    Version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT PK_Official PRIMARY KEY (Id)
);
CREATE INDEX IX_Official_Unit ON Official (UnitId);

-- A person who leads an interview.
CREATE TABLE Host (
    Id BLOB NOT NULL,
    Name TEXT NOT NULL,
    Email TEXT,
    Version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT PK_Host PRIMARY KEY (Id)
);

-- A room with cameras.
CREATE TABLE Studio (
    Id BLOB NOT NULL,
    Name TEXT NOT NULL,
    Place TEXT,
    Version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT PK_Studio PRIMARY KEY (Id)
);
