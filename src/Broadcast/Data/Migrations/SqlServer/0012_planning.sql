-- What a unit wishes, or must hold to, within a series. Dates are local dates of the series; ThemeMonth 1 to 12; units of a lower UnitRank come first.
CREATE TABLE SeriesWish (
    SeriesId BINARY(16) NOT NULL REFERENCES Series (Id),
    UnitId BINARY(16) NOT NULL REFERENCES Unit (Id),
    EarliestOn CHAR(10),
    LatestOn CHAR(10),
    ThemeMonth INT,
    UnitRank INT,
    Topic NVARCHAR(300),
    Version INT NOT NULL DEFAULT 1,
    CONSTRAINT PK_SeriesWish PRIMARY KEY (SeriesId, UnitId)
);

-- A plan of a series. State: running, draft, published, failed, superseded. Rules, Pins and Result are JSON; Result is null until a worker has been through once. Attempts counts how often one began it.
CREATE TABLE SeriesPlan (
    Id BINARY(16) NOT NULL,
    SeriesId BINARY(16) NOT NULL REFERENCES Series (Id),
    State VARCHAR(12) NOT NULL,
    Progress FLOAT NOT NULL,
    Attempts INT NOT NULL,
    FollowsId BINARY(16) REFERENCES SeriesPlan (Id),
    Rules NVARCHAR(MAX) NOT NULL,
    TimeLimitSeconds FLOAT NOT NULL,
    Pins NVARCHAR(MAX) NOT NULL,
    Result NVARCHAR(MAX),
    Problem NVARCHAR(2000),
    IsCancelled BIT NOT NULL,
    RequestedBy NVARCHAR(200) NOT NULL,
    RequestedAt BIGINT NOT NULL,
    StartedAt BIGINT,
    FinishedAt BIGINT,
    PublishedBy NVARCHAR(200),
    PublishedAt BIGINT,
    TakenBackBy NVARCHAR(200),
    TakenBackAt BIGINT,
    Version INT NOT NULL DEFAULT 1,
    CONSTRAINT PK_SeriesPlan PRIMARY KEY (Id)
);
CREATE INDEX IX_SeriesPlan_Series ON SeriesPlan (SeriesId, Id);
CREATE INDEX IX_SeriesPlan_Running ON SeriesPlan (Id) WHERE State = 'running';

-- What a published plan booked or moved, so that it can be taken back. FromSlotId: where a moved interview was before; none for a booked one.
CREATE TABLE SeriesPlanInterview (
    PlanId BINARY(16) NOT NULL REFERENCES SeriesPlan (Id),
    InterviewId BINARY(16) NOT NULL REFERENCES Interview (Id),
    FromSlotId BINARY(16) REFERENCES Slot (Id),
    CONSTRAINT PK_SeriesPlanInterview PRIMARY KEY (PlanId, InterviewId)
);
