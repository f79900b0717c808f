-- A figure that a person declares for a broadcast whose platform tells programs none, with a proof. State: pending, approved, rejected. Stands: of a broadcast's approved ones the last; it counts while nothing is measured.
-- DeclaredBy and DecidedBy are the persons' keys (a token is a person), the names as they were then.
CREATE TABLE Declaration (
    Id BINARY(16) NOT NULL,
    AiringId BINARY(16) NOT NULL REFERENCES Airing (Id),
    Views BIGINT NOT NULL,
    Note NVARCHAR(2000) NOT NULL,
    State VARCHAR(10) NOT NULL,
    Stands BIT NOT NULL,
    ProofName NVARCHAR(200) NOT NULL,
    ProofKind VARCHAR(10) NOT NULL,
    ProofBytes BIGINT NOT NULL,
    ProofSha256 BINARY(32) NOT NULL,
    DeclaredBy NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    DeclaredByName NVARCHAR(200) NOT NULL,
    DeclaredAt BIGINT NOT NULL,
    DecidedBy NVARCHAR(200) COLLATE Latin1_General_100_BIN2,
    DecidedByName NVARCHAR(200),
    DecidedAt BIGINT,
    Reason NVARCHAR(1000),
    Version INT NOT NULL DEFAULT 1,
    CONSTRAINT PK_Declaration PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_Declaration_Stands ON Declaration (AiringId) WHERE Stands = 1;
CREATE INDEX IX_Declaration_Airing ON Declaration (AiringId, Id);

-- A proof's bytes as they came, in parts, so that a large file never has to be in memory whole.
CREATE TABLE DeclarationProof (
    DeclarationId BINARY(16) NOT NULL REFERENCES Declaration (Id),
    Part INT NOT NULL,
    Body VARBINARY(MAX) NOT NULL,
    CONSTRAINT PK_DeclarationProof PRIMARY KEY (DeclarationId, Part)
);

-- A recount of a series from the stored deliveries alone. State: queued, running, done, failed. Attempts counts how often a worker began it.
CREATE TABLE SeriesAudit (
    Id BINARY(16) NOT NULL,
    SeriesId BINARY(16) NOT NULL REFERENCES Series (Id),
    State VARCHAR(10) NOT NULL,
    Progress FLOAT NOT NULL,
    Attempts INT NOT NULL,
    RequestedBy NVARCHAR(200) NOT NULL,
    RequestedAt BIGINT NOT NULL,
    StartedAt BIGINT,
    FinishedAt BIGINT,
    Result NVARCHAR(MAX),
    Problem NVARCHAR(2000),
    CONSTRAINT PK_SeriesAudit PRIMARY KEY (Id)
);
CREATE INDEX IX_SeriesAudit_Unfinished ON SeriesAudit (Id) WHERE FinishedAt IS NULL;

-- Replays are few, and the audit asks for them by time.
CREATE INDEX IX_Delivery_Replayed ON Delivery (ChannelId, ReplayedAt) WHERE ReplayedAt IS NOT NULL;
