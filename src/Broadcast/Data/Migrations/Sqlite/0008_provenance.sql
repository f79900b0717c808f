-- A figure that a person declares for a broadcast whose platform tells programs none, with a proof. State: pending, approved, rejected. Stands: of a broadcast's approved ones the last; it counts while nothing is measured.
-- DeclaredBy and DecidedBy are the persons' keys (a token is a person), the names as they were then.
CREATE TABLE Declaration (
    Id BLOB NOT NULL,
    AiringId BLOB NOT NULL REFERENCES Airing (Id),
    Views INTEGER NOT NULL,
    Note TEXT NOT NULL,
    State TEXT NOT NULL,
    Stands INTEGER NOT NULL,
    ProofName TEXT NOT NULL,
    ProofKind TEXT NOT NULL,
    ProofBytes INTEGER NOT NULL,
    ProofSha256 BLOB NOT NULL,
    DeclaredBy TEXT NOT NULL,
    DeclaredByName TEXT NOT NULL,
    DeclaredAt INTEGER NOT NULL,
    DecidedBy TEXT,
    DecidedByName TEXT,
    DecidedAt INTEGER,
    Reason TEXT,
    Version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT PK_Declaration PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_Declaration_Stands ON Declaration (AiringId) WHERE Stands = 1;
CREATE INDEX IX_Declaration_Airing ON Declaration (AiringId, Id);

-- A proof's bytes as they came, in parts, so that a large file never has to be in memory whole.
CREATE TABLE DeclarationProof (
    DeclarationId BLOB NOT NULL REFERENCES Declaration (Id),
    Part INTEGER NOT NULL,
    Body BLOB NOT NULL,
    CONSTRAINT PK_DeclarationProof PRIMARY KEY (DeclarationId, Part)
);

-- A recount of a series from the stored deliveries alone. State: queued, running, done, failed. Attempts counts how often a worker began it.
CREATE TABLE SeriesAudit (
    Id BLOB NOT NULL,
    SeriesId BLOB NOT NULL REFERENCES Series (Id),
    State TEXT NOT NULL,
    Progress REAL NOT NULL,
    Attempts INTEGER NOT NULL,
    RequestedBy TEXT NOT NULL,
    RequestedAt INTEGER NOT NULL,
    StartedAt INTEGER,
    FinishedAt INTEGER,
    Result TEXT,
    Problem TEXT,
    CONSTRAINT PK_SeriesAudit PRIMARY KEY (Id)
);
CREATE INDEX IX_SeriesAudit_Unfinished ON SeriesAudit (Id) WHERE FinishedAt IS NULL;

-- Replays are few, and the audit asks for them by time.
CREATE INDEX IX_Delivery_Replayed ON Delivery (ChannelId, ReplayedAt) WHERE ReplayedAt IS NOT NULL;
