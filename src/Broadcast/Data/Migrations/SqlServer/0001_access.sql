-- Who may call. A token is a person; only its SHA-256 is kept.
CREATE TABLE AccessToken (
    Id BINARY(16) NOT NULL,
    Name NVARCHAR(200) NOT NULL,
    Role VARCHAR(20) NOT NULL,
    UnitId BINARY(16),
    Hash BINARY(32) NOT NULL,
    CreatedAt BIGINT NOT NULL,
    ExpiresAt BIGINT,
    RevokedAt BIGINT,
    CONSTRAINT PK_AccessToken PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_AccessToken_Hash ON AccessToken (Hash);

-- Who did what, when, from which value to which. Rows are only ever added.
CREATE TABLE AuditEntry (
    Id BINARY(16) NOT NULL,
    At BIGINT NOT NULL,
    Actor NVARCHAR(200) NOT NULL,
    Action VARCHAR(60) NOT NULL,
    Entity VARCHAR(40) NOT NULL,
    EntityId BINARY(16) NOT NULL,
    FromValue NVARCHAR(MAX),
    ToValue NVARCHAR(MAX),
    CONSTRAINT PK_AuditEntry PRIMARY KEY (Id)
);
CREATE INDEX IX_AuditEntry_Entity ON AuditEntry (EntityId, Id);

-- The first answer to a POST with an Idempotency-Key. State: making, made.
CREATE TABLE IdempotentAnswer (
    Caller NVARCHAR(80) COLLATE Latin1_General_100_BIN2 NOT NULL,
    IdempotencyKey NVARCHAR(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    RequestHash BINARY(32) NOT NULL,
    Status INT,
    Headers NVARCHAR(MAX),
    Body VARBINARY(MAX),
    CreatedAt BIGINT NOT NULL,
    LeaseUntil BIGINT NOT NULL,
    CONSTRAINT PK_IdempotentAnswer PRIMARY KEY (Caller, IdempotencyKey)
);
CREATE INDEX IX_IdempotentAnswer_CreatedAt ON IdempotentAnswer (CreatedAt);

-- One holder at a time for a piece of work: whoever holds a lease that has not run out.
CREATE TABLE Lease (
    Name NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    Owner BINARY(16) NOT NULL,
    Until BIGINT NOT NULL,
    CONSTRAINT PK_Lease PRIMARY KEY (Name)
);

-- Work that is due later. Claimed by moving DueAt on, so that a killed worker loses nothing; one row per kind and subject.
CREATE TABLE DueWork (
    Id BINARY(16) NOT NULL,
    Kind NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    Subject BINARY(16) NOT NULL,
    DueAt BIGINT NOT NULL,
    Attempts INT NOT NULL DEFAULT 0,
    Problem NVARCHAR(1000),
    CONSTRAINT PK_DueWork PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_DueWork_Subject ON DueWork (Kind, Subject);
CREATE INDEX IX_DueWork_DueAt ON DueWork (Kind, DueAt);
