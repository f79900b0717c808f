-- Who may call. A token is a person; only its SHA-256 is kept.
CREATE TABLE AccessToken (
    Id BLOB NOT NULL,
    Name TEXT NOT NULL,
    Role TEXT NOT NULL,
    UnitId BLOB,
    Hash BLOB NOT NULL,
    CreatedAt INTEGER NOT NULL,
    ExpiresAt INTEGER,
    RevokedAt INTEGER,
    CONSTRAINT PK_AccessToken PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_AccessToken_Hash ON AccessToken (Hash);

-- Who did what, when, from which value to which. Rows are only ever added.
CREATE TABLE AuditEntry (
    Id BLOB NOT NULL,
    At INTEGER NOT NULL,
    Actor TEXT NOT NULL,
    Action TEXT NOT NULL,
    Entity TEXT NOT NULL,
    EntityId BLOB NOT NULL,
    FromValue TEXT,
    ToValue TEXT,
    CONSTRAINT PK_AuditEntry PRIMARY KEY (Id)
);
CREATE INDEX IX_AuditEntry_Entity ON AuditEntry (EntityId, Id);

-- The first answer to a POST with an Idempotency-Key. State: making, made.
CREATE TABLE IdempotentAnswer (
    Caller TEXT NOT NULL,
    IdempotencyKey TEXT NOT NULL,
    RequestHash BLOB NOT NULL,
    Status INTEGER,
    Headers TEXT,
    Body BLOB,
    CreatedAt INTEGER NOT NULL,
    LeaseUntil INTEGER NOT NULL,
    CONSTRAINT PK_IdempotentAnswer PRIMARY KEY (Caller, IdempotencyKey)
) WITHOUT ROWID;
CREATE INDEX IX_IdempotentAnswer_CreatedAt ON IdempotentAnswer (CreatedAt);

-- One holder at a time for a piece of work: whoever holds a lease that has not run out.
CREATE TABLE Lease (
    Name TEXT NOT NULL,
    Owner BLOB NOT NULL,
    Until INTEGER NOT NULL,
    CONSTRAINT PK_Lease PRIMARY KEY (Name)
) WITHOUT ROWID;

-- Work that is due later. Claimed by moving DueAt on, so that a killed worker loses nothing; one row per kind and subject.
CREATE TABLE DueWork (
    Id BLOB NOT NULL,
    Kind TEXT NOT NULL,
    Subject BLOB NOT NULL,
    DueAt INTEGER NOT NULL,
    Attempts INTEGER NOT NULL DEFAULT 0,
    Problem TEXT,
    CONSTRAINT PK_DueWork PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_DueWork_Subject ON DueWork (Kind, Subject);
CREATE INDEX IX_DueWork_DueAt ON DueWork (Kind, DueAt);
