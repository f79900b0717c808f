-- What a unit wishes, or must hold to, within a series. Dates are local dates of the series; ThemeMonth 1 to 12; units of a lower UnitRank come first.
CREATE TABLE SeriesWish (
    SeriesId BLOB NOT NULL REFERENCES Series (Id),
    UnitId BLOB NOT NULL REFERENCES Unit (Id),
    EarliestOn TEXT,
    LatestOn TEXT,
    ThemeMonth INTEGER,
    UnitRank INTEGER,
    Topic TEXT,
    Version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT PK_SeriesWish PRIMARY KEY (SeriesId, UnitId)
) WITHOUT ROWID;

-- A plan of a series. State: running, draft, published, failed, superseded. Rules, Pins and Result are JSON; Result is null until a worker has been through once. Attempts counts how often one began it.
CREATE TABLE SeriesPlan (
    Id BLOB NOT NULL,
    SeriesId BLOB NOT NULL REFERENCES Series (Id),
    State TEXT NOT NULL,
    Progress REAL NOT NULL,
    Attempts INTEGER NOT NULL,
    FollowsId BLOB REFERENCES SeriesPlan (Id),
    Rules TEXT NOT NULL,
    TimeLimitSeconds REAL NOT NULL,
    Pins TEXT NOT NULL,
    Result TEXT,
    Problem TEXT,
    IsCancelled INTEGER NOT NULL,
    RequestedBy TEXT NOT NULL,
    RequestedAt INTEGER NOT NULL,
    StartedAt INTEGER,
    FinishedAt INTEGER,
    PublishedBy TEXT,
    PublishedAt INTEGER,
    TakenBackBy TEXT,
    TakenBackAt INTEGER,
    Version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT PK_SeriesPlan PRIMARY KEY (Id)
);
CREATE INDEX IX_SeriesPlan_Series ON SeriesPlan (SeriesId, Id);
CREATE INDEX IX_SeriesPlan_Running ON SeriesPlan (Id) WHERE State = 'running';

-- What a published plan booked or moved, so that it can be taken back. FromSlotId: where a moved interview was before; none for a booked one.
CREATE TABLE SeriesPlanInterview (
    PlanId BLOB NOT NULL REFERENCES SeriesPlan (Id),
    InterviewId BLOB NOT NULL REFERENCES Interview (Id),
    FromSlotId BLOB REFERENCES Slot (Id),
    CONSTRAINT PK_SeriesPlanInterview PRIMARY KEY (PlanId, InterviewId)
) WITHOUT ROWID;
