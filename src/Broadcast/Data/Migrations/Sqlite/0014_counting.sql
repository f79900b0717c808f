-- When an interview was closed, and when it was opened again. What is received while it is closed is kept and does not count until then.
CREATE TABLE Closing (
    InterviewId BLOB NOT NULL REFERENCES Interview (Id),
    ClosedAt INTEGER NOT NULL,
    ReopenedAt INTEGER,
    CONSTRAINT PK_Closing PRIMARY KEY (InterviewId, ClosedAt)
) WITHOUT ROWID;
CREATE UNIQUE INDEX UX_Closing_Standing ON Closing (InterviewId) WHERE ReopenedAt IS NULL;

-- The closing that an interview's figures are computed for; no row: none.
CREATE TABLE FigureClosing (
    InterviewId BLOB NOT NULL REFERENCES Interview (Id),
    ClosedAt INTEGER NOT NULL,
    CONSTRAINT PK_FigureClosing PRIMARY KEY (InterviewId)
);

-- How a channel's figures were to be read, since when; no row: as its row says, from the beginning. A closed interview keeps the rules it was closed with.
CREATE TABLE ChannelRule (
    ChannelId BLOB NOT NULL REFERENCES Channel (Id),
    Since INTEGER NOT NULL,
    ViewsCounter TEXT NOT NULL,
    HoldSeconds INTEGER NOT NULL,
    CONSTRAINT PK_ChannelRule PRIMARY KEY (ChannelId, Since)
) WITHOUT ROWID;

-- Every time a delivery was taken in again; the row of the delivery knows the last one.
CREATE TABLE DeliveryReplay (
    DeliveryId BLOB NOT NULL REFERENCES Delivery (Id),
    At INTEGER NOT NULL,
    CONSTRAINT PK_DeliveryReplay PRIMARY KEY (DeliveryId, At)
) WITHOUT ROWID;

-- Readings that came after their interview was closed: kept beside the others until it is opened again.
CREATE TABLE HeldReading (
    AiringId BLOB NOT NULL,
    ObservedAt INTEGER NOT NULL,
    DeliveryId BLOB NOT NULL,
    Ordinal INTEGER NOT NULL,
    Concurrent INTEGER,
    Views INTEGER,
    CONSTRAINT PK_HeldReading PRIMARY KEY (AiringId, ObservedAt, DeliveryId, Ordinal)
) WITHOUT ROWID;

-- What few readings carry beside their figures. KnownAt: the replay since when it counts, where that is not its arrival. ViewsText, ViewsMinus, ViewsPlus: a rounded figure as it was written,
-- and how far the true one may lie below and above. Displayed, Heat, PlatformPeak: figures of other kinds, kept and never added.
CREATE TABLE ReadingExtra (
    AiringId BLOB NOT NULL,
    ObservedAt INTEGER NOT NULL,
    DeliveryId BLOB NOT NULL,
    Ordinal INTEGER NOT NULL,
    KnownAt INTEGER,
    ViewsText TEXT,
    ViewsMinus INTEGER NOT NULL,
    ViewsPlus INTEGER NOT NULL,
    Displayed INTEGER,
    Heat INTEGER,
    PlatformPeak INTEGER,
    CONSTRAINT PK_ReadingExtra PRIMARY KEY (AiringId, ObservedAt, DeliveryId, Ordinal)
) WITHOUT ROWID;

-- How far the true total of an airing may lie below and above its views; only airings that ever had a rounded figure.
CREATE TABLE AiringRounding (
    AiringId BLOB NOT NULL,
    ViewsMinus TEXT NOT NULL,
    ViewsPlus TEXT NOT NULL,
    CONSTRAINT PK_AiringRounding PRIMARY KEY (AiringId)
);

-- How many days the bodies of a series' deliveries are kept; no row: for ever.
CREATE TABLE EvidenceRule (
    SeriesId BLOB NOT NULL REFERENCES Series (Id),
    Days INTEGER NOT NULL,
    CONSTRAINT PK_EvidenceRule PRIMARY KEY (SeriesId)
);

-- A body that was dropped by that rule: how long it was, and the readings it had held (JSON), which are left.
CREATE TABLE DroppedBody (
    DeliveryId BLOB NOT NULL REFERENCES Delivery (Id),
    DroppedAt INTEGER NOT NULL,
    Bytes INTEGER NOT NULL,
    Readings TEXT NOT NULL,
    CONSTRAINT PK_DroppedBody PRIMARY KEY (DeliveryId)
);

-- Up to which arrival the deliveries of a closed interview were gone through.
CREATE TABLE EvidenceSweep (
    InterviewId BLOB NOT NULL REFERENCES Interview (Id),
    UpTo INTEGER NOT NULL,
    CONSTRAINT PK_EvidenceSweep PRIMARY KEY (InterviewId)
);

-- A series' total with the hash of all that went into it, signed. State: queued, running, done, failed. Signed: the certificate as a compact JWS.
CREATE TABLE Certificate (
    Id BLOB NOT NULL,
    SeriesId BLOB NOT NULL REFERENCES Series (Id),
    State TEXT NOT NULL,
    Progress REAL NOT NULL,
    Attempts INTEGER NOT NULL,
    RequestedBy TEXT NOT NULL,
    RequestedAt INTEGER NOT NULL,
    StartedAt INTEGER,
    FinishedAt INTEGER,
    Signed TEXT,
    Problem TEXT,
    CONSTRAINT PK_Certificate PRIMARY KEY (Id)
);
CREATE INDEX IX_Certificate_Series ON Certificate (SeriesId, Id);
CREATE INDEX IX_Certificate_Unfinished ON Certificate (Id) WHERE FinishedAt IS NULL;
CREATE INDEX IX_SeriesAudit_Series ON SeriesAudit (SeriesId, Id);
